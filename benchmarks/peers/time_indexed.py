"""A time-indexed integer program: a binary for each task, mode and start on a grid, and a row for each machine and moment.

The formulation of the Las Cumbres telescope network (its `adaptive_scheduler`, here from the description, with chains, pools,
parts and lengths added), solved by HiGHS through OR-Tools from the greedy schedule, whose starts are in the grid. What a chain asks is a
balance that never goes below zero: tasks that have ended, less those that wait for them and have started.

What a grid costs: `grid_of` takes the finest one whose columns stay within `MOST_COLUMNS`. A coarser grid than the tick leaves
schedules out, and so does a short menu of lengths; then the integer program's bound is one for that grid only, and is not
reported. With every start and every length in it, it is a bound for the problem (in floating point; nobody proved it).
Changeovers, travel, pins and splits within a chain have no row here and are refused.

Over 150 lines because the rows of one program stand beside each other.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from benchmarks.peers.filling import filled, greedy
from benchmarks.peers.limits_of_form import refuse
from benchmarks.peers.milp import Milp
from benchmarks.peers.starts import columns_of, grid_of, machine_rows, part_rows, pool_rows, schedule_of
from solver.places import places_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from benchmarks.peers.base import Limits, Trace
    from benchmarks.peers.starts import Grid
    from solver.problem import Problem
    from solver.schedule import Schedule

#: More columns than this and the first linear program takes most of a minute.
MOST_COLUMNS = 12_000
#: The part of the seconds left that is not given to HiGHS: it ends late, and what it found is filled up.
SPARE = 0.05
REFUSED = ("changeovers", "travel", "pins", "splits in a chain")


def solve(problem: Problem, limits: Limits, trace: Trace) -> None:
    """Solve on the finest grid that is small enough, then fill up what was found at every tick.

    Raises
    ------
    BenchmarkError
        if the problem has what the formulation cannot express.
    """
    refuse("the time-indexed program", problem, *REFUSED)
    places = places_of(problem)
    start = greedy(problem, places, limits, trace).schedule()
    grid = grid_of(problem, places, MOST_COLUMNS, start)
    program, chosen = program_of(grid)

    left = (limits.seconds - trace.seconds) * (1 - SPARE)
    solved = program.solve(left, limits.seed, _hint(grid, chosen, start))
    if solved.values is not None:
        values = solved.values
        trace.found(schedule_of(grid, (index for index in range(len(grid.columns)) if values[index] > 0.5)))
    if grid.exact and solved.bound is not None:
        trace.bounded(solved.bound)
    if trace.schedule is not None:
        filled(problem, places, trace.schedule, trace)


def program_of(grid: Grid) -> tuple[Milp, dict[int, int]]:
    """Return the program of a grid, whose first columns are those of the grid, and the column of each job."""
    program = Milp()
    for index in range(len(grid.columns)):
        program.column(grid.worth(index))
    chosen = {job: program.column() for job in grid.jobs()}
    _add_selection(grid, program, chosen)
    for rows in (machine_rows(grid), pool_rows(grid), part_rows(grid)):
        for row in rows:
            program.row(row.terms, -math.inf, row.capacity)
    for job in chosen:
        _add_links(grid, program, job)
    return program, chosen


def _add_selection(grid: Grid, program: Milp, chosen: dict[int, int]) -> None:
    """Tie the parts of each task to their job: exactly one, or a number of them with a sum of grants."""
    for (job, number), indices in grid.by_task.items():
        task = grid.problem.jobs[job].tasks[number]
        presences = [(index, 1.0) for index in indices]
        if task.splittable is None:
            program.row([*presences, (chosen[job], -1.0)], 0, 0)
            continue
        mode = task.modes[0]
        grants = [(index, float(grid.columns[index].granted)) for index in indices]
        program.row([*presences, (chosen[job], -task.most_parts)], -math.inf, 0)
        program.row([*grants, (chosen[job], -mode.duration)], -math.inf, 0)
        program.row([*grants, (chosen[job], -mode.min_duration)], 0, math.inf)
    for job, column in chosen.items():
        if grid.problem.jobs[job].mandatory:
            program.row([(column, 1.0)], 1, 1)


def _add_links(grid: Grid, program: Milp, job: int) -> None:
    """Keep the least and the most time between two tasks of a job."""
    for link in grid.problem.jobs[job].precedences:
        before, after = grid.by_task[job, link.before], grid.by_task[job, link.after]
        _add_balance(
            program,
            ((grid.end(index) + link.min_lag, index) for index in before),
            ((grid.columns[index].start, index) for index in after),
        )
        if link.max_lag is not None:
            _add_balance(
                program,
                ((grid.columns[index].start - link.max_lag, index) for index in after),
                ((grid.end(index), index) for index in before),
            )


def _add_balance(program: Milp, first: Iterable[tuple[int, int]], then: Iterable[tuple[int, int]]) -> None:
    """Say that at every moment as many of `first` have come as of `then`: a sum that is carried along and never negative."""
    moments: dict[int, list[tuple[int, float]]] = {}
    for moment, index in first:
        moments.setdefault(moment, []).append((index, 1.0))
    for moment, index in then:
        moments.setdefault(moment, []).append((index, -1.0))
    carried: list[tuple[int, float]] = []
    for moment in sorted(moments):
        carried = [(program.sum_of([*carried, *moments[moment]]), 1.0)]


def _hint(grid: Grid, chosen: dict[int, int], start: Schedule) -> dict[int, float]:
    """Return a value for every column that says which starts and which jobs are taken."""
    used = columns_of(grid, start)
    values = {index: float(index in used) for index in range(len(grid.columns))}
    return values | {column: float(job in start.by_job) for job, column in chosen.items()}
