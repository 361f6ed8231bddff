"""What the tiers hand on to each other: where each ended, and what the certificate claims of them all."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from solver.problem import Problem
    from solver.result import Tier
    from solver.schedule import Schedule
    from solver.search.context import Context
    from solver.search.fair.yardstick import Yardstick
    from solver.search.partial.state import State

#: Figures about a run, for people and benchmarks.
Statistics = dict[str, int | float | str]
#: Up to as many slots a model of the whole problem is likely to end with a proof; and the seconds that are worth giving it.
PROVABLE_SLOTS, PROVABLE_SECONDS = 600, 5.0


@dataclass(frozen=True, slots=True)
class Stage:
    """Where a tier ended."""

    schedule: Schedule
    tier: Tier
    statistics: Statistics


def claims(problem: Problem, stages: Sequence[Stage], yardstick: Yardstick) -> tuple[Tier, ...]:
    """Return the tiers with the values they end with.

    On its way a later tier may have gained in an earlier one; it has never lost, but for the utilization that fairness may cost.
    """
    schedule, fair = stages[-1].schedule, yardstick.policy is not None
    return tuple(
        _claim(stage.tier, yardstick.measure(stage.tier.name, problem, schedule), given_up=fair) for stage in stages
    )


def _claim(tier: Tier, measured: int, *, given_up: bool) -> Tier:
    if given_up and tier.name == "utilization":
        return replace(tier, value=measured)
    better = max if tier.maximised else min
    return replace(tier, value=better(tier.value, measured))


def state_of(context: Context, schedule: Schedule) -> State | None:
    """Return a schedule as a state; None if it breaks a rule."""
    state = context.empty()
    return state if state.exchange((), schedule.by_job) else None


def slots_of(context: Context) -> int:
    """Return the size of the model of the whole problem, in slots."""
    return sum(len(places) for job in context.places for places in job)
