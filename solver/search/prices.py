"""What machine time is worth to others: the multipliers of the capacity rows of the assignment relaxation."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import TypeAlias

#: Cost ticks for one tick of a machine's window, by machine and number of the window; nothing for windows that never fill.
Prices: TypeAlias = Mapping[tuple[int, int], float]


class PriceBoard:
    """Where the thread that computes bounds posts prices, and searches read them."""

    def __init__(self) -> None:
        self._posted = threading.Event()
        self._prices: Prices | None = None

    def post(self, prices: Prices) -> None:
        """Post the first prices; later ones come from rows that say more about stretches than about windows."""
        if self._prices is None:
            self._prices = prices
            self._posted.set()

    @property
    def prices(self) -> Prices | None:
        """Return what was posted; None if nothing was yet."""
        return self._prices

    def wait(self, seconds: float) -> Prices | None:
        """Wait for the first prices, at most so long."""
        self._posted.wait(seconds)
        return self._prices
