"""Earliest deadline first: jobs in the order of their deadline, the classic rule of a shop that wants few to be late; ties by index."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.peers.serving import serve

if TYPE_CHECKING:
    from benchmarks.peers.base import Limits, Trace
    from solver.problem import Problem


def solve(problem: Problem, limits: Limits, trace: Trace) -> None:
    """Serve the jobs by deadline."""
    serve(problem, limits, trace, lambda job: job.deadline)
