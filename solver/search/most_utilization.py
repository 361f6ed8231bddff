"""The first tier: utilization, by whatever wins most at the size of the problem, with a bound computed beside the search."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from solver.result import Tier
from solver.search import most_fair
from solver.search.bounds.background import InBackground, bound_utilization
from solver.search.lns.improve import Aim, improve
from solver.search.lns.neighbourhoods import anywhere, around_rejected, machines, window
from solver.search.lns.repair import repair_utilization
from solver.search.lns.shared import SharedState
from solver.search.most_by_ruin import most_by_ruin
from solver.search.tiers import PROVABLE_SECONDS, PROVABLE_SLOTS, Stage, Statistics, slots_of, state_of

if TYPE_CHECKING:
    from solver.schedule import Schedule
    from solver.search.context import Context
    from solver.search.partial.state import State
    from solver.search.prices import PriceBoard
    from solver.search.stop import Deadline

#: The part of the budget that a model of the whole problem gets before the other searches take over, where it is likely to prove.
WHOLE_SHARE = 0.25
#: Up to as many slots, and where no machine has changeovers, the sub-models of the other search find what the search without a model does
#: not, in the part of the time that this one does not get.
MODEL_SLOTS, RUIN_SHARE = 3000, 0.6
#: The part of the budget that is kept for the tiers that follow.
KEPT_SHARE = 0.05


def most_utilization(context: Context, state: State, board: PriceBoard) -> Stage:
    """Maximise utilization from a first schedule; prices found on the way go to the board."""
    kept = KEPT_SHARE if context.parameters.policy == "utilization" else most_fair.KEPT_SHARE
    budget = context.parameters.seconds * (1 - kept) - context.deadline.elapsed
    deadline = context.deadline.part(budget)
    statistics: Statistics = {}
    with InBackground(deadline, partial(bound_utilization, context, board)):
        if slots_of(context) <= PROVABLE_SLOTS and not _reached(context, state):
            whole = max(PROVABLE_SECONDS, deadline.left * WHOLE_SHARE)
            state = _in_one_piece(context, state, deadline.part(whole), statistics)
        if not _reached(context, state):
            state = most_by_ruin(context, state, deadline.part(deadline.left * _ruin_share(context)), board, statistics)
        if not _reached(context, state) and not deadline.passed:
            _by_neighbourhoods(context, state, deadline, statistics)
    bound = context.problem.total_work if context.watch.bound is None else context.watch.bound
    return Stage(state.schedule(), Tier(name="utilization", value=state.value, bound=bound), statistics)


def _ruin_share(context: Context) -> float:
    has_changeovers = any(machine.changeover for machine in context.problem.machines)
    return 1.0 if has_changeovers or slots_of(context) > MODEL_SLOTS else RUIN_SHARE


def _reached(context: Context, state: State) -> bool:
    return context.watch.bound is not None and state.value >= context.watch.bound


def _in_one_piece(context: Context, state: State, deadline: Deadline, statistics: Statistics) -> State:
    context.watch.enter("prove")

    def better(schedule: Schedule, value: int) -> None:
        if value > state.value:
            context.watch.improved(lambda: (schedule, value), value, len(schedule.by_job))

    outcome = context.whole(deadline).most_utilization(state.schedule(), better, context.bounded)
    context.bounded(outcome.bound)
    statistics["deterministic_time"] = outcome.deterministic_time
    found = None if outcome.schedule is None else state_of(context, outcome.schedule)
    return found if found is not None and found.value >= state.value else state


def _by_neighbourhoods(context: Context, state: State, deadline: Deadline, statistics: Statistics) -> None:
    context.watch.enter("improve")

    def gained(better: State, _gain: int) -> None:
        context.watch.improved(lambda: (better.schedule(), better.value), better.value, len(better.placed))

    shared = SharedState(context.problem, context.places, state, gained)
    aim = Aim(repair_utilization, (around_rejected, window, machines, anywhere), lambda: _reached(context, state))
    statistics |= improve(shared, aim, deadline, context.parameters.workers, context.parameters.seed)
    before = state.value
    for job in range(len(context.problem.jobs)):
        state.insert(job)
    if state.value > before:
        gained(state, state.value - before)
