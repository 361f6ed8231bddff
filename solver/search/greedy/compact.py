"""Move every placed job to where it ends earliest, one after the other, as long as that makes the schedule more punctual."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.schedule import Schedule, punctuality

if TYPE_CHECKING:
    from solver.schedule import Assignment
    from solver.search.partial.state import State
    from solver.search.stop import Deadline

#: Times that every job is looked at.
PASSES = 2


def compact(state: State, deadline: Deadline) -> None:
    """Take each job out and insert it anew, keeping the change where no work is lost and the job is more punctual."""
    pinned = {pin.job for pin in state.problem.pins if pin.hard}
    for _ in range(PASSES):
        for job in sorted(state.placed - pinned, key=lambda job: min(a.start for a in state.assignments(job))):
            if deadline.passed:
                return
            _move(state, job)


def _move(state: State, job: int) -> None:
    before, value = state.assignments(job), state.value
    sound = state.remove(job)
    if state.insert(job):
        after = state.assignments(job)
        if sound and state.value >= value and _late(state, after) < _late(state, before):
            return
        state.remove(job)
    state.add(job, before)


def _late(state: State, assignments: tuple[Assignment, ...]) -> int:
    return punctuality(state.problem, Schedule(assignments))
