"""Assigning tasks to places without sequencing them: the solver's own relaxation, for peers that take its solution at its word."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from solver.search.bounds import energetic, lags
from solver.search.bounds.linear import Simplex, proved_bound
from solver.search.bounds.relaxation import relax

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from solver.places import Places
    from solver.problem import Problem
    from solver.search.stop import Deadline

#: Rounds of adding broken rows, at most; and the least part of the bound that two rounds must gain.
ROUNDS, GAIN = 30, 1e-4


class Assigning:
    """The relaxation with its rows; rows are added where a solution, in parts of one or whole, breaks them."""

    def __init__(self, problem: Problem, places: Places) -> None:
        self.relaxation = relax(problem, places)
        self._resources = energetic.resources_of(self.relaxation)
        self._links = lags.links_of(self.relaxation)
        for resource in self._resources:
            energetic.add_whole(self.relaxation, resource)
        for link in self._links:
            lags.add_linear(self.relaxation, link)

    def add_broken(self, values: NDArray[np.float64]) -> int:
        """Add the rows that a solution breaks most; return how many."""
        added = sum(energetic.add_broken(self.relaxation, resource, values) for resource in self._resources)
        return added + sum(lags.add_broken(self.relaxation, link, values) for link in self._links)

    def tighten(self, deadline: Deadline, on_bound: Callable[[int], None]) -> Sequence[float] | None:
        """Solve the linear program again and again, adding what each solution breaks; return the last solution that was whole."""
        program, simplex = self.relaxation.program, Simplex()
        values: Sequence[float] | None = None
        reached = [math.inf, math.inf]
        for _ in range(ROUNDS):
            solution = None if deadline.passed else simplex.solve(program, deadline)
            if solution is None:
                break
            on_bound(proved_bound(program, solution.duals))
            if not solution.optimal:
                break
            values = solution.values
            stalled = solution.value > (1 - GAIN) * reached[-2]
            reached.append(solution.value)
            if stalled or not self.add_broken(np.asarray(values)):
                break
        return values
