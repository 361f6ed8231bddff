"""Where each task could go at all: the static candidate places of a problem.

A *place* is a mode and a stretch `[lo, hi)` that must hold the whole occupation. It folds into two numbers what four rules
say about one task alone: the open windows of all its machines, the mode's own windows, release and deadline, and the
heads and tails of its chain (when the tasks before it can be done at the earliest, and those after it begin at the latest). What is left to a search is which place,
when in it, and how long.
"""

from __future__ import annotations

from bisect import bisect_right
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from solver.chains import OpenWindows, heads_and_tails, least_grant, occupation_windows
from solver.interval import Interval

if TYPE_CHECKING:
    from solver.problem import Job, Problem, Task


class Place(NamedTuple):
    """One mode, inside `[lo, hi)`: the occupation, setup and teardown included, lies in it."""

    mode: int
    lo: int
    hi: int


#: Places by job and task, each list sorted by `lo`, then mode.
Places = tuple[tuple[tuple[Place, ...], ...], ...]


def places_of(problem: Problem) -> Places:
    """Return every place of every task; an empty list means that the task, and so its job, can never be placed."""
    windows = OpenWindows(problem)
    return tuple(_places_of_job(windows, job) for job in problem.jobs)


def _places_of_job(windows: OpenWindows, job: Job) -> tuple[tuple[Place, ...], ...]:
    heads, tails = heads_and_tails(windows, job)
    return tuple(
        tuple(sorted(_places_of_task(windows, task, Interval(head, tail)), key=_BY_TIME))
        for task, head, tail in zip(job.tasks, heads, tails, strict=True)
    )


def _places_of_task(windows: OpenWindows, task: Task, span: Interval) -> list[Place]:
    """Return the places of a task inside a span; written plainly, because there are hundreds of thousands of them."""
    found: list[Place] = []
    for index, mode in enumerate(task.modes):
        needed = mode.setup + least_grant(task, mode) + mode.teardown
        starts, ends = windows.of(mode.machines)
        for low, high in (span,) if mode.windows is None else occupation_windows(mode, mode.windows, span):
            for at in range(bisect_right(ends, low), len(ends)):
                start, end = max(starts[at], low), min(ends[at], high)
                if end - start >= needed:
                    found.append(Place(index, start, end))
                if ends[at] >= high:
                    break
    return found


#: Places of a task stand in order of time, then mode.
_BY_TIME = itemgetter(1, 0)
