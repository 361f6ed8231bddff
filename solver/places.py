"""Where each task could go at all: the static candidate places of a problem.

A *place* is a mode and a stretch `[lo, hi)` that must hold the whole occupation. It folds into two numbers what four rules
say about one task alone: the open windows of all its machines, the mode's own windows, release and deadline, and the
heads and tails of its chain (the least time the tasks before and after it need). What is left to a search is which place,
when in it, and how long.
"""

from __future__ import annotations

from bisect import bisect_right
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from solver.interval import Interval, intersect

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from solver.problem import Job, Mode, Problem, Task


class Place(NamedTuple):
    """One mode, inside `[lo, hi)`: the occupation, setup and teardown included, lies in it."""

    mode: int
    lo: int
    hi: int


#: Places by job and task, each list sorted by `lo`, then mode.
Places = tuple[tuple[tuple[Place, ...], ...], ...]


def places_of(problem: Problem) -> Places:
    """Return every place of every task; an empty list means that the task, and so its job, can never be placed."""
    windows = _OpenWindows(problem)
    return tuple(_places_of_job(windows, job) for job in problem.jobs)


def least_grant(task: Task, mode: Mode) -> int:
    """Return the fewest ticks one part of a task may be granted."""
    return task.splittable.min_part if task.splittable else mode.min_duration


def least_occupation(task: Task) -> int:
    """Return the fewest ticks from the first start to the last end of a task, whichever mode it uses."""
    return min(mode.setup + mode.min_duration + mode.teardown for mode in task.modes)


def topological(job: Job) -> tuple[int, ...]:
    """Return the task indices so that each comes after all that precede it."""
    waits = [0] * len(job.tasks)
    for link in job.precedences:
        waits[link.after] += 1
    ready = [index for index, count in enumerate(waits) if count == 0]
    order: list[int] = []
    while ready:
        task = ready.pop(0)
        order.append(task)
        for link in job.precedences:
            if link.before == task:
                waits[link.after] -= 1
                if waits[link.after] == 0:
                    ready.append(link.after)
    return tuple(order)


def heads_and_tails(job: Job) -> tuple[list[int], list[int]]:
    """Return the earliest start of each task and its latest end, from release, deadline and the chain alone."""
    order = topological(job)
    heads = [job.release] * len(job.tasks)
    tails = [job.deadline] * len(job.tasks)
    least = [least_occupation(task) for task in job.tasks]
    for task in order:
        for link in job.precedences:
            if link.before == task:
                heads[link.after] = max(heads[link.after], heads[task] + least[task] + link.min_lag)
    for task in reversed(order):
        for link in job.precedences:
            if link.after == task:
                tails[link.before] = min(tails[link.before], tails[task] - least[task] - link.min_lag)
    return heads, tails


class _OpenWindows:
    """The time in which all machines of a mode are open; the same for all tasks, so it is worked out once for each set of them."""

    def __init__(self, problem: Problem) -> None:
        self._machines = problem.machines
        self._common: dict[tuple[int, ...], tuple[list[int], list[int]]] = {}

    def of(self, machines: tuple[int, ...]) -> tuple[list[int], list[int]]:
        """Return the starts and the ends of the common windows of some machines, in order of time."""
        found = self._common.get(machines)
        if found is None:
            common: Sequence[Interval] = self._machines[machines[0]].windows
            for machine in machines[1:]:
                common = intersect(common, self._machines[machine].windows)
            found = self._common[machines] = [w.start for w in common], [w.end for w in common]
        return found


def _places_of_job(windows: _OpenWindows, job: Job) -> tuple[tuple[Place, ...], ...]:
    heads, tails = heads_and_tails(job)
    return tuple(
        tuple(sorted(_places_of_task(windows, task, Interval(head, tail)), key=_BY_TIME))
        for task, head, tail in zip(job.tasks, heads, tails, strict=True)
    )


def _places_of_task(windows: _OpenWindows, task: Task, span: Interval) -> list[Place]:
    """Return the places of a task inside a span; written plainly, because there are hundreds of thousands of them."""
    found: list[Place] = []
    for index, mode in enumerate(task.modes):
        needed = mode.setup + least_grant(task, mode) + mode.teardown
        starts, ends = windows.of(mode.machines)
        for low, high in (span,) if mode.windows is None else _occupation_windows(mode, mode.windows, span):
            for at in range(bisect_right(ends, low), len(ends)):
                start, end = max(starts[at], low), min(ends[at], high)
                if end - start >= needed:
                    found.append(Place(index, start, end))
                if ends[at] >= high:
                    break
    return found


#: Places of a task stand in order of time, then mode.
_BY_TIME = itemgetter(1, 0)


def _occupation_windows(mode: Mode, allowed: Sequence[Interval], span: Interval) -> Iterator[Interval]:
    """Yield where the occupation may lie for each window of the processing part; setup and teardown may stick out."""
    for window in allowed:
        yield Interval(window.start - mode.setup, window.end + mode.teardown).clip(span)
