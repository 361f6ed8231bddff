"""Linear programs with whole-number data, solved in floating point and proved in whole numbers.

The value a floating-point solver reports is no proof: it may be a little too low. But any multipliers of the rows prove a
bound, good or bad, by adding the rows up; so the solver only has to find good multipliers, and `proved_bound` adds up exactly.
Over 150 lines because the program, its proof and its solver are read together.
"""

from __future__ import annotations

import math
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ortools.math_opt.python.mathopt import BasisStatus
    from ortools.util.python.solve_interrupter import SolveInterrupter

    from solver.search.stop import Deadline

#: Multipliers are rounded to so many parts of one; finer costs nothing but digits.
SCALE = 2**24
#: Seconds between two looks at the clock while the solver runs.
PATIENCE = 0.05
#: Iterations of the simplex method in a deterministic second, and what a solve costs beside them.
ITERATIONS_PER_SECOND, START = 6000, 0.1


class Row(NamedTuple):
    """`sum(coefficient * column) <= upper`, or `==` where `equal`."""

    columns: tuple[int, ...]
    coefficients: tuple[int, ...]
    upper: int
    equal: bool = False


class Solution(NamedTuple):
    """What the solver found, in floating point: a value for each column, a multiplier for each row."""

    #: Whether it got to the optimum; if not, values and multipliers are those of the moment it was stopped at.
    optimal: bool
    value: float
    values: Sequence[float]
    duals: Sequence[float]


@dataclass
class LinearProgram:
    """Maximise `sum(cost * column)` over the rows, each column between its lower and its upper limit."""

    #: Cost of each column as a fraction: numerator and denominator, the latter at least 1.
    numerators: list[int] = field(default_factory=list)
    denominators: list[int] = field(default_factory=list)
    lowers: list[int] = field(default_factory=list)
    uppers: list[int] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)

    def column(self, numerator: int = 0, denominator: int = 1, *, lower: int = 0, upper: int = 1) -> int:
        """Add a column and return its index."""
        self.numerators.append(numerator)
        self.denominators.append(denominator)
        self.lowers.append(lower)
        self.uppers.append(upper)
        return len(self.uppers) - 1

    def row(self, terms: Sequence[tuple[int, int]], upper: int, *, equal: bool = False) -> None:
        """Add a row from (column, coefficient) pairs, no column twice."""
        kept = [(column, coefficient) for column, coefficient in terms if coefficient]
        self.rows.append(Row(tuple(c for c, _ in kept), tuple(a for _, a in kept), upper, equal))


