"""A mixed-integer program, and one solve of it by HiGHS through OR-Tools."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from ortools.math_opt import model_pb2
from ortools.math_opt.python import mathopt

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    Values = Sequence[float]

#: What a bound in floating point may be off by before it is rounded down to a whole number.
DUST = 1e-4


class Solved(NamedTuple):
    """How a solve ended: the best values, if any, and a whole number that no solution exceeds, if any."""

    values: Values | None
    bound: int | None


@dataclass
class Milp:
    """Maximise `sum(cost * column)` over rows `lower <= sum(coefficient * column) <= upper`."""

    costs: list[float] = field(default_factory=list)
    uppers: list[float] = field(default_factory=list)
    whole: list[bool] = field(default_factory=list)
    rows: list[tuple[Sequence[tuple[int, float]], float, float]] = field(default_factory=list)
    #: Columns that are sums of columns before them, with their terms.
    sums: list[tuple[int, Sequence[tuple[int, float]]]] = field(default_factory=list)

    def column(self, cost: float = 0.0, upper: float = 1.0, *, whole: bool = True) -> int:
        """Add a column from 0 to `upper` and return its index."""
        self.costs.append(cost)
        self.uppers.append(upper)
        self.whole.append(whole)
        return len(self.costs) - 1

    def row(self, terms: Sequence[tuple[int, float]], lower: float, upper: float) -> None:
        """Add a row; no column twice."""
        self.rows.append((terms, lower, upper))

    def sum_of(self, terms: Sequence[tuple[int, float]]) -> int:
        """Add a column that is the sum of others, and never negative; return its index."""
        total = self.column(whole=False, upper=math.inf)
        self.row([*terms, (total, -1.0)], 0, 0)
        self.sums.append((total, terms))
        return total

    def solve(self, seconds: float, seed: int, hint: Mapping[int, float]) -> Solved:
        """Solve for so long, beginning with a hint that has a value for every column that is no sum."""
        model = mathopt.Model.from_model_proto(self._proto())
        columns = list(model.variables())
        values = self._with_sums(hint)
        result = mathopt.solve(
            model,
            mathopt.SolverType.HIGHS,
            params=mathopt.SolveParameters(time_limit=timedelta(seconds=max(0.1, seconds)), random_seed=seed),
            model_params=mathopt.ModelSolveParameters(
                solution_hints=[mathopt.SolutionHint(variable_values={columns[i]: v for i, v in values.items()})]
            ),
        )
        bound = result.termination.objective_bounds.dual_bound
        found = result.variable_values() if result.has_primal_feasible_solution() else None
        return Solved(
            None if found is None else [found[column] for column in columns],
            math.floor(bound + DUST) if math.isfinite(bound) else None,
        )

    def _with_sums(self, hint: Mapping[int, float]) -> dict[int, float]:
        values = dict(hint)
        for total, terms in self.sums:
            values[total] = sum(coefficient * values[column] for column, coefficient in terms)
        return values

    def _proto(self) -> model_pb2.ModelProto:
        model = model_pb2.ModelProto()
        columns = range(len(self.costs))
        model.variables.ids.extend(columns)
        model.variables.lower_bounds.extend([0.0] * len(columns))
        model.variables.upper_bounds.extend(self.uppers)
        model.variables.integers.extend(self.whole)
        model.objective.maximize = True
        model.objective.linear_coefficients.ids.extend(c for c in columns if self.costs[c])
        model.objective.linear_coefficients.values.extend(cost for cost in self.costs if cost)
        model.linear_constraints.ids.extend(range(len(self.rows)))
        model.linear_constraints.lower_bounds.extend(lower for _, lower, _ in self.rows)
        model.linear_constraints.upper_bounds.extend(upper for _, _, upper in self.rows)
        matrix = model.linear_constraint_matrix
        for index, (terms, _, _) in enumerate(self.rows):
            ordered = sorted(terms)
            matrix.row_ids.extend([index] * len(ordered))
            matrix.column_ids.extend(column for column, _ in ordered)
            matrix.coefficients.extend(coefficient for _, coefficient in ordered)
        return model
