"""The rows of the assignment relaxation that tie jobs together, and what their multipliers say of time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.search.bounds import energetic, lags
from solver.search.bounds.ticks import Seed
from solver.search.prices import no_prices

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from solver.search.bounds.relaxation import Relaxation
    from solver.search.prices import Prices


class Cuts:
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
