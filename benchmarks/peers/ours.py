"""Our solver, as its callers call it: in a child process of its own, the start of which is in the seconds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.peers.base import Point
from solver import Observer, SolveParameters
from solver import solve as solve_problem

if TYPE_CHECKING:
    from benchmarks.peers.base import Limits, Trace
    from solver.problem import Problem
    from solver.search.observer import Progress

TIER = "utilization"


class Follower(Observer):
    """Tells a trace what the solver says on its way; the schedule itself is handed in at the end, and must be worth as much."""

    def __init__(self, trace: Trace) -> None:
        self._trace = trace
        self._value: int | None = None

    def on_progress(self, progress: Progress) -> None:
        """Note a better utilization or a lower bound of it; what is said of later tiers is passed over."""
        if progress.tier != TIER:
            return
        if progress.bound is not None:
            self._trace.bounded(progress.bound)
        if progress.value is not None and (self._value is None or progress.value > self._value):
            self._value = progress.value
            self._trace.points.append(Point(self._trace.seconds, progress.value, self._trace.bound))


def solve(problem: Problem, limits: Limits, trace: Trace) -> None:
    """Solve with the defaults of the library."""
    parameters = SolveParameters(seconds=limits.seconds, workers=limits.workers, seed=limits.seed)
    result = solve_problem(problem, parameters, observer=Follower(trace))
    for tier in result.tiers:
        if tier.name == TIER:
            trace.bounded(tier.bound)
            trace.found(result.schedule)
