"""First come, first served: jobs in the order of their release, which is when the park hears of them; ties by index."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.peers.serving import serve

if TYPE_CHECKING:
    from benchmarks.peers.base import Limits, Trace
    from solver.problem import Problem


def solve(problem: Problem, limits: Limits, trace: Trace) -> None:
    """Serve the jobs as they come."""
    serve(problem, limits, trace, lambda job: job.release)
