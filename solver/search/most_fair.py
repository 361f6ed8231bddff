"""The tier of fairness: what the policy strives for, at no more than the price that was agreed beforehand."""

from __future__ import annotations

import math
from contextlib import nullcontext
from dataclasses import replace
from typing import TYPE_CHECKING

from solver.fairness import FULL, aims_of, granted_of, whole_aims
from solver.fairness.policies import FAIR_POLICIES
from solver.result import Tier
from solver.search.bounds.background import MOST_PLACES, InBackground
from solver.search.fair.exact import leximin
from solver.search.fair.solo import solos
from solver.search.fair.yardstick import Yardstick
from solver.search.tiers import PROVABLE_SECONDS, PROVABLE_SLOTS, Stage, slots_of, state_of

if TYPE_CHECKING:
    from solver.fairness.policies.policy import FairPolicy
    from solver.schedule import Schedule
    from solver.search.context import Context
    from solver.search.prices import PriceBoard
    from solver.search.stop import Deadline

#: The part of the budget that is kept for the tiers after utilization, where there is a policy of fairness; the part of that which this
#: tier leaves to the next; and the part it may use to find what each account could have alone.
KEPT_SHARE, LEFT_SHARE, SOLO_SHARE = 0.5, 0.1, 0.1


def most_fair(context: Context, stage: Stage, board: PriceBoard) -> tuple[Stage, Yardstick]:
    """Make a schedule fair, within the utilization that may be given up, and say what it was held against."""
    context.watch.enter("improve", "fairness")
    policy = FAIR_POLICIES[context.parameters.policy]
    problem, schedule = context.problem, stage.schedule
    ours = context.deadline.part(context.deadline.left * (1 - LEFT_SHARE))
    committed = context.parameters.committed
    granted = granted_of(problem, schedule, committed)
    # Whoever has so much beside the others could have it alone.
    alone = tuple(map(max, solos(context, ours.part(ours.left * SOLO_SHARE)), granted)) if not ours.passed else None
    aims = aims_of(problem, sum(granted), alone)
    yardstick = Yardstick(
        aims=whole_aims(problem, aims, committed) if context.parameters.whole_targets else aims,
        policy=policy,
        committed=committed,
        best_utilization=stage.tier.value,
        utilization_bound=stage.tier.bound,
    )
    context.watch.refined(yardstick.measure("fairness", problem, schedule))
    statistics: dict[str, int | float | str] = {}
    if not ours.passed:
        schedule, yardstick, statistics = _improved(context, stage, yardstick, ours, board)
    bound = _bound(policy, yardstick)
    tier = Tier(
        name="fairness",
        value=yardstick.measure("fairness", problem, schedule),
        bound=bound,
        maximised=policy.maximised,
    )
    return Stage(schedule, tier, statistics), yardstick


def _improved(
    context: Context, stage: Stage, yardstick: Yardstick, deadline: Deadline, board: PriceBoard
) -> tuple[Schedule, Yardstick, dict[str, int | float | str]]:
    """Search, and prove where that is likely to succeed."""
    enough = least_utilization(stage.tier.value, context.parameters.epsilon)
    small = slots_of(context) <= PROVABLE_SLOTS and yardstick.policy is FAIR_POLICIES["maxmin"]
    first = deadline.part(min(PROVABLE_SECONDS / 5, deadline.left / 5) if small else deadline.left)
    bound = _LevelBound(context, yardstick)
    # Where every level is to be proved anyway, the bound would only take time from the search: of a few deterministic seconds all of it.
    with nullcontext() if small else InBackground(first, bound.work):
        schedule, statistics = _climbed(context, stage.schedule, yardstick, enough, first, board)
    yardstick = replace(yardstick, level_bounds=(bound.most,))
    if small and not deadline.passed:
        found = leximin(context, schedule, yardstick, enough, deadline)
        proved = found.proved and stage.tier.value == stage.tier.bound
        yardstick = replace(yardstick, level_bounds=found.bounds, proved=proved)
        schedule = found.schedule
    return schedule, yardstick, statistics


def least_utilization(best: int, epsilon: float) -> int:
    """Return the utilization that a fair schedule must have: `(1 - epsilon)` of the best that was found, rounded up."""
    return math.ceil(best * (1 - epsilon) - 1e-9)


def _climbed(
    context: Context, schedule: Schedule, yardstick: Yardstick, enough: int, deadline: Deadline, board: PriceBoard
) -> tuple[Schedule, dict[str, int | float | str]]:
    from solver.search.compiled.entry import in_cache
    from solver.search.fair.climbing import climb_fairly
    from solver.search.most_by_ruin import WORTH_COMPILING

    state = state_of(context, schedule)
    if (
        state is None
        or not context.problem.jobs
        or not (in_cache() or deadline.meter is not None or deadline.left >= WORTH_COMPILING)
    ):
        return schedule, {"fair_rounds": 0}
    state, rounds = climb_fairly(context, state, yardstick, enough, deadline, board)
    return state.schedule(), {"fair_rounds": rounds}


class _LevelBound:
    """What the lowest level cannot exceed, as far as it is known; worked on beside the search, which tells what it has reached."""

    def __init__(self, context: Context, yardstick: Yardstick) -> None:
        self.most = FULL
        self._context, self._yardstick = context, yardstick

    def work(self, deadline: Deadline) -> None:
        """Lower the bound until the deadline."""
        from solver.search.bounds.levels import level_bound

        context, watch = self._context, self._context.watch
        if self._yardstick.policy is not FAIR_POLICIES["maxmin"] or slots_of(context) > MOST_PLACES:
            return

        def tell(level: int) -> None:
            self.most = level
            watch.bounded(level)

        level_bound(
            context.bound_problem,
            context.bound_places,
            self._yardstick,
            deadline,
            lambda: watch.value or 0,
            tell,
        )


def _bound(policy: FairPolicy, yardstick: Yardstick) -> int:
    """Return what the measure of the policy cannot be better than."""
    if policy.name == "maxmin" and yardstick.level_bounds:
        return yardstick.level_bounds[0]
    return policy.limit(yardstick.aims, yardstick.utilization_bound)
