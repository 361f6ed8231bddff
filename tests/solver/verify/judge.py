"""One question asked by every test of the referee."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.verify import verify

if TYPE_CHECKING:
    from solver.problem import Problem
    from solver.schedule import Assignment
from tests.builders import make_schedule


def broken_rules(problem: Problem, *assignments: Assignment) -> list[str]:
    """Return the rule of each violation that the referee finds."""
    return [violation.rule for violation in verify(problem, make_schedule(*assignments))]
