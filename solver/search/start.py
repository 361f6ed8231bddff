"""The schedule a search begins with: the greedy one, or the given one with what still fits; and what to do where greed fails."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.errors import InfeasibleError
from solver.model.scope import Fixed, scope_of
from solver.search.greedy.construct import UnplacedError, construct, decode
from solver.search.greedy.orders import earliest_deadline, sorted_by
from solver.search.partial.state import State
from solver.search.whole import solve_scope

if TYPE_CHECKING:
    from collections.abc import Sequence

    from solver.schedule import Schedule
    from solver.search.context import Context


def first_state(context: Context, warm_start: Schedule | None) -> State:
    """Return the better of the greedy schedule and the given one, filled up.

    Raises
    ------
    InfeasibleError
        if what must be placed cannot be, or (`unknown`) if neither room nor a proof was found in time.
    """
    try:
        state = construct(context.problem, context.places, context.deadline, context.parameters.seed)
    except UnplacedError as error:
        state = _fill(context, _what_must_be(context, error))
    warm = None if warm_start is None else _from_schedule(context, warm_start)
    return warm if warm is not None and warm.value > state.value else state


def _fill(context: Context, base: State) -> State:
    return decode(context.problem, context.places, sorted_by(context.problem.jobs, earliest_deadline), base)


def _what_must_be(context: Context, error: UnplacedError) -> State:
    """Place what must be placed, and nothing else, by CP-SAT."""
    problem = context.problem
    pinned = {pin.job for pin in problem.pins if pin.hard}
    must = tuple(index for index, job in enumerate(problem.jobs) if job.mandatory or index in pinned)
    nothing: dict[int, tuple[Fixed, ...]] = dict.fromkeys(range(len(problem.machines)), ())
    scope = scope_of(problem, context.places, must, nothing, {}, whole=True)
    assignments, impossible = solve_scope(scope, context.deadline, context.parameters.workers)
    if assignments is None:
        if impossible:
            raise InfeasibleError(f"no schedule can hold what must be placed ({error})", error.jobs) from error
        raise InfeasibleError(str(error), error.jobs, unknown=True) from error
    state = State(problem, context.places)
    if not state.exchange((), {job: [a for a in assignments if a.job == job] for job in must}):
        raise InfeasibleError(str(error), error.jobs, unknown=True) from error
    return state


def _from_schedule(context: Context, schedule: Schedule) -> State | None:
    """Return the given schedule as far as it keeps the rules, filled up; None where it lacks what must be placed."""
    state = State(context.problem, context.places)
    for job in _known_jobs(context, schedule):
        parts = schedule.by_job[job]
        if state.fits(parts):
            state.add(job, parts)
    state = _fill(context, state)
    pinned = {pin.job for pin in context.problem.pins if pin.hard}
    must = {index for index, job in enumerate(context.problem.jobs) if job.mandatory} | pinned
    return state if must <= state.placed else None


def _known_jobs(context: Context, schedule: Schedule) -> Sequence[int]:
    return [job for job in schedule.by_job if 0 <= job < len(context.problem.jobs)]
