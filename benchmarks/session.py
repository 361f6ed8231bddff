"""Carries out a suite: which runs, in which order, and the file of results that grows with every run."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from benchmarks.cases import case, missing
from benchmarks.environment import describe, load
from benchmarks.errors import BenchmarkError
from benchmarks.order import Order
from benchmarks.peers import FAIR, PEERS
from benchmarks.peers.base import Limits
from benchmarks.results import CaseFacts, Parameters, Results
from benchmarks.runner import make_run, refuted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from benchmarks.run import Run


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """What is to be run."""

    suite: str
    parameters: Parameters
    #: Cases that can be loaded, and those that cannot with the reason.
    cases: tuple[str, ...]
    skipped: dict[str, str]
    data: Path | None = None

    def orders(self) -> Iterator[Order]:
        """Yield the runs: seed by seed, case by case, and who begins changes from case to case and from seed to seed.

        The peers of a case come right after each other, so that a machine that slows down slows them all; as each begins in
        turn, none always runs on a machine that has just warmed up.
        """
        given, peers = self.parameters, self.parameters.peers
        for turn, seed in enumerate(given.seeds):
            for number, name in enumerate(self.cases):
                first = (turn + number) % len(peers)
                for peer in peers[first:] + peers[:first]:
                    yield Order(case=name, peer=peer, limits=Limits(given.seconds, given.workers, seed), data=self.data)


def plan(suite: str, parameters: Parameters, names: tuple[str, ...], data: Path | None) -> Plan:
    """Return the plan of a suite.

    Raises
    ------
    BenchmarkError
        if a peer or a case is unknown, or no case can be loaded; the message says which, and what would do.
    """
    for peer in parameters.peers:
        if peer not in PEERS and not FAIR.fullmatch(peer):
            raise BenchmarkError(f"no peer {peer!r}; there are {', '.join(PEERS)}, maxmin, proportional, least-squares")
    skipped = {name: reason for name in names if (reason := missing(case(name), data)) is not None}
    cases = tuple(name for name in names if name not in skipped)
    if not cases:
        told = "; ".join(f"{name}: {reason}" for name, reason in skipped.items())
        raise BenchmarkError(f"suite {suite!r} has no case to run; {told or 'ask for larger ones with --largest'}")
    return Plan(suite=suite, parameters=parameters, cases=cases, skipped=skipped, data=data)


def carry_out(plan: Plan, tell: Callable[[Run, Results], None]) -> Results:
    """Make every run of a plan; `tell` is handed each run with the results so far, whole enough to be kept."""
    results = Results(
        suite=plan.suite,
        environment=describe(),
        parameters=plan.parameters,
        cases={name: CaseFacts.of(case(name)) for name in plan.cases},
        skipped=plan.skipped,
    )
    for order in plan.orders():
        run = make_run(order)
        results = replace(results, runs=(*results.runs, run))
        tell(run, results)
    return replace(results, environment={**results.environment, "load_after": load()}, runs=refuted(results.runs))
