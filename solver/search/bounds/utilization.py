"""What no schedule can exceed: an upper bound on utilization, proved in whole numbers.

Over 150 lines because the rounds, their rows and who is told of what they find are one procedure.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from solver.search.bounds import energetic, lags
from solver.search.bounds.linear import Simplex, proved_bound
from solver.search.bounds.relaxation import relax
from solver.search.bounds.ticks import Seed, tick_bound
from solver.search.prices import no_prices

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from solver.places import Places
    from solver.problem import Problem
    from solver.search.bounds.relaxation import Relaxation
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
    cuts = _Cuts(relaxation)
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


class _Cuts:
    """The rows that tie jobs together: a few to begin with, and more where a solution breaks them."""

    def __init__(self, relaxation: Relaxation) -> None:
        self._relaxation = relaxation
        self._resources = energetic.resources_of(relaxation)
        self._links = lags.links_of(relaxation)
        for resource in self._resources:
            energetic.add_whole(relaxation, resource)
        for link in self._links:
            lags.add_linear(relaxation, link)

    def prices(self, duals: Sequence[float]) -> Prices:
        """Return what each tick of machines and pools is worth: the multipliers of all rows that are about it."""
        problem = self._relaxation.problem
        prices, machines = no_prices(problem), len(problem.machines)
        for resource, start, end, price in self.seeds(duals):
            profile = prices.machines[resource] if resource < machines else prices.pools[resource - machines]
            profile[start:end] += price
        return prices

    def seeds(self, duals: Sequence[float]) -> list[Seed]:
        """Return the same by stretch, as prices to begin with; those of pools are behind those of machines."""
        machines = len(self._relaxation.problem.machines)
        found: list[Seed] = []
        for resource in self._resources:
            number = resource.machine if resource.pool is None else machines + resource.pool
            if number is not None:
                rows = ((*stretch, sum(duals[first:behind])) for stretch, (first, behind) in resource.known.items())
                found += [Seed(number, start, end, price) for start, end, price in rows if price > 0]
        return found

    def add_broken(self, values: NDArray[np.float64]) -> int:
        """Add the rows that a solution breaks most; return how many."""
        added = sum(energetic.add_broken(self._relaxation, resource, values) for resource in self._resources)
        return added + sum(lags.add_broken(self._relaxation, link, values) for link in self._links)
