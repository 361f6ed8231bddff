"""A library of optimization for shared machines: integers in, a verified schedule with its certificate out.

Importing it is cheap; OR-Tools is loaded by the first solve.
"""

from __future__ import annotations

from solver.errors import FileError, InfeasibleError, ParameterError, ProblemError, SolverError
from solver.problem import Problem
from solver.result import Result, Status
from solver.schedule import Assignment, Schedule
from solver.search.observer import Observer, Progress
from solver.search.parameters import SolveParameters
from solver.search.solve import solve
from solver.search.stop import StopSignal
from solver.verify import verify

__all__ = [
    "Assignment",
    "FileError",
    "InfeasibleError",
    "Observer",
    "ParameterError",
    "Problem",
    "ProblemError",
    "Progress",
    "Result",
    "Schedule",
    "SolveParameters",
    "SolverError",
    "Status",
    "StopSignal",
    "solve",
    "verify",
]
