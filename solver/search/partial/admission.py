"""What the rules say about the parts of one job alone, whatever else is placed."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from solver.problem import Precedence
    from solver.schedule import Assignment
    from solver.search.partial.tables import JobTable, Option, Tables, TaskTable

#: One placed part: task, mode, start of the occupation, granted ticks. A job's parts are sorted by task, then start.
Part = tuple[int, int, int, int]


def worth(table: JobTable, parts: Sequence[Part]) -> int:
    """Return what the parts of a job add to the utilization, in cost ticks."""
    total = 0
    last, ticks = -1, 0
    for task, mode, _, granted in parts:
        data = table.tasks[task].task
        ticks = ticks + granted if task == last else granted
        if task == last:
            total -= data.work * (ticks - granted) // data.modes[mode].duration
        total += data.work * ticks // data.modes[mode].duration
        last = task
    return table.weight * total


def admit(tables: Tables, job: int, assignments: Sequence[Assignment]) -> tuple[Part, ...] | None:
    """Return the sorted parts of a job if they are all it needs and break no rule among themselves; None otherwise.

    Rules that other jobs have a say in (capacity, changeover, pools) are not looked at.
    """
    if not 0 <= job < len(tables.jobs) or any(a.job != job for a in assignments):
        return None
    table = tables.jobs[job]
    if any(not 0 <= a.task < len(table.tasks) for a in assignments):
        return None
    parts = tuple(sorted((a.task, a.mode, a.start, a.duration) for a in assignments))
    parts = tuple(sorted(parts, key=lambda part: (part[0], part[2])))
    return parts if keeps_its_rules(tables, job, parts) else None


def keeps_its_rules(tables: Tables, job: int, parts: Sequence[Part]) -> bool:
    """Return whether sorted parts of a job are all it needs and break no rule among themselves."""
    tasks = enumerate(tables.jobs[job].tasks)
    links = tables.problem.jobs[job].precedences
    return all(_admits(task, _of(parts, index)) for index, task in tasks) and all(
        _keeps(tables, job, link, parts) for link in links
    )


def _of(parts: Sequence[Part], task: int) -> Sequence[Part]:
    return [part for part in parts if part[0] == task]


def _admits(table: TaskTable, parts: Sequence[Part]) -> bool:
    """Return whether the parts of one task keep selection, availability, time, flexible and pins."""
    options = [table.by_mode[mode] if 0 <= mode < len(table.by_mode) else None for _, mode, _, _ in parts]
    if not parts or not all(_stands(option, part) for option, part in zip(options, parts, strict=True)):
        return False
    if any((pin.mode, pin.start, pin.duration) not in {part[1:] for part in parts} for pin in table.pins):
        return False
    split = table.task.splittable
    if split is None:
        return len(parts) == 1
    granted = sum(part[3] for part in parts)
    mode = table.task.modes[0]
    held = [(part[2], end_of(option, part)) for option, part in zip(options, parts, strict=True) if option is not None]
    apart = all(left[1] <= right[0] for left, right in pairwise(held))
    return apart and len(parts) <= split.max_parts and mode.min_duration <= granted <= mode.duration


def _stands(option: Option | None, part: Part) -> bool:
    """Return whether one part is as long as it may be and lies in one of its places."""
    if option is None or not option.least <= part[3] <= option.duration:
        return False
    end = end_of(option, part)
    return any(lo <= part[2] and end <= hi for lo, hi in option.stretches)


def _keeps(tables: Tables, job: int, link: Precedence, parts: Sequence[Part]) -> bool:
    """Return whether one precedence is kept; travel counts between every part of the one and every part of the other."""
    problem, tasks = tables.problem, tables.problem.jobs[job].tasks
    before, after = _of(parts, link.before), _of(parts, link.after)
    ends: list[int] = []
    for part in before:
        mode = tasks[link.before].modes[part[1]]
        ends.append(part[2] + mode.setup + part[3] + mode.teardown)
        for other in after:
            way = problem.travel_between(mode, tasks[link.after].modes[other[1]])
            if other[2] < ends[-1] + link.min_lag + way:
                return False
    return link.max_lag is None or min(part[2] for part in after) <= max(ends) + link.max_lag


def end_of(option: Option, part: Part) -> int:
    """Return the end of the occupation of a part."""
    return part[2] + option.extra + part[3]