def proved_bound(program: LinearProgram, duals: Sequence[float]) -> int:
    """Return a whole number that no whole-numbered value of the program exceeds, from any multipliers of its rows.

    For multipliers `y` (at least 0 where a row is `<=`), `sum(y * upper) + sum over columns of the most that
    (cost - sum(y * coefficient)) * column can be` bounds the program. Costs are rounded up, which is safe where a column has no
    negative values, as here.
    """
    reduced = [-(-n * SCALE // d) for n, d in zip(program.numerators, program.denominators, strict=True)]
    total = 0
    for row, dual in zip(program.rows, duals, strict=True):
        multiplier = _rounded(dual, free=row.equal)
        if multiplier:
            total += multiplier * row.upper
            for column, coefficient in zip(row.columns, row.coefficients, strict=True):
                reduced[column] -= multiplier * coefficient
    for cost, lower, upper in zip(reduced, program.lowers, program.uppers, strict=True):
        total += cost * (upper if cost > 0 else lower)
    return total // SCALE


def _rounded(dual: float, *, free: bool) -> int:
    if not math.isfinite(dual):
        return 0
    multiplier = round(dual * SCALE)
    return multiplier if free else max(0, multiplier)


class Simplex:
    """Solves a program that grows by rows, again and again.

    New rows leave the last basis dual feasible, so each solve after the first goes on from there and takes a fraction of its time.
    """

    def __init__(self) -> None:
        self._columns: list[BasisStatus] = []
        self._rows: list[BasisStatus] = []

    def solve(self, program: LinearProgram, deadline: Deadline) -> Solution | None:
        """Solve with GLOP, until the deadline; None if nothing at all is known. Other threads run meanwhile."""
        from ortools.math_opt.python import mathopt

        model = mathopt.Model.from_model_proto(_proto(program))
        columns, rows = list(model.variables()), list(model.linear_constraints())
        parameters = mathopt.SolveParameters(lp_algorithm=mathopt.LPAlgorithm.DUAL_SIMPLEX)
        if deadline.meter is not None:
            parameters.iteration_limit = 1 + int(deadline.left * ITERATIONS_PER_SECOND)
        start = mathopt.ModelSolveParameters()
        if self._columns:
            # Presolve would throw the basis away.
            parameters.presolve = mathopt.Emphasis.OFF
            fresh = [mathopt.BasisStatus.BASIC] * (len(rows) - len(self._rows))
            start.initial_basis = mathopt.Basis(
                variable_status=dict(zip(columns, self._columns, strict=True)),
                constraint_status=dict(zip(rows, self._rows + fresh, strict=True)),
            )
        with _interrupter(deadline) as interrupter:
            result = mathopt.solve(
                model, mathopt.SolverType.GLOP, params=parameters, model_params=start, interrupter=interrupter
            )
        deadline.spend(START + result.solve_stats.simplex_iterations / ITERATIONS_PER_SECOND)
        if not result.solutions or result.solutions[0].dual_solution is None:
            return None
        solution = result.solutions[0]
        if solution.basis is not None:
            self._columns = [solution.basis.variable_status[column] for column in columns]
            self._rows = [solution.basis.constraint_status[row] for row in rows]
        primal, dual = solution.primal_solution, solution.dual_solution
        return Solution(
            result.termination.reason is mathopt.TerminationReason.OPTIMAL and primal is not None,
            0.0 if primal is None else primal.objective_value,
            [] if primal is None else [primal.variable_values[column] for column in columns],
            [dual.dual_values[row] for row in rows],
        )


@contextmanager
def _interrupter(deadline: Deadline) -> Iterator[SolveInterrupter]:
    """Yield what ends a solve when the deadline passes while the body of the `with` runs."""
    from ortools.util.python.solve_interrupter import SolveInterrupter

    interrupter, done = SolveInterrupter(), threading.Event()

    def watch() -> None:
        while not done.wait(PATIENCE):
            if deadline.passed:
                interrupter.interrupt()
                return

    watcher = threading.Thread(target=watch, name="bound-watch", daemon=True)
    watcher.start()
    try:
        yield interrupter
    finally:
        done.set()
        watcher.join()


def _proto(program: LinearProgram) -> object:
    from ortools.math_opt import model_pb2

    model = model_pb2.ModelProto()
    columns, rows = range(len(program.uppers)), range(len(program.rows))
    model.variables.ids.extend(columns)
    model.variables.lower_bounds.extend(map(float, program.lowers))
    model.variables.upper_bounds.extend(map(float, program.uppers))
    model.variables.integers.extend([False] * len(columns))
    model.objective.maximize = True
    costs = {c: n / d for c, n, d in zip(columns, program.numerators, program.denominators, strict=True) if n}
    model.objective.linear_coefficients.ids.extend(costs.keys())
    model.objective.linear_coefficients.values.extend(costs.values())
    model.linear_constraints.ids.extend(rows)
    model.linear_constraints.lower_bounds.extend(float(r.upper) if r.equal else -math.inf for r in program.rows)
    model.linear_constraints.upper_bounds.extend(float(row.upper) for row in program.rows)
    matrix = model.linear_constraint_matrix
    for index, row in enumerate(program.rows):
        terms = sorted(zip(row.columns, row.coefficients, strict=True))
        matrix.row_ids.extend([index] * len(terms))
        matrix.column_ids.extend(column for column, _ in terms)
        matrix.coefficients.extend(float(coefficient) for _, coefficient in terms)
    return model
