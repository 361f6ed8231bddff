"""The time-indexed formulation in CP-SAT, for jobs of one task: a Boolean for each start, and at most one of those that overlap.

The columns and the moments are those of `starts`; so is what a grid costs, and when a bound is none. Where every row is a
clique CP-SAT sees a set-packing problem, which is the form its linear relaxation is best at; there is no interval and no start
variable in it. Chains would need an order of starts and are refused: the window model says them with two numbers.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from ortools.sat.python import cp_model

from benchmarks.peers.filling import filled, greedy
from benchmarks.peers.limits_of_form import refuse
from benchmarks.peers.starts import columns_of, grid_of, machine_rows, part_rows, pool_rows, schedule_of
from solver.places import places_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.peers.base import Limits, Trace
    from benchmarks.peers.starts import Grid, Row
    from solver.problem import Problem

#: More columns than this and presolve takes the minute.
MOST_COLUMNS = 15_000
#: The part of the seconds left that is kept for filling up.
SPARE = 0.05
REFUSED = ("changeovers", "travel", "pins", "jobs of several tasks")


def solve(problem: Problem, limits: Limits, trace: Trace) -> None:
    """Solve on the finest grid that is small enough, from the greedy schedule; then fill up what was found at every tick.

    Raises
    ------
    BenchmarkError
        if the problem has what the formulation cannot express.
    """
    refuse("the time-indexed CP-SAT model", problem, *REFUSED)
    places = places_of(problem)
    start = greedy(problem, places, limits, trace).schedule()
    grid = grid_of(problem, places, MOST_COLUMNS, start)
    model, taken, scale = model_of(grid)
    used = columns_of(grid, start)
    for index, variable in enumerate(taken):
        model.add_hint(variable, index in used)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = limits.workers
    # A set-packing problem lives by its linear relaxation.
    solver.parameters.subsolvers.append("max_lp")
    solver.parameters.random_seed = limits.seed
    solver.parameters.max_time_in_seconds = max(0.1, (limits.seconds - trace.seconds) * (1 - SPARE))
    if grid.exact:
        solver.best_bound_callback = lambda bound: trace.bounded(math.floor(bound / scale))
    solver.solve(model, _Collector(grid, taken, trace))
    if trace.schedule is not None:
        filled(problem, places, trace.schedule, trace)


def model_of(grid: Grid) -> tuple[cp_model.CpModel, list[cp_model.IntVar], int]:
    """Return the model of a grid, the Boolean of each of its columns, and how many units of its objective are one tick of work."""
    model = cp_model.CpModel()
    taken = [model.new_bool_var("") for _ in grid.columns]
    for (job, number), indices in grid.by_task.items():
        _add_selection(model, grid, job, number, [taken[index] for index in indices])
    for rows in (machine_rows(grid), pool_rows(grid), part_rows(grid)):
        for row in rows:
            _add_row(model, taken, row)
    # Parts of a split task are worth fractions, which add up to whole numbers over the common denominator.
    scale = math.lcm(*(_denominator(grid, index) for index in range(len(taken))))
    model.maximize(cp_model.LinearExpr.weighted_sum(taken, [round(grid.worth(i) * scale) for i in range(len(taken))]))
    return model, taken, scale


def _denominator(grid: Grid, index: int) -> int:
    column = grid.columns[index]
    task = grid.problem.jobs[column.job].tasks[column.task]
    return task.modes[0].duration // math.gcd(task.work, task.modes[0].duration) if task.splittable else 1


def _add_selection(
    model: cp_model.CpModel, grid: Grid, job: int, number: int, taken: Sequence[cp_model.IntVar]
) -> None:
    """One start at most; a split task some parts, with a sum of grants where there is any."""
    task, mandatory = grid.problem.jobs[job].tasks[number], grid.problem.jobs[job].mandatory
    if task.splittable is None:
        (model.add_exactly_one if mandatory else model.add_at_most_one)(taken)
        return
    here = model.new_constant(1) if mandatory else model.new_bool_var("")
    mode, indices = task.modes[0], grid.by_task[job, number]
    grants = cp_model.LinearExpr.weighted_sum(taken, [grid.columns[index].granted for index in indices])
    model.add(sum(taken) <= task.most_parts * here)
    model.add(grants <= mode.duration * here)
    model.add(grants >= mode.min_duration * here)


def _add_row(model: cp_model.CpModel, taken: Sequence[cp_model.IntVar], row: Row) -> None:
    if row.capacity == 1 and all(units == 1 for _, units in row.terms):
        model.add_at_most_one(taken[index] for index, _ in row.terms)
    else:
        model.add(sum(units * taken[index] for index, units in row.terms) <= row.capacity)


class _Collector(cp_model.CpSolverSolutionCallback):
    """Tells the trace of every better solution."""

    def __init__(self, grid: Grid, taken: Sequence[cp_model.IntVar], trace: Trace) -> None:
        super().__init__()
        self._grid, self._taken, self._trace = grid, taken, trace

    def on_solution_callback(self) -> None:
        """Take a solution."""
        chosen = [index for index, variable in enumerate(self._taken) if self.boolean_value(variable)]
        self._trace.found(schedule_of(self._grid, chosen))
