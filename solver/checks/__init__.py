"""Contradictions in a `Problem`, one function per rule; each reports every place where its rule is broken.

What no schedule can honour is no contradiction: a job that no window holds is data, and comes back unplaced.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.checks.jobs import check_jobs
from solver.checks.pins import check_pins
from solver.checks.plant import check_plant
from solver.checks.report import Report
from solver.errors import ProblemError

if TYPE_CHECKING:
    from solver.problem import Problem

__all__ = ["check_problem"]


def check_problem(problem: Problem) -> None:
    """Check the data against each other.

    Raises
    ------
    ProblemError
        with every contradiction: a JSON pointer into the problem file, the offending value and the cure.
    """
    report = Report()
    check_plant(report, problem)
    check_jobs(report, problem)
    check_pins(report, problem)
    if report.faults:
        raise ProblemError(tuple(report.faults))
