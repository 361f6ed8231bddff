"""Where in time a task can be, for what comes before and after it in its job."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

from solver.interval import Interval, intersect

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from solver.problem import Job, Mode, Problem, Task


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


class OpenWindows:
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


def heads_and_tails(windows: OpenWindows, job: Job) -> tuple[list[int], list[int]]:
    """Return the earliest start of each task and its latest end: from release, deadline, and where the rest of its chain can be.

    A task that has no place leaves the others of its job alone, which can never be placed either.
    """
    order = topological(job)
    heads, tails = [job.release] * len(job.tasks), [job.deadline] * len(job.tasks)
    if not job.precedences:
        return heads, tails
    least = [least_occupation(task) for task in job.tasks]
    for task in order:
        ended = max(heads[task] + least[task], _first_end(windows, job.tasks[task], Interval(heads[task], tails[task])))
        for link in job.precedences:
            if link.before == task:
                heads[link.after] = max(heads[link.after], ended + link.min_lag)
    for task in reversed(order):
        span = Interval(heads[task], tails[task])
        begun = min(tails[task] - least[task], _last_start(windows, job.tasks[task], span))
        for link in job.precedences:
            if link.after == task:
                tails[link.before] = min(tails[link.before], begun - link.min_lag)
    return heads, tails


def _first_end(windows: OpenWindows, task: Task, span: Interval) -> int:
    """Return the earliest tick by which one part of a task can have been inside a span; its start where there is no room."""
    found = span.end
    for mode in task.modes:
        needed = mode.setup + least_grant(task, mode) + mode.teardown
        starts, ends = windows.of(mode.machines)
        for low, high in (span,) if mode.windows is None else occupation_windows(mode, mode.windows, span):
            for at in range(bisect_right(ends, low), len(ends)):
                end = max(starts[at], low) + needed
                if end <= min(ends[at], high):
                    found = min(found, end)
                    break
                if ends[at] >= high:
                    break
    return found if found < span.end else span.start


def _last_start(windows: OpenWindows, task: Task, span: Interval) -> int:
    """Return the latest tick from which one part of a task can be inside a span; its end where there is no room."""
    found = span.start
    for mode in task.modes:
        needed = mode.setup + least_grant(task, mode) + mode.teardown
        starts, ends = windows.of(mode.machines)
        for low, high in (span,) if mode.windows is None else occupation_windows(mode, mode.windows, span):
            for at in range(bisect_left(starts, high) - 1, -1, -1):
                start = min(ends[at], high) - needed
                if start >= max(starts[at], low):
                    found = max(found, start)
                    break
                if starts[at] <= low:
                    break
    return found if found > span.start else span.end


def occupation_windows(mode: Mode, allowed: Sequence[Interval], span: Interval) -> Iterator[Interval]:
    """Yield where the occupation may lie for each window of the processing part; setup and teardown may stick out."""
    for window in allowed:
        yield Interval(window.start - mode.setup, window.end + mode.teardown).clip(span)
