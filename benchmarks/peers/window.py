"""The window model in one piece: one literal for each task and open window, handed to CP-SAT whole with a greedy hint.

It is the model that our search repairs neighbourhoods with, without the search: what is left when the decomposition is taken away.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.errors import InfeasibleError
from solver.places import places_of
from solver.search.greedy.construct import construct
from solver.search.stop import Deadline
from solver.search.whole import Whole

if TYPE_CHECKING:
    from benchmarks.peers.base import Limits, Trace
    from solver.problem import Problem
    from solver.schedule import Schedule


def solve(problem: Problem, limits: Limits, trace: Trace) -> None:
    """Build the model of the whole problem and let CP-SAT improve the greedy schedule until the time is up."""
    places, deadline = places_of(problem), Deadline(limits.seconds)
    start: Schedule | None = None
    try:
        start = construct(problem, places, deadline, limits.seed).schedule()
    except InfeasibleError:
        start = None
    else:
        trace.found(start)
    whole = Whole(problem, places, deadline, limits.workers, limits.seed)
    outcome = whole.most_utilization(start, lambda schedule, _: trace.found(schedule), trace.bounded)
    if outcome.schedule is not None:
        trace.found(outcome.schedule)
        trace.bounded(outcome.bound)
