"""Columns of the time-indexed formulation: one for each way to give a part of a task at one start; and the rows about them.

Over 150 lines because the columns of a grid, the menu of lengths and what takes turns are one cut after another.

A *moment* is a tick at which some column of a resource starts. If two occupations overlap, the later start lies in both; so a
row at each moment keeps the capacity exactly, whatever the grid, and no tick needs a row of its own.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from solver.chains import least_grant
from solver.schedule import Assignment, Schedule

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from solver.places import Place, Places
    from solver.problem import Mode, Problem, Task

#: Grids that are tried, finest first, in ticks.
GRIDS = (1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 96)
#: As many lengths of a flexible task are all on its menu; of more, only the least and the full one, and what those leave.
SHORT_MENU = 3


class Column(NamedTuple):
    """One part of a task in one mode, at one start of its occupation, with one grant."""

    job: int
    task: int
    mode: int
    start: int
    granted: int


class Row(NamedTuple):
    """At one moment, the columns that then hold a resource, with their units, and what there is of it."""

    terms: tuple[tuple[int, int], ...]
    capacity: int


@dataclass(frozen=True, slots=True)
class Grid:
    """The columns of a problem on one grid."""

    problem: Problem
    #: Ticks between two starts; 1 is every start there is.
    ticks: int
    columns: tuple[Column, ...]
    #: Whether every grant of every task is on its menu and every start is there: only then is a bound of this a bound at all.
    exact: bool
    #: The columns of each task of each job that can be placed at all.
    by_task: Mapping[tuple[int, int], tuple[int, ...]] = field(default_factory=dict)

    def end(self, index: int) -> int:
        """Return the end of the occupation of a column."""
        column = self.columns[index]
        mode = self.mode(index)
        return column.start + mode.setup + column.granted + mode.teardown

    def mode(self, index: int) -> Mode:
        """Return the mode of a column."""
        column = self.columns[index]
        return self.problem.jobs[column.job].tasks[column.task].modes[column.mode]

    def worth(self, index: int) -> float:
        """Return what a column adds to the utilization; parts of a split task are rounded down only together."""
        column = self.columns[index]
        job = self.problem.jobs[column.job]
        task = job.tasks[column.task]
        duration = task.modes[column.mode].duration
        if task.splittable:
            return job.weight * task.work * column.granted / duration
        return float(job.weight * (task.work * column.granted // duration))

    def jobs(self) -> list[int]:
        """Return the jobs that can be placed, in order."""
        return sorted({job for job, _ in self.by_task})


def grid_of(problem: Problem, places: Places, most_columns: int, greedy: Schedule) -> Grid:
    """Return the finest grid of at most so many columns (the coarsest there is, if none); what `greedy` uses is always in it."""
    for ticks in GRIDS:
        grid = on_grid(problem, places, ticks, greedy)
        if len(grid.columns) <= most_columns:
            break
    return grid


def on_grid(problem: Problem, places: Places, ticks: int, greedy: Schedule) -> Grid:
    """Return the columns whose starts are whole numbers of `ticks` or open a place that holds no such start; and those of `greedy`."""
    kept: dict[tuple[int, int], set[Column]] = {}
    for part in greedy.assignments:
        column = Column(part.job, part.task, part.mode, part.start, part.duration)
        kept.setdefault((part.job, part.task), set()).add(column)
    columns: list[Column] = []
    by_task: dict[tuple[int, int], tuple[int, ...]] = {}
    exact = ticks == 1
    for job, tasks in enumerate(places):
        if not all(tasks):
            continue
        for number, stretches in enumerate(tasks):
            task = problem.jobs[job].tasks[number]
            exact = exact and all(len(menu(task, mode)) == _lengths(task, mode) for mode in task.modes)
            found = {
                Column(job, number, place.mode, start, granted)
                for place in stretches
                for granted, start in _starts(task, place, ticks)
            } | kept.get((job, number), set())
            by_task[job, number] = tuple(range(len(columns), len(columns) + len(found)))
            columns += sorted(found)
    return Grid(problem, ticks, tuple(columns), exact, by_task)


def menu(task: Task, mode: Mode) -> tuple[int, ...]:
    """Return the grants of one part that get a column."""
    least = least_grant(task, mode)
    if _lengths(task, mode) <= SHORT_MENU:
        return tuple(range(least, mode.duration + 1))
    rest = [mode.duration - least] if task.splittable else []
    return tuple(sorted({least, mode.min_duration, mode.duration, *(n for n in rest if n >= least)}))


def _lengths(task: Task, mode: Mode) -> int:
    return mode.duration - least_grant(task, mode) + 1


def _starts(task: Task, place: Place, ticks: int) -> Iterator[tuple[int, int]]:
    mode = task.modes[place.mode]
    for granted in menu(task, mode):
        last = place.hi - mode.setup - granted - mode.teardown
        first = -(-place.lo // ticks) * ticks
        if first <= last:
            yield from ((granted, start) for start in range(first, last + 1, ticks))
        elif place.lo <= last:
            yield granted, place.lo


def machine_rows(grid: Grid) -> Iterator[Row]:
    """Yield the rows that keep two occupations apart on each machine."""
    users: dict[int, list[tuple[int, int]]] = {}
    for index in range(len(grid.columns)):
        for machine in grid.mode(index).machines:
            users.setdefault(machine, []).append((index, 1))
    for terms in users.values():
        yield from (Row(row, 1) for _, row in turns(grid, terms))


def pool_rows(grid: Grid) -> Iterator[Row]:
    """Yield the rows that keep each pool within its capacity."""
    users: dict[int, list[tuple[int, int]]] = {}
    for index in range(len(grid.columns)):
        for pool, units in grid.mode(index).demands:
            users.setdefault(pool, []).append((index, units))
    for pool, terms in users.items():
        steps = grid.problem.pools[pool].capacity
        borders = {step.start for step in steps} | {step.end for step in steps}
        for moment, row in turns(grid, terms, borders):
            yield Row(row, sum(step.amount for step in steps if step.start <= moment < step.end))


def part_rows(grid: Grid) -> Iterator[Row]:
    """Yield the rows that keep the parts of a split task apart, whatever machines they are on."""
    for (job, task), indices in grid.by_task.items():
        if grid.problem.jobs[job].tasks[task].splittable:
            yield from (Row(row, 1) for _, row in turns(grid, [(index, 1) for index in indices]))


def turns(
    grid: Grid, terms: Sequence[tuple[int, int]], borders: Collection[int] = ()
) -> Iterator[tuple[int, tuple[tuple[int, int], ...]]]:
    """Yield each moment with the columns that then hold something; a row that another contains is left out where nothing changes."""
    starting: dict[int, list[tuple[int, int]]] = {}
    for index, units in terms:
        starting.setdefault(grid.columns[index].start, []).append((index, units))
    holding: list[tuple[int, int]] = []
    for moment in sorted({*starting, *borders}):
        holding = [term for term in holding if grid.end(term[0]) > moment] + starting.get(moment, [])
        if len(holding) > 1 or (holding and borders):
            yield moment, tuple(holding)


def schedule_of(grid: Grid, chosen: Iterable[int]) -> Schedule:
    """Return the columns that were chosen as a schedule; the parts of a split task are numbered in order of time."""
    found: list[Assignment] = []
    for column in sorted((grid.columns[index] for index in chosen), key=lambda c: (c.job, c.task, c.start)):
        last = found[-1] if found else None
        again = last is not None and (last.job, last.task) == (column.job, column.task)
        found.append(
            Assignment(
                job=column.job,
                task=column.task,
                part=last.part + 1 if last is not None and again else 0,
                mode=column.mode,
                start=column.start,
                duration=column.granted,
            )
        )
    return Schedule(tuple(found))


def columns_of(grid: Grid, schedule: Schedule) -> set[int]:
    """Return the columns that a schedule uses; each must be in the grid."""
    wanted = {Column(part.job, part.task, part.mode, part.start, part.duration) for part in schedule.assignments}
    return {index for index, column in enumerate(grid.columns) if column in wanted}
