"""Our solver under a policy of fairness, with what its certificate says of it beside the utilization that it keeps."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from solver import SolveParameters
from solver import solve as solve_problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.peers.base import Limits, Trace
    from solver.problem import Problem
    from solver.result import Result


def solve_by(problem: Problem, limits: Limits, trace: Trace, *, policy: str, percent: int | None) -> None:
    """Solve with the defaults of the library but for the policy and, where it is given, the percent that it may cost."""
    parameters = SolveParameters(seconds=limits.seconds, workers=limits.workers, seed=limits.seed, policy=policy)
    if percent is not None:
        parameters = replace(parameters, epsilon=percent / 100)
    result = solve_problem(problem, parameters)
    for tier in result.tiers:
        if tier.name == "utilization":
            trace.bounded(tier.bound)
            trace.found(result.schedule)
    trace.figures.update(_figures(result))


def _figures(result: Result) -> Iterator[tuple[str, float]]:
    fairness = result.fairness
    if fairness is None or not fairness.levels:
        return
    yield "lowest", fairness.levels[0].value
    yield "lowest_bound", fairness.levels[0].bound
    yield "levels_proved", sum(level.value == level.bound for level in fairness.levels)
    yield "accounts", len(fairness.levels)
    yield "leximin_factor", round(fairness.leximin_factor, 4)
    yield "jain", round(fairness.jain, 5)
    yield "envy", fairness.envy
    yield "below_guaranteed", sum(each.granted < each.guaranteed for each in result.accounts)
