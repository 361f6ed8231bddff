"""Large neighbourhood search: several threads free a few jobs each and let CP-SAT place them better.

A sub-solve sees everything else as fixed; when it comes back, its jobs are swapped in one step if nothing has moved into their way
meanwhile, and dropped otherwise. CP-SAT lets go of Python's lock, so the threads do run at once.
"""

from __future__ import annotations

import random
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from solver.search.lns.choice import Chooser

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from solver.model.scope import Scope
    from solver.schedule import Assignment
    from solver.search.lns.neighbourhoods import Neighbourhood
    from solver.search.lns.repair import Repair
    from solver.search.lns.shared import SharedState
    from solver.search.stop import Deadline

#: Seconds one sub-solve may take; a longer one gains less than the small ones that fit into its time.
PATIENCE = 0.5


@dataclass(frozen=True, slots=True)
class Aim:
    """What a search improves: how one sub-solve does it, between which neighbourhoods it chooses, and when all is done."""

    repair: Callable[[Scope, Sequence[Assignment], float, int], Repair | None]
    neighbourhoods: tuple[Neighbourhood, ...]
    reached: Callable[[], bool]


class Counters:
    """What happened in a search."""

    def __init__(self) -> None:
        self.sub_solves = 0
        self.gains = 0
        self.conflicts = 0
        self.proofs = 0


def improve(shared: SharedState, aim: Aim, deadline: Deadline, workers: int, seed: int) -> dict[str, int]:
    """Search with as many threads as `workers` until the deadline, or until the aim is reached; return counters."""
    counters = [Counters() for _ in range(workers)]
    failures: list[BaseException] = []

    def work(index: int) -> None:
        try:
            _search(shared, aim, deadline, random.Random(seed * 1009 + index), counters[index])  # noqa: S311 - no secret
        except BaseException as error:  # noqa: BLE001 - handed on below, in the caller's thread
            failures.append(error)

    threads = [threading.Thread(target=work, args=(index,), daemon=True) for index in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return {name: sum(getattr(c, name) for c in counters) for name in ("sub_solves", "gains", "conflicts", "proofs")}


def _search(shared: SharedState, aim: Aim, deadline: Deadline, rng: random.Random, counters: Counters) -> None:
    chooser = Chooser(len(aim.neighbourhoods), rng)
    while not deadline.passed and not aim.reached():
        choice = chooser.draw()
        jobs = aim.neighbourhoods[choice](shared.look(), rng, chooser.size(choice))
        found: Repair | None = None
        swapped = False
        if jobs:
            scope, before = shared.free(jobs)
            found = aim.repair(scope, before, min(PATIENCE, deadline.left), rng.randrange(2**31))
            swapped = found is not None and shared.swap(before, found.assignments, found.gain)
        gain = found.gain if found is not None and swapped else 0
        proved = found is not None and found.proved
        counters.sub_solves += 1
        counters.gains += gain > 0
        counters.proofs += proved
        counters.conflicts += found is not None and not swapped
        chooser.learn(choice, gain, proved=proved)
