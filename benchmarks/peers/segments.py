"""Places cut into segments by where the occupation starts.

They stand between the window model, which cuts nothing, and the time-indexed one, which cuts at every tick. Of a place `[lo, hi)` those
occupations that start in a segment lie inside `[begin of the segment, end of the segment + length - 1)`. So segments overlap, an
occupation may straddle their border, and no schedule is lost; a relaxation over such places knows more about when things are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.chains import least_grant
from solver.places import Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from solver.places import Places
    from solver.problem import Problem, Task


def cut_places(problem: Problem, places: Places, ticks: int) -> Places:
    """Return the places cut at every whole number of `ticks`; every schedule of the problem fits into the result."""
    return tuple(
        tuple(
            tuple(
                sorted(
                    (piece for place in stretches for piece in _cut(problem.jobs[job].tasks[task], place, ticks)),
                    key=lambda piece: (piece.lo, piece.mode),
                )
            )
            for task, stretches in enumerate(tasks)
        )
        for job, tasks in enumerate(places)
    )


def cut_if_few(problem: Problem, places: Places, ticks: int, most: int) -> Places:
    """Return the places cut at every whole number of `ticks`, or as they are where that gives more than so many."""
    cut = cut_places(problem, places, ticks)
    return cut if sum(len(stretches) for tasks in cut for stretches in tasks) <= most else places


def _cut(task: Task, place: Place, ticks: int) -> Iterator[Place]:
    mode = task.modes[place.mode]
    overhead = mode.setup + mode.teardown
    last = place.hi - overhead - least_grant(task, mode)
    start = place.lo
    while start <= last:
        latest = min(last, (start // ticks + 1) * ticks - 1)
        yield Place(place.mode, start, min(place.hi, latest + overhead + mode.duration))
        start = latest + 1
