"""From the end of a search to its certificate: verify, measure, explain, and say which of the five statuses it is."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from importlib import metadata
from typing import TYPE_CHECKING

from solver.explain import unplaced_reasons
from solver.fairness import account_results
from solver.result import Policy, Result, RunInfo, Status
from solver.schedule import Schedule
from solver.search.fair.yardstick import plain
from solver.search.parameters import POLICY_VERSIONS
from solver.verify import verify

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from solver.problem import Problem
    from solver.result import Tier
    from solver.search.fair.yardstick import Yardstick
    from solver.search.parameters import SolveParameters

#: Tiers that only refine a plan: `optimal` speaks of those that decide who gets machine time, and not of these.
REFINING = frozenset({"punctuality"})
#: Tiers that are proved together where a policy of fairness has given up utilization.
FAIRLY = frozenset({"utilization", "fairness"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Ending:
    """What a search ended with."""

    schedule: Schedule
    #: The tiers in their order.
    tiers: tuple[Tier, ...]
    seconds: float
    #: What the search had before, oldest first; the last of them that `verify` passes stands in where it refuses the end.
    earlier: tuple[Schedule, ...] = ()
    statistics: Mapping[str, int | float | str] = field(default_factory=dict)
    messages: tuple[str, ...] = ()
    #: What fairness is measured by; None: what the schedule itself grants.
    yardstick: Yardstick | None = None


def certify(problem: Problem, parameters: SolveParameters, ending: Ending) -> Result:
    """Return the result of a search that found a schedule; nothing leaves unverified."""
    schedule, tiers, messages = ending.schedule, ending.tiers, ending.messages
    yardstick = ending.yardstick or plain(
        problem, schedule, committed=parameters.committed, whole_targets=parameters.whole_targets
    )
    defects = (*map(str, verify(problem, schedule)), *_false_claims(problem, schedule, tiers, yardstick))
    if defects:
        schedule = _last_good(problem, ending)
        tiers = _measured_again(problem, schedule, tiers, yardstick)
        messages = (*messages, *defects)
        status = Status.INVALID
    else:
        open_ones = (tier for tier in tiers if tier.name not in REFINING and tier.value != tier.bound)
        proved = all(yardstick.proved and tier.name in FAIRLY for tier in open_ones)
        status = Status.OPTIMAL if proved else Status.FEASIBLE
    return Result(
        status=status,
        schedule=schedule,
        policy=policy_of(parameters),
        tiers=tiers,
        accounts=account_results(problem, schedule, yardstick.aims, yardstick.committed),
        unplaced=unplaced_reasons(problem, schedule),
        run=run_info(parameters, ending.seconds, ending.statistics),
        fairness=yardstick.fairness(problem, schedule),
        verified=not defects or not verify(problem, schedule),
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
        policy=policy_of(parameters),
        tiers=(),
        accounts=account_results(problem, schedule),
        unplaced=unplaced_reasons(problem, schedule),
        run=run_info(parameters, seconds, {}),
        messages=(message,),
    )


def policy_of(parameters: SolveParameters) -> Policy:
    """Return the policy of a run with the version of its rules."""
    version = POLICY_VERSIONS[parameters.policy]
    return Policy(
        name=parameters.policy,
        epsilon=parameters.epsilon,
        version=version,
        committed=parameters.committed,
        whole_targets=parameters.whole_targets,
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


def _last_good(problem: Problem, ending: Ending) -> Schedule:
    """Return the latest schedule of a search that keeps the rules; the end itself where only what is said of it is false."""
    history = (*ending.earlier, ending.schedule)
    return next((schedule for schedule in reversed(history) if not verify(problem, schedule)), Schedule())


def _false_claims(problem: Problem, schedule: Schedule, tiers: tuple[Tier, ...], yardstick: Yardstick) -> Iterator[str]:
    """Tell each value that is not what the schedule has, and each bound that its value refutes."""
    for tier, measured in zip(tiers, _measured_again(problem, schedule, tiers, yardstick), strict=True):
        if tier.value != measured.value:
            yield f"{tier.name}: the search says {tier.value}, the schedule has {measured.value}"
        if measured.gap < 0:
            yield f"{tier.name}: the bound {tier.bound} is refuted by a schedule of {measured.value}"


def _measured_again(
    problem: Problem, schedule: Schedule, tiers: tuple[Tier, ...], yardstick: Yardstick
) -> tuple[Tier, ...]:
    return tuple(replace(tier, value=yardstick.measure(tier.name, problem, schedule)) for tier in tiers)
