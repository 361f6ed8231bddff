"""The result of the whole from how its components stand: tiers summed by name, one schedule, one certificate."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from solver.result import Status, Tier
from solver.search.certify import Ending, certify, without_schedule
from solver.search.parts.components import merge
from solver.search.process.fallback import Rescue, fallback_result

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from solver.problem import Problem
    from solver.result import Result
    from solver.schedule import Schedule
    from solver.search.parameters import SolveParameters
    from solver.search.parts.standing import Standing


def answer(
    problem: Problem,
    parameters: SolveParameters,
    standings: Sequence[Standing],
    seconds: float,
    statistics: Mapping[str, int | float | str],
) -> Result:
    """Return the verified result: infeasible if a component is, unknown if there is one without a schedule, else what all have."""
    empty = sorted((each for each in standings if each.best is None), key=lambda each: not each.infeasible)
    if empty:
        status = Status.INFEASIBLE if empty[0].infeasible else Status.UNKNOWN
        none = without_schedule(problem, parameters, status, seconds, "")
        return replace(none, messages=_reasons(empty[0]), run=replace(none.run, statistics=statistics))
    ending = Ending(
        schedule=merged((each, each.best) for each in standings),
        earlier=(merged((each, each.first) for each in standings),),
        tiers=summed([each.tiers or _tiers_without_search(each, parameters) for each in standings]),
        seconds=seconds,
        statistics=statistics,
    )
    return certify(problem, parameters, ending)


def merged(parts: Iterable[tuple[Standing, Schedule | None]]) -> Schedule:
    """Return the schedules of components as one of the whole."""
    return merge((each.component, schedule) for each, schedule in parts if schedule is not None)


def summed(parts: Sequence[tuple[Tier, ...]]) -> tuple[Tier, ...]:
    """Return the tiers of the whole. One that a component lacks, because it has nothing to count there, is 0 for it."""
    return tuple(
        Tier(
            name=tier.name,
            value=sum(other.value for tiers in parts for other in tiers if other.name == tier.name),
            bound=sum(other.bound for tiers in parts for other in tiers if other.name == tier.name),
            maximised=tier.maximised,
        )
        for tier in max(parts, key=len)
    )


def _tiers_without_search(standing: Standing, parameters: SolveParameters) -> tuple[Tier, ...]:
    """Return the tiers of a schedule that no task has come back with: they have trivial bounds only."""
    problem = standing.component.problem
    rescue = Rescue(schedule=standing.best, bound=problem.total_work)
    return fallback_result(problem, parameters, rescue, 0.0, "gave no answer").tiers


def _reasons(standing: Standing) -> tuple[str, ...]:
    if standing.nothing is not None:
        return standing.nothing.messages
    return (f"{standing.component.problem.name}: no schedule was found in the time given",)
