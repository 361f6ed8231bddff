"""Serving the jobs one by one in an order, each as early as it fits: what a desk with a calendar does, without a search."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.errors import InfeasibleError
from solver.places import places_of
from solver.search.greedy.construct import decode, promised
from solver.search.partial.state import State
from solver.search.stop import Deadline

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.peers.base import Limits, Trace
    from solver.problem import Job, Problem


def serve(problem: Problem, limits: Limits, trace: Trace, key: Callable[[Job], int]) -> None:
    """Place the jobs in the order of a key, ties by index; those that find no room are passed over and never come again.

    Each job is placed whole where it ends as early as possible beside those before it, every rule kept. Jobs that must be placed
    come first, as everywhere; if they find no room there is no schedule. There is no bound.
    """
    places = places_of(problem)
    try:
        base = promised(State(problem, places), Deadline(limits.seconds), limits.seed)
    except InfeasibleError:
        return
    order = sorted(range(len(problem.jobs)), key=lambda index: key(problem.jobs[index]))
    trace.found(decode(problem, places, order, base).schedule())
