"""The tier before all others where there are soft pins: as few broken promises as can be, weighted by job."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from solver.result import Tier
from solver.schedule import broken_promises, kept_promises, promised_weight
from solver.search.bounds.promises import broken_at_least
from solver.search.promises.keep import keep_more
from solver.search.start import merit
from solver.search.tiers import PROVABLE_SECONDS, PROVABLE_SLOTS, Stage, slots_of, state_of

if TYPE_CHECKING:
    from solver.search.context import Context
    from solver.search.partial.state import State
    from solver.search.stop import Deadline

#: The part of the budget that this tier may use.
SHARE = 0.2
#: Up to as many slots the whole problem is one model.
WHOLE_SLOTS = 3000


@dataclass(frozen=True, slots=True)
class Promised:
    """Where the tier ended, and what is proved of the next: no schedule that breaks as little has more utilization."""

    state: State
    #: The least weight that is proved to break.
    least: int
    utilization_bound: int

    @property
    def stage(self) -> Stage:
        """Return it as a stage among the others."""
        schedule = self.state.schedule()
        value = broken_promises(self.state.problem, schedule)
        return Stage(schedule, Tier(name="promises", value=value, bound=self.least, maximised=False), {})


def most_promises(context: Context, state: State) -> Promised:
    """Break as few soft pins as can be; a schedule that breaks none is proved the best at once."""
    context.watch.enter("prove", "promises")
    deadline = _time(context)
    problem = context.problem
    least = broken_at_least(problem, context.places)
    if broken_promises(problem, state.schedule()) > least and not deadline.passed:
        state, proved = keep_more(context, state, deadline)
        least = max(least, proved)
    value = broken_promises(problem, state.schedule())
    context.watch.refined(value)
    bound = problem.total_work
    if value and slots_of(context) <= WHOLE_SLOTS and not deadline.passed:
        state, bound = _choose(context, state, value, deadline)
    return Promised(state, least, bound)


def hold_promises(context: Context, promised: Promised) -> tuple[Context, State]:
    """Return the solve in which every promise that is kept stays kept, and the schedule in it."""
    schedule = promised.state.schedule()
    kept = kept_promises(context.problem, schedule)
    context.watch.enter("improve", "utilization")
    context.watch.bounded(promised.utilization_bound)
    value = promised.state.value
    context.watch.improved(lambda: (schedule, value), value, len(promised.state.placed))
    held = context.keeping(kept, unique=len(kept) == len(context.problem.promises))
    state = state_of(held, schedule)
    assert state is not None, "what keeps a soft pin keeps the same pin made hard"
    return held, state


def _time(context: Context) -> Deadline:
    least = PROVABLE_SECONDS if slots_of(context) <= PROVABLE_SLOTS else 0.0
    return context.deadline.part(max(least, context.parameters.seconds * SHARE))


def _choose(context: Context, state: State, value: int, deadline: Deadline) -> tuple[State, int]:
    """Where something must break it may be this or that: choose, in one model, what leaves most utilization, and bound that."""
    all_of_them = promised_weight(context.problem, context.problem.promises)
    outcome = context.whole(deadline).most_utilization(
        state.schedule(), lambda _, __: None, lambda _: None, least_kept=all_of_them - value
    )
    found = None if outcome.schedule is None else state_of(context, outcome.schedule)
    better = found is not None and merit(found) > merit(state)
    return (found if found is not None and better else state), outcome.bound
