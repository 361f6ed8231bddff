"""What no schedule can exceed: an upper bound on utilization, proved in whole numbers.

Over 150 lines because the rounds, their rows and who is told of what they find are one procedure.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from solver.search.bounds.linear import Simplex, proved_bound
from solver.search.bounds.relaxation import relax
from solver.search.bounds.rows import Cuts
from solver.search.bounds.ticks import tick_bound

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from solver.places import Places
    from solver.problem import Problem
    from solver.search.bounds.relaxation import Relaxation
    from solver.search.bounds.ticks import Seed
    from solver.search.prices import Prices
    from solver.search.stop import Deadline

#: Rounds of adding broken rows, at most; and how many in a row may gain less than this part of the bound.
ROUNDS = 12
GAIN = 2e-4
STALLED = 2
#: Where prices on ticks end below this part of the first solution, rows will not take it there.
NEAR = 0.99


def _nobody(_: object) -> None:
    """Tell nobody."""


def _go_on(*_: object) -> bool:
    """Go on whatever was found."""
    return True


def utilization_bound(
    problem: Problem,
    places: Places,
    deadline: Deadline,
    on_bound: Callable[[int], None] = _nobody,
    on_prices: Callable[[Prices], None] = _nobody,
) -> int:
    """Return a number that the utilization of no schedule of the problem exceeds, in cost ticks.

    The least of the total work, the assignment relaxation and the bound by prices on ticks, which begins with the multipliers of the
    first solution of the former (docs/model.md). Ends early when the time is over or somebody asked, with the best bound so far;
    `on_bound` is called with each that is better than the one before, `on_prices` with what machine and pool time is worth, each time
    there is better word of it. If no schedule can keep mandatory jobs and hard pins, every number is a bound.
    """
    relaxation, least = relax(problem, places), _Least(problem.total_work, on_bound)

    by_ticks: list[int | None] = []

    def after_round(number: int, prices: Prices, seeds: Sequence[Seed]) -> bool:
        # Prices by tick are much the better guide to a search: multipliers of later rows must not take their place.
        if number == 0 or by_ticks == [None]:
            on_prices(prices)
        first = least.value
        if number == 0 and first:
            by_ticks.append(tick_bound(relaxation, deadline, least.tell, seeds, on_prices))
        return least.value > NEAR * first

    assignment_bound(relaxation, deadline, least.tell, after_round)
    return least.value


@dataclass(slots=True)
class _Least:
    """The least bound so far, and who is told of each."""

    value: int
    listener: Callable[[int], None]

    def tell(self, bound: int) -> None:
        if bound < self.value:
            self.value = bound
            self.listener(bound)


def assignment_bound(
    relaxation: Relaxation,
    deadline: Deadline,
    on_bound: Callable[[int], None] = _nobody,
    after_round: Callable[[int, Prices, Sequence[Seed]], bool] = _go_on,
) -> int:
    """Return the bound of the assignment relaxation, solved again and again with the rows its last solution breaks.

    `after_round` is called with the number of each round and the multipliers of its solution, by tick and by stretch; it says
    whether to go on.
    """
    best = relaxation.problem.total_work
    cuts = Cuts(relaxation)
    simplex = Simplex()
    reached, stalled = math.inf, 0
    for number in range(ROUNDS):
        solution = None if deadline.passed else simplex.solve(relaxation.program, deadline)
        if solution is None:
            break
        bound = proved_bound(relaxation.program, solution.duals)
        on_bound(bound)
        best = min(best, bound)
        if not solution.optimal:
            break
        if not after_round(number, cuts.prices(solution.duals), cuts.seeds(solution.duals)):
            break
        # Where everything still fits, the rounds so far have only moved the solution about: that is no sign of the end.
        idle = solution.value > (1 - GAIN) * reached and best < relaxation.problem.total_work
        stalled = stalled + 1 if idle else 0
        if stalled == STALLED or not cuts.add_broken(np.asarray(solution.values)):
            break
        reached = solution.value
    return best
