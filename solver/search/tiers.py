"""The tiers in their order: utilization first, then, none of it given up, punctuality."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from solver import schedule as measures
from solver.result import Tier
from solver.search.background import BoundInBackground
from solver.search.compact import compact
from solver.search.improve import Aim, improve
from solver.search.neighbourhoods import (
    anywhere,
    around_rejected,
    machines,
    placed_anywhere,
    placed_in_group,
    window,
)
from solver.search.repair import repair_punctuality, repair_utilization
from solver.search.shared import SharedState
from solver.search.squeaky import squeaky
from solver.search.state import State
from solver.search.stop import Deadline

if TYPE_CHECKING:
    from solver.schedule import Schedule
    from solver.search.context import Context

#: Up to as many slots the whole problem is one model, at first.
WHOLE_SLOTS = 3000
#: The part of the budget that this model gets before the neighbourhood search takes over, and the least seconds of it.
WHOLE_SHARE, WHOLE_SECONDS = 0.25, 5.0
#: The part of what is left that goes to the search without a model, which wins much in its first seconds and little later.
RUIN_SHARE = 0.25
#: The part of the budget that is kept for punctuality.
PUNCTUALITY_SHARE = 0.1
#: Proofs on punctuality are tried up to this size.
PUNCTUALITY_SLOTS = 600


@dataclass(frozen=True, slots=True)
class Stage:
    """Where a tier ended."""

    schedule: Schedule
    tier: Tier
    statistics: dict[str, int | float | str]


def most_utilization(context: Context, state: State) -> Stage:
    """Maximise utilization from a first schedule; the bound is the least that anything proves, computed beside the search."""
    budget = context.parameters.seconds * (1 - PUNCTUALITY_SHARE) - context.deadline.elapsed
    deadline = Deadline(max(0.0, budget), context.deadline.stop)
    statistics: dict[str, int | float | str] = {}
    with BoundInBackground(context, deadline):
        if _slots(context) <= WHOLE_SLOTS and not _reached(context, state):
            seconds = min(deadline.left, max(WHOLE_SECONDS, deadline.left * WHOLE_SHARE))
            state = _in_one_piece(context, state, Deadline(seconds, deadline.stop), statistics)
        if not _reached(context, state):
            state = _by_ruin(context, state, Deadline(deadline.left * RUIN_SHARE, deadline.stop))
        if not _reached(context, state) and not deadline.passed:
            _by_neighbourhoods(context, state, deadline, statistics)
    tier = Tier(name="utilization", value=state.value, bound=max(state.value, context.watch.bound or 0))
    return Stage(state.schedule(), tier, statistics)


def _slots(context: Context) -> int:
    return sum(len(places) for job in context.places for places in job)


def _reached(context: Context, state: State) -> bool:
    return context.watch.bound is not None and state.value >= context.watch.bound


def _in_one_piece(
    context: Context, state: State, deadline: Deadline, statistics: dict[str, int | float | str]
) -> State:
    context.watch.enter("prove")

    def better(schedule: Schedule, value: int) -> None:
        if value > state.value:
            context.watch.improved(lambda: (schedule, value), value, len(schedule.by_job))

    outcome = context.whole(deadline).most_utilization(state.schedule(), better, context.watch.bounded)
    context.watch.bounded(outcome.bound)
    statistics["deterministic_time"] = outcome.deterministic_time
    found = None if outcome.schedule is None else state_of(context, outcome.schedule)
    return found if found is not None and found.value >= state.value else state


def state_of(context: Context, schedule: Schedule) -> State | None:
    """Return a schedule as a state; None if it breaks a rule."""
    state = State(context.problem, context.places)
    return state if state.exchange((), schedule.by_job) else None


def _by_ruin(context: Context, state: State, deadline: Deadline) -> State:
    context.watch.enter("improve")

    def better(found: State) -> None:
        context.watch.improved(lambda: (found.schedule(), found.value), found.value, len(found.placed))

    return squeaky(state, deadline, context.parameters.seed, better, stop_when_value=context.watch.bound)


def _by_neighbourhoods(
    context: Context, state: State, deadline: Deadline, statistics: dict[str, int | float | str]
) -> None:
    context.watch.enter("improve")

    def gained(better: State, _gain: int) -> None:
        context.watch.improved(lambda: (better.schedule(), better.value), better.value, len(better.placed))

    shared = SharedState(context.problem, context.places, state, gained)
    aim = Aim(
        repair_utilization,
        (around_rejected, window, machines, anywhere),
        lambda: context.watch.bound is not None and shared.value >= context.watch.bound,
    )
    statistics |= improve(shared, aim, deadline, context.parameters.workers, context.parameters.seed)
    before = state.value
    for job in range(len(context.problem.jobs)):
        state.insert(job)
    if state.value > before:
        gained(state, state.value - before)


def most_punctual(context: Context, stage: Stage) -> Stage:
    """Minimise lateness and waiting without giving up utilization: what is placed moves, and in small problems may change."""
    context.watch.enter("improve", "punctuality")
    state = state_of(context, stage.schedule)
    if state is None or context.parameters.seconds == 0:
        return _punctual(context, stage.schedule, 0)
    if not context.deadline.passed:
        compact(state, context.deadline)
    bound = 0
    schedule = state.schedule()
    budget = Deadline(_punctuality_seconds(context), context.deadline.stop)
    if _slots(context) <= PUNCTUALITY_SLOTS and not budget.passed:
        outcome = context.whole(budget).most_punctual(
            schedule, stage.tier.value, lambda _, value: context.watch.refined(value), lambda _: None
        )
        schedule, bound = outcome.schedule or schedule, max(0, outcome.bound) if outcome.schedule else 0
    elif not budget.passed:
        _shift(context, state, budget)
        schedule = state.schedule()
    return _punctual(context, schedule, bound)


def _punctuality_seconds(context: Context) -> float:
    """Return the share of punctuality: what was kept for it, however early utilization was proved."""
    return min(context.deadline.left, max(0.5, context.parameters.seconds * PUNCTUALITY_SHARE))


def _shift(context: Context, state: State, deadline: Deadline) -> None:
    value = measures.punctuality(context.problem, state.schedule())

    def gained(_state: State, gain: int) -> None:
        nonlocal value
        value -= gain
        context.watch.refined(value)

    shared = SharedState(context.problem, context.places, state, gained)
    aim = Aim(repair_punctuality, (placed_in_group, placed_anywhere), lambda: False)
    improve(shared, aim, deadline, context.parameters.workers, context.parameters.seed)


def _punctual(context: Context, schedule: Schedule, bound: int) -> Stage:
    value = measures.punctuality(context.problem, schedule)
    return Stage(schedule, Tier(name="punctuality", value=value, bound=min(bound, value), maximised=False), {})
