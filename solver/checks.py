"""Contradictions in a `Problem`, one function per rule. (Under construction by its owner.)"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from solver.problem import Problem


def check_problem(problem: Problem) -> None:
    """Raise `ProblemError` with every contradiction in the data."""
