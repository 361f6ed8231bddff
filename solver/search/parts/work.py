"""One task of a round: solve some components, one after the other, each from the schedule it has. It knows nothing of the rest."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from solver.search.solve import solve_inline
from solver.search.stop import Deadline

if TYPE_CHECKING:
    from solver.problem import Problem
    from solver.result import Result
    from solver.schedule import Schedule
    from solver.search.parameters import SolveParameters
    from solver.search.stop import StopSignal


@dataclass(frozen=True, slots=True)
class Work:
    """A component to be solved, and the best schedule there is of it."""

    problem: Problem
    warm_start: Schedule | None


def improve(work: tuple[Work, ...], parameters: SolveParameters, stop: StopSignal | None = None) -> tuple[Result, ...]:
    """Return a result for each component; `parameters.seconds` are for all of them.

    What one leaves of its share goes to those after it. `stop` reaches it only in the process it was raised in.
    """
    deadline = Deadline(parameters.seconds, stop)
    results = []
    for done, each in enumerate(work):
        share = replace(parameters, seconds=deadline.left / (len(work) - done))
        results.append(solve_inline(each.problem, share, warm_start=each.warm_start, stop=stop))
    return tuple(results)
