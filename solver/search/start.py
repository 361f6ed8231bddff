"""The schedule a search begins with: the greedy one, or the given one with what still fits; and what to do where greed fails."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.errors import InfeasibleError
from solver.model.scope import Fixed, scope_of
from solver.schedule import broken_promises, kept_promises
from solver.search.greedy.construct import UnplacedError, construct_from, decode, wish, wished_in
from solver.search.greedy.orders import earliest_deadline, sorted_by

if TYPE_CHECKING:
    from collections.abc import Iterable

    from solver.schedule import Schedule
    from solver.search.context import Context
    from solver.search.partial.state import State


def first_state(context: Context, warm_start: Schedule | None) -> State:
    """Return the better of the greedy schedule and the given one, filled up.

    Raises
    ------
    InfeasibleError
        if what must be placed cannot be, or (`unknown`) if neither room nor a proof was found in time.
    """
    try:
        state = construct_from(
            context.empty(), context.deadline, context.parameters.seed, lambda better: _tell(context, better)
        )
    except UnplacedError as error:
        state = _fill(context, _what_must_be(context, error))
    warm = None if warm_start is None else _from_schedule(context, warm_start)
    return warm if warm is not None and merit(warm) > merit(state) else state


def _tell(context: Context, state: State) -> None:
    schedule, value = state.schedule(), state.value
    context.watch.improved(lambda: (schedule, value), value, len(state.placed))


def merit(state: State) -> tuple[int, int]:
    """Return what schedules are compared by before any search: promises kept, then utilization; more is better."""
    problem = state.problem
    return -(broken_promises(problem, state.schedule()) if problem.promises else 0), state.value


def _fill(context: Context, base: State) -> State:
    return decode(context.problem, context.places, sorted_by(context.problem.jobs, earliest_deadline), base)


def _what_must_be(context: Context, error: UnplacedError) -> State:
    """Place what must be placed, and nothing else, by CP-SAT."""
    from solver.search.whole import solve_scope

    problem, must = context.problem, tuple(sorted(context.must))
    nothing: dict[int, tuple[Fixed, ...]] = dict.fromkeys(range(len(problem.machines)), ())
    scope = scope_of(problem, context.places, must, nothing, {}, whole=True)
    assignments, impossible = solve_scope(scope, context.deadline, context.parameters.workers)
    if assignments is None:
        if impossible:
            raise InfeasibleError(f"no schedule can hold what must be placed ({error})", error.jobs) from error
        raise InfeasibleError(str(error), error.jobs, unknown=True) from error
    state = context.empty()
    if not state.exchange((), {job: [a for a in assignments if a.job == job] for job in must}):
        raise InfeasibleError(str(error), error.jobs, unknown=True) from error
    return state


def _from_schedule(context: Context, schedule: Schedule) -> State | None:
    """Return the given schedule as far as it keeps the rules, filled up; None where it lacks what must be placed.

    Promises come first: those it keeps, then those that find their place beside them, then the rest of it.
    """
    state = context.empty()
    kept = {pin.job for pin in kept_promises(context.problem, schedule)}
    _add(state, schedule, kept)
    wish(state, wished_in(state))
    _add(state, schedule, (job for job in schedule.by_job if job not in kept))
    state = _fill(context, state)
    return state if context.must <= state.placed else None


def _add(state: State, schedule: Schedule, jobs: Iterable[int]) -> None:
    """Add what fits of some jobs of a schedule, and pass over what this problem does not know."""
    for job in jobs:
        if 0 <= job < len(state.problem.jobs) and job not in state.placed and state.fits(schedule.by_job[job]):
            state.add(job, schedule.by_job[job])
