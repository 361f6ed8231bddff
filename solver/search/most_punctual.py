"""The second tier: punctuality, without giving up utilization. What is placed moves; in small problems it may also change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver import schedule as measures
from solver.result import Tier
from solver.search.greedy.compact import compact
from solver.search.lns.improve import Aim, improve
from solver.search.lns.neighbourhoods import placed_anywhere, placed_in_group
from solver.search.lns.repair import repair_punctuality
from solver.search.lns.shared import SharedState
from solver.search.tiers import PROVABLE_SLOTS, Stage, slots_of, state_of

if TYPE_CHECKING:
    from solver.schedule import Schedule
    from solver.search.context import Context
    from solver.search.fair.yardstick import Yardstick
    from solver.search.partial.state import State
    from solver.search.stop import Deadline

#: The part of the budget that this tier gets, however early the one before was proved, and the least seconds of it.
SHARE, LEAST_SECONDS = 0.1, 0.5


def most_punctual(context: Context, stage: Stage, yardstick: Yardstick) -> Stage:
    """Minimise lateness and waiting among the schedules that are as good in the tiers before."""
    refined = _refined(context, stage, yardstick)
    # Who is served and with how much may change hands on the way, at the same utilization: not where a policy has had its say.
    fair = yardstick.key(context.problem, refined.schedule) >= yardstick.key(context.problem, stage.schedule)
    return refined if fair else _stage(context, stage.schedule, 0)


def _refined(context: Context, stage: Stage, yardstick: Yardstick) -> Stage:
    context.watch.enter("improve", "punctuality")
    state = state_of(context, stage.schedule)
    seconds = min(context.deadline.left, max(LEAST_SECONDS, context.parameters.seconds * SHARE))
    if state is None or seconds <= 0 or context.parameters.seconds == 0:
        return _stage(context, stage.schedule, 0)
    deadline = context.deadline.part(seconds)
    compact(state, deadline)
    context.watch.refined(measures.punctuality(context.problem, state.schedule()))
    if slots_of(context) <= PROVABLE_SLOTS and not deadline.passed:
        # One model, which may also choose other jobs of the same worth.
        return _in_one_piece(context, state.schedule(), yardstick, deadline)
    _by_neighbourhoods(context, state, deadline)
    return _stage(context, state.schedule(), 0)


def _in_one_piece(context: Context, schedule: Schedule, yardstick: Yardstick, deadline: Deadline) -> Stage:
    fair = yardstick.policy is not None
    least = (yardstick.granted(context.problem, schedule), yardstick.committed) if fair else None
    worth = measures.utilization(context.problem, schedule)
    outcome = context.whole(deadline).most_punctual(
        schedule, worth, least, lambda _, value: context.watch.refined(value), lambda _: None
    )
    if outcome.schedule is None:
        return _stage(context, schedule, 0)
    # Other schedules that are as good so far may be outside of this model: then its bound is none.
    return _stage(context, outcome.schedule, 0 if fair or context.looser is not None else outcome.bound)


def _by_neighbourhoods(context: Context, state: State, deadline: Deadline) -> None:
    value = measures.punctuality(context.problem, state.schedule())

    def gained(_state: State, gain: int) -> None:
        nonlocal value
        value -= gain
        context.watch.refined(value)

    shared = SharedState(context.problem, context.places, state, gained)
    aim = Aim(repair_punctuality, (placed_in_group, placed_anywhere), lambda: value == 0)
    improve(shared, aim, deadline, context.parameters.workers, context.parameters.seed)


def _stage(context: Context, schedule: Schedule, bound: int) -> Stage:
    value = measures.punctuality(context.problem, schedule)
    return Stage(schedule, Tier(name="punctuality", value=value, bound=max(0, bound), maximised=False), {})
