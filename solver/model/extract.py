"""From a solution of the model back to placements."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from solver.schedule import Assignment

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

    from solver.model.expressions import Expression
    from solver.model.variables import Decisions


class Solution(Protocol):
    """What can tell the values of a solution: the solver, or a callback inside it."""

    def value(self, expression: Expression, /) -> int:
        """Return the value of an expression."""

    def boolean_value(self, literal: cp_model.LiteralT, /) -> bool:
        """Return whether a literal is true."""


def extract(decisions: Decisions, solution: Solution) -> tuple[Assignment, ...]:
    """Return the placements of the free jobs."""
    return tuple(
        Assignment(
            job=s.slot.job,
            task=s.slot.task,
            part=s.slot.part,
            mode=s.slot.mode,
            start=solution.value(s.start),
            duration=solution.value(s.granted),
        )
        for s in decisions.all_slots()
        if solution.boolean_value(s.present)
    )
