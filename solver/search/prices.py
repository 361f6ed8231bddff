"""What time is worth to others: the multipliers of the capacity rows of the assignment relaxation."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from solver.problem import Problem


class Prices(NamedTuple):
    """Cost ticks for one tick of a machine, and of one unit of a pool, by tick; 0 where there is always room."""

    #: Shape (machines, horizon) and (pools, horizon).
    machines: NDArray[np.float64]
    pools: NDArray[np.float64]


def no_prices(problem: Problem) -> Prices:
    """Return prices of 0 everywhere."""
    return Prices(np.zeros((len(problem.machines), problem.horizon)), np.zeros((len(problem.pools), problem.horizon)))


class PriceBoard:
    """Where the thread that computes bounds posts prices, and searches read the latest."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._prices: Prices | None = None

    def post(self, prices: Prices) -> None:
        """Post prices in the place of those before."""
        with self._lock:
            self._prices = prices

    @property
    def prices(self) -> Prices | None:
        """Return what was posted last; None if nothing was yet."""
        with self._lock:
            return self._prices
