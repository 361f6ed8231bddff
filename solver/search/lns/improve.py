"""Large neighbourhood search: several threads free a few jobs each and let CP-SAT place them better.

A sub-solve sees everything else as fixed; when it comes back, its jobs are swapped in one step if nothing has moved into their way
meanwhile, and dropped otherwise. CP-SAT lets go of Python's lock, so the threads do run at once. By the clock each goes on as soon as it is done; by a
meter all begin and end a step together and are swapped in a fixed order, so that it does not matter who is first.
Over 150 lines because the two ways share one search.
"""

from __future__ import annotations

import random
import threading
from concurrent.futures import ThreadPoolExecutor
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
#: Failures in a row after which a search is given up: then it is not the sub-models that are at fault.
MOST_FAILURES = 20


@dataclass(frozen=True, slots=True)
class Aim:
    """What a search improves: how one sub-solve does it, between which neighbourhoods it chooses, and when all is done."""

    repair: Callable[[Scope, Sequence[Assignment], Deadline, int], Repair]
    neighbourhoods: tuple[Neighbourhood, ...]
    reached: Callable[[], bool]


@dataclass(slots=True)
class Counters:
    """What happened in a search."""

    sub_solves: int = 0
    gains: int = 0
    conflicts: int = 0
    proofs: int = 0
    #: Sub-models that CP-SAT called impossible although what stands is a solution, and those that raised.
    refused: int = 0
    failures: int = 0


def improve(shared: SharedState, aim: Aim, deadline: Deadline, workers: int, seed: int) -> dict[str, int]:
    """Search with as many threads as `workers` until the deadline, or until the aim is reached; return counters."""
    searches = [_Search(shared, aim, random.Random(seed * 1009 + index)) for index in range(workers)]  # noqa: S311 - no secret
    if deadline.meter is None:
        _at_will(searches, deadline)
    else:
        _in_step(searches, deadline)
    names = ("sub_solves", "gains", "conflicts", "proofs", "refused", "failures")
    return {name: sum(getattr(search.counters, name) for search in searches) for name in names}


def _at_will(searches: Sequence[_Search], deadline: Deadline) -> None:
    errors: list[BaseException] = []

    def work(search: _Search) -> None:
        try:
            while search.goes_on(deadline):
                search.finish(search.solve(search.choose(), deadline.part(PATIENCE)))
        except BaseException as error:  # noqa: BLE001 - handed on below, in the caller's thread
            errors.append(error)

    threads = [threading.Thread(target=work, args=(search,), daemon=True) for search in searches]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]


def _in_step(searches: Sequence[_Search], deadline: Deadline) -> None:
    """Let all searches choose from the same plan, solve at once, and swap one after the other."""
    with ThreadPoolExecutor(len(searches)) as threads:
        while all(search.goes_on(deadline) for search in searches):
            tasks = [search.choose() for search in searches]
            limits = [deadline.part(PATIENCE).apart() for _ in searches]
            for search, found in zip(searches, threads.map(_Search.solve, searches, tasks, limits), strict=True):
                search.finish(found)
            # The step is as long as its longest part.
            deadline.spend(max(limit.elapsed for limit in limits))


@dataclass(frozen=True, slots=True)
class _Task:
    """One neighbourhood: which was chosen, what is free in it and where that was, and the seed of its solve."""

    choice: int
    scope: Scope
    before: tuple[Assignment, ...]
    seed: int


class _Search:
    """One thread's search: it chooses, solves, and swaps."""

    def __init__(self, shared: SharedState, aim: Aim, rng: random.Random) -> None:
        self.counters = Counters()
        self._shared = shared
        self._aim = aim
        self._rng = rng
        self._chooser = Chooser(len(aim.neighbourhoods), rng)
        self._failed_in_a_row = 0

    def goes_on(self, deadline: Deadline) -> bool:
        """Return whether there is time and something to do."""
        return not deadline.passed and not self._aim.reached()

    def choose(self) -> _Task:
        """Draw a neighbourhood of the present plan."""
        choice = self._chooser.draw()
        jobs = self._aim.neighbourhoods[choice](self._shared.look(), self._rng, self._chooser.size(choice))
        scope, before = self._shared.free(jobs)
        return _Task(choice, scope, before, self._rng.randrange(2**31))

    def solve(self, task: _Task, deadline: Deadline) -> tuple[_Task, Repair | None]:
        """Solve a neighbourhood; None where there is nothing in it, or where it came to grief, which costs no more than itself."""
        if not task.scope.jobs:
            return task, None
        try:
            repair = self._aim.repair(task.scope, task.before, deadline, task.seed)
        except (RuntimeError, ValueError, MemoryError):
            self.counters.failures += 1
            self._failed_in_a_row += 1
            if self._failed_in_a_row == MOST_FAILURES:
                raise
            return task, None
        self._failed_in_a_row = 0
        self.counters.refused += repair.refused
        return task, repair

    def finish(self, solved: tuple[_Task, Repair | None]) -> None:
        """Swap what was found into the plan, and learn from it."""
        task, repair = solved
        found = repair is not None and not repair.empty
        swapped = repair is not None and found and self._shared.swap(task.before, repair.assignments, repair.gain)
        gain = repair.gain if repair is not None and swapped else 0
        proved = repair is not None and repair.proved
        self.counters.sub_solves += 1
        self.counters.gains += gain > 0
        self.counters.proofs += proved
        self.counters.conflicts += found and not swapped
        self._chooser.learn(task.choice, gain, proved=proved)
