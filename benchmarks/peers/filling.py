"""What every peer may share with the solver without being it: the greedy schedule it starts from, and filling up what it found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.search.greedy.construct import construct, decode
from solver.search.greedy.orders import least_slack, sorted_by
from solver.search.partial.state import State
from solver.search.stop import Deadline

if TYPE_CHECKING:
    from benchmarks.peers.base import Limits, Trace
    from solver.places import Places
    from solver.problem import Problem
    from solver.schedule import Schedule


def greedy(problem: Problem, places: Places, limits: Limits, trace: Trace) -> State:
    """Return the best of a few greedy schedules, and tell the trace."""
    state = construct(problem, places, Deadline(limits.seconds / 4), limits.seed)
    trace.found(state.schedule())
    return state


def filled(problem: Problem, places: Places, schedule: Schedule, trace: Trace) -> State | None:
    """Return a schedule with every job inserted that still finds room, and tell the trace; None if the schedule breaks a rule."""
    state = State(problem, places)
    if not state.exchange((), schedule.by_job):
        return None
    trace.found(schedule)
    state = decode(problem, places, sorted_by(problem.jobs, least_slack), state)
    trace.found(state.schedule())
    return state


def proved(trace: Trace) -> bool:
    """Return whether the best value has reached the bound."""
    return trace.value is not None and trace.bound is not None and trace.value >= trace.bound
