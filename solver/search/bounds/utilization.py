"""What no schedule can exceed: an upper bound on utilization, proved in whole numbers."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from solver.search.bounds import energetic, lags
from solver.search.bounds.linear import Simplex, proved_bound
from solver.search.bounds.relaxation import relax
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


def _nobody(_: object) -> None:
    """Tell nobody."""


def utilization_bound(
    problem: Problem,
    places: Places,
    deadline: Deadline,
    on_bound: Callable[[int], None] = _nobody,
    on_prices: Callable[[Prices], None] = _nobody,
) -> int:
    """Return a number that the utilization of no schedule of the problem exceeds, in cost ticks.

    The least of the total work and the assignment relaxation (docs/model.md), which is solved again and again with the rows its
    last solution breaks. Ends early when the time is over or somebody asked, with the best bound so far; `on_bound` is called with
    each that is better than the one before, `on_prices` after every round with what machine and pool time is worth. If no schedule
    can keep mandatory jobs and hard pins, every number is a bound.
    """
    best = problem.total_work
    relaxation = relax(problem, places)
    cuts = _Cuts(relaxation)
    simplex = Simplex()
    reached, stalled = math.inf, 0
    for _ in range(ROUNDS):
        solution = None if deadline.passed else simplex.solve(relaxation.program, deadline)
        if solution is None:
            break
        bound = proved_bound(relaxation.program, solution.duals)
        if bound < best:
            on_bound(bound)
        best = min(best, bound)
        if not solution.optimal:
            break
        on_prices(cuts.prices(solution.duals))
        # Where everything still fits, the rounds so far have only moved the solution about: that is no sign of the end.
        idle = solution.value > (1 - GAIN) * reached and best < problem.total_work
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
        prices = no_prices(self._relaxation.problem)
        for resource in self._resources:
            number = resource.machine if resource.pool is None else resource.pool
            if number is not None:
                profile = (prices.machines if resource.pool is None else prices.pools)[number]
                for (start, end), (first, last) in resource.known.items():
                    profile[start:end] += sum(duals[first:last])
        return prices

    def add_broken(self, values: NDArray[np.float64]) -> int:
        """Add the rows that a solution breaks most; return how many."""
        added = sum(energetic.add_broken(self._relaxation, resource, values) for resource in self._resources)
        return added + sum(lags.add_broken(self._relaxation, link, values) for link in self._links)
