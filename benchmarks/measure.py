"""One solve, watched and verified: the figures that every benchmark reports."""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from solver import Observer, Progress, SolveParameters, solve, verify
from solver.schedule import utilization

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping

    from solver.problem import Problem
    from solver.result import Result
    from solver.schedule import Schedule


class FirstSchedule(Observer):
    """Notes the seconds, from its making, to the first schedule of a solve."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        #: None until there is a schedule.
        self.seconds: float | None = None

    def on_progress(self, progress: Progress) -> None:
        """Note the moment at which a value is known for the first time."""
        if progress.value is not None:
            self._note()

    def on_incumbent(self, schedule: Schedule, value: int) -> None:  # noqa: ARG002 - only that it came matters
        """Note the moment of the first incumbent."""
        self._note()

    def _note(self) -> None:
        if self.seconds is None:
            self.seconds = time.monotonic() - self._began


@dataclass(frozen=True, kw_only=True, slots=True)
class Measurement:
    """What one solve gave. Value and bound are of the utilization tier, in ticks of work."""

    name: str
    status: str
    value: int
    bound: int
    gap: float
    jobs: int
    placed: int
    seconds: float
    #: From the call to the first schedule; None if no schedule was reported on the way.
    first_seconds: float | None
    #: Lowest service level of an account that asked for something, in parts per 10 000.
    lowest_level: int
    budget: float
    workers: int
    seed: int
    policy: str
    engine: str
    #: Counters and events of the search.
    statistics: Mapping[str, int | float | str]
    #: What `verify` found; empty is good.
    violations: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the figures as a JSON-able mapping."""
        return asdict(self)


def parameters_of(options: argparse.Namespace) -> SolveParameters:
    """Return the solve parameters that the options of a command ask for."""
    return SolveParameters(
        seconds=options.seconds,
        policy=options.policy,
        workers=options.workers,
        seed=options.seed,
        engine=options.engine,
    )


def measure(problem: Problem, parameters: SolveParameters) -> tuple[Measurement, Result]:
    """Solve a problem, verify what comes back, and return the figures with the result."""
    watch = FirstSchedule()
    began = time.monotonic()
    result = solve(problem, parameters, observer=watch)
    seconds = time.monotonic() - began
    value, bound = _utilization(problem, result)
    measurement = Measurement(
        name=problem.name,
        status=str(result.status),
        value=value,
        bound=bound,
        gap=(bound - value) / max(1, abs(bound)),
        jobs=len(problem.jobs),
        placed=len(result.schedule.by_job),
        seconds=round(seconds, 3),
        first_seconds=None if watch.seconds is None else round(watch.seconds, 3),
        lowest_level=min((a.service_level for a in result.accounts if a.demand), default=10_000),
        budget=parameters.seconds,
        workers=parameters.workers,
        seed=parameters.seed,
        policy=parameters.policy,
        engine=result.run.engine,
        statistics=dict(result.run.statistics),
        violations=tuple(map(str, verify(problem, result.schedule))),
    )
    return measurement, result


def _utilization(problem: Problem, result: Result) -> tuple[int, int]:
    """Return the utilization counted anew from the schedule, not as reported, and its bound."""
    bounds = [tier.bound for tier in result.tiers if tier.name == "utilization"]
    return utilization(problem, result.schedule), min([problem.total_work, *bounds])
