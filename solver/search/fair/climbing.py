"""The compiled search with regard for accounts: it climbs what the policy thinks of what each has, and not below the utilization allowed.

The neighbourhood of fairness is its own: a round is about the job that is most missed, and a waiting job of an account that is badly off is
missed most; what it takes out to make room are the neighbours on the same machines, of whichever account.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from solver.fairness.policies.policy import TICK
from solver.search.compiled.accounts import Count, Regard
from solver.search.compiled.climb import Climb, Goal
from solver.search.garbage import uncollected

if TYPE_CHECKING:
    from collections.abc import Callable

    from solver.schedule import Schedule
    from solver.search.context import Context
    from solver.search.fair.yardstick import Yardstick
    from solver.search.partial.state import State
    from solver.search.prices import PriceBoard
    from solver.search.stop import Deadline

#: What each tick of utilization below what is allowed costs on the way, in ticks.
SHORTFALL = 50


def climb_fairly(
    context: Context, state: State, yardstick: Yardstick, enough: int, deadline: Deadline, board: PriceBoard
) -> tuple[State, int]:
    """Return the best state by the policy that has at least `enough` utilization, and how many rounds there were."""
    policy, aims = yardstick.policy, yardstick.aims
    assert policy is not None, "without a policy there is nothing to climb"

    limit = policy.limit(aims, yardstick.utilization_bound)

    def key(count: Count) -> tuple[int, ...]:
        return (int(count.value >= enough), *policy.key(aims, count.granted), count.value)

    def better(_found: Callable[[], Schedule], count: Count, _placed: int) -> None:
        context.watch.refined(policy.measure(aims, count.granted))

    def reached(count: Count) -> bool:
        # Once all are as well off as can be, what is left of the time is for utilization.
        return count.value >= yardstick.utilization_bound and policy.measure(aims, count.granted) == limit

    tables = tuple(np.array(policy.regard(aim), np.int64) for aim in aims)
    goal = Goal(
        better, reached, key, Regard(tables, enough, SHORTFALL * TICK, yardstick.committed or context.problem.horizon)
    )
    with uncollected():
        climb = Climb(state, context.parameters.workers, context.parameters.seed, goal)
    return climb.run(deadline, board), climb.rounds
