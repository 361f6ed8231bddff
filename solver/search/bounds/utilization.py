"""What no schedule can exceed: an upper bound on utilization, proved in whole numbers."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from solver.search.bounds import energetic, lags
from solver.search.bounds.linear import Simplex, proved_bound
from solver.search.bounds.relaxation import relax
from solver.search.bounds.ticks import Seed, tick_bound

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


def _nobody_either(_: object, __: object) -> None:
    """Tell nobody of two things."""


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
    `on_bound` is called with each that is better than the one before, `on_prices` with the multipliers of the windows' own rows,
    once. If no schedule can keep mandatory jobs and hard pins, every number is a bound.
    """
    relaxation, least = relax(problem, places), _Least(problem.total_work, on_bound)

    def by_ticks(prices: Prices, seeds: Sequence[Seed]) -> None:
        on_prices(prices)
        if least.value:
            tick_bound(relaxation, deadline, least.tell, seeds)

    assignment_bound(relaxation, deadline, least.tell, by_ticks)
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
    on_first: Callable[[Prices, Sequence[Seed]], None] = _nobody_either,
) -> int:
    """Return the bound of the assignment relaxation, solved again and again with the rows its last solution breaks.

    `on_first` is called with the multipliers of the first solution: by window, and by stretch of machines and pools.
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
        if number == 0:
            on_first(cuts.prices(solution.duals), cuts.seeds(solution.duals))
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
        #: Of each resource: its first row, and the one behind its last.
        self._rows: list[tuple[int, int]] = []
        for resource in self._resources:
            first = len(relaxation.program.rows)
            energetic.add_whole(relaxation, resource)
            self._rows.append((first, len(relaxation.program.rows)))
        for link in self._links:
            lags.add_linear(relaxation, link)

    def prices(self, duals: Sequence[float]) -> Prices:
        """Return what a tick of each window is worth, from the multipliers of the rows of whole windows."""
        return {
            resource.window: max(0.0, sum(duals[first:end]))
            for resource, (first, end) in zip(self._resources, self._rows, strict=True)
            if resource.window is not None
        }

    def seeds(self, duals: Sequence[float]) -> list[Seed]:
        """Return the same for machines and pools, as prices to begin with."""
        machines = len(self._relaxation.problem.machines)
        return [
            Seed(resource.window[0] if resource.window else machines + (resource.pool or 0), start, end, price)
            for resource, (first, behind) in zip(self._resources, self._rows, strict=True)
            if (price := sum(duals[first:behind])) > 0 and (resource.window or resource.pool is not None)
            for start, end, _ in resource.steps
        ]

    def add_broken(self, values: NDArray[np.float64]) -> int:
        """Add the rows that a solution breaks most; return how many."""
        added = sum(energetic.add_broken(self._relaxation, resource, values) for resource in self._resources)
        return added + sum(lags.add_broken(self._relaxation, link, values) for link in self._links)
