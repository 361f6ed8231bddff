"""Looking for room that is just large enough: where a task leaves the least useless hole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.search.partial.scan import NEVER, Fit
from solver.search.partial.timeline import first, runs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from solver.search.partial.tables import Option, Row

#: A snug placement that leaves a hole shorter than this many ticks is worse than one that leaves a longer one.
USELESS = 6


def snug_full(free: Sequence[int], rows: Sequence[Row], lo: int) -> Fit | None:
    """Return the fit in full, at `lo` or later, that leaves the least useless hole; of several the one that ends first.

    Best is to fill a gap from end to end, then to touch one end and leave a hole that others can use, then just to touch.
    """
    best: tuple[int, int] = (NEVER, NEVER)
    chosen: Option | None = None
    for lane, more, length, shifts, starts, option in rows:
        room = free[lane]
        for other in more:
            room &= free[other]
        mask = room
        for shift in shifts:
            mask &= mask >> shift
        mask = (mask & starts) >> lo << lo
        if mask:
            found = _snuggest(room, mask, length)
            if found < best:
                best, chosen = found, option
    if chosen is None:
        return None
    return Fit(chosen, best[1] - chosen.duration - chosen.extra, chosen.duration)


def _snuggest(room: int, mask: int, length: int) -> tuple[int, int]:
    """Return how useless the hole is that the best start of a mask leaves, and the end of the occupation there."""
    left, right = mask & ~(room << 1), mask & ~(room >> length)
    rank = 0
    found = left & right
    if not found:
        rank = 1
        wide = runs(room, length + USELESS)
        found = left & wide | right & wide << USELESS
    if not found:
        rank, found = 2, left | right or mask
    return rank, first(found) + length
