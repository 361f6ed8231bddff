"""From the end of a search to its certificate: verify, measure, explain, and say which of the five statuses it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib import metadata
from typing import TYPE_CHECKING

from solver.explain import unplaced_reasons
from solver.fairness import account_results
from solver.result import Policy, Result, RunInfo, Status, Tier
from solver.schedule import Schedule, punctuality, utilization
from solver.verify import verify

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from solver.problem import Problem
    from solver.search.parameters import SolveParameters


@dataclass(frozen=True, kw_only=True, slots=True)
class Ending:
    """What a search ended with."""

    #: The best schedule, and the first one, which stands in where `verify` refuses the best.
    schedule: Schedule
    first: Schedule
    #: The tiers in their order; the first is the one that `optimal` speaks of.
    tiers: tuple[Tier, ...]
    seconds: float
    statistics: Mapping[str, int | float | str] = field(default_factory=dict)
    messages: tuple[str, ...] = ()


def certify(problem: Problem, parameters: SolveParameters, ending: Ending) -> Result:
    """Return the result of a search that found a schedule; nothing leaves unverified."""
    schedule, tiers, messages = ending.schedule, ending.tiers, ending.messages
    defects = (*map(str, verify(problem, schedule)), *_false_claims(problem, schedule, tiers))
    if defects:
        schedule = ending.first if not verify(problem, ending.first) else Schedule()
        tiers = _measured_again(problem, schedule, tiers)
        messages = (*messages, *defects)
        status = Status.INVALID
    else:
        proved = tiers[0].value == tiers[0].bound
        status = Status.OPTIMAL if proved else Status.FEASIBLE
    return Result(
        status=status,
        schedule=schedule,
        policy=Policy(name=parameters.policy, epsilon=parameters.epsilon),
        tiers=tiers,
        accounts=account_results(problem, schedule),
        unplaced=unplaced_reasons(problem, schedule),
        run=run_info(parameters, ending.seconds, ending.statistics),
        messages=messages,
    )


def without_schedule(
    problem: Problem, parameters: SolveParameters, status: Status, seconds: float, message: str
) -> Result:
    """Return the result of a search that found none: what must be placed cannot be, or could not be in the time given."""
    schedule = Schedule()
    return Result(
        status=status,
        schedule=schedule,
        policy=Policy(name=parameters.policy, epsilon=parameters.epsilon),
        tiers=(),
        accounts=account_results(problem, schedule),
        unplaced=unplaced_reasons(problem, schedule),
        run=run_info(parameters, seconds, {}),
        messages=(message,),
    )


def run_info(parameters: SolveParameters, seconds: float, statistics: Mapping[str, int | float | str]) -> RunInfo:
    """Return how a run went, with the versions that decide what a figure means."""
    return RunInfo(
        seconds=round(seconds, 3),
        deterministic_time=float(statistics.get("deterministic_time", 0.0)),
        seed=parameters.seed,
        workers=parameters.workers,
        engine=parameters.engine,
        versions={name: metadata.version(name) for name in ("equishare", "ortools")},
        statistics=statistics,
    )


def _false_claims(problem: Problem, schedule: Schedule, tiers: tuple[Tier, ...]) -> Iterator[str]:
    """Tell each value that is not what the schedule has, and each bound that its value refutes."""
    for tier, measured in zip(tiers, _measured_again(problem, schedule, tiers), strict=True):
        if tier.value != measured.value:
            yield f"{tier.name}: the search says {tier.value}, the schedule has {measured.value}"
        if measured.gap < 0:
            yield f"{tier.name}: the bound {tier.bound} is refuted by a schedule of {measured.value}"


def _measured_again(problem: Problem, schedule: Schedule, tiers: tuple[Tier, ...]) -> tuple[Tier, ...]:
    measure = {"utilization": utilization, "punctuality": punctuality}
    return tuple(
        Tier(name=tier.name, value=measure[tier.name](problem, schedule), bound=tier.bound, maximised=tier.maximised)
        for tier in tiers
    )
