"""Linear expressions over the variables of a model, and what they are worth under given values."""

from __future__ import annotations

from typing import TypeAlias

from ortools.sat.python import cp_model

#: Values of all variables, by index; what a derived variable is computed from.
Values: TypeAlias = dict[int, int]
#: A linear expression over the variables of a model, or a plain number.
Expression: TypeAlias = cp_model.LinearExpr | int


def evaluate(expression: Expression, values: Values) -> int:
    """Return what a linear expression is worth under values of all its variables."""
    if isinstance(expression, int):
        return expression
    flat = cp_model.FlatIntExpr(expression)
    total = int(flat.offset)
    for variable, coefficient in zip(flat.vars, flat.coeffs, strict=True):
        total += int(coefficient) * values[variable.index]
    return total
