"""Looking for room: where one part of a task fits earliest, in full or as long as it can be."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from solver.search.partial.timeline import first, runs, span

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

    from solver.search.partial.tables import Option, Row

#: How often an option is passed over when a search is to see other schedules.
BLINK = 0.02
#: Later than any tick.
NEVER = 1 << 60


class Room(NamedTuple):
    """What the other tasks of its job leave to a part: where it may start and end, ticks, both limits included."""

    earliest_start: int = 0
    latest_start: int = NEVER
    earliest_end: int = 0
    latest_end: int = NEVER
    #: Ticks at which other parts of the same task run: a mask.
    taken: int = 0


class Fit(NamedTuple):
    """One way to place a part."""

    option: Option
    start: int
    granted: int

    @property
    def end(self) -> int:
        """Return the end of its occupation."""
        return self.start + self.option.extra + self.granted


def earliest_full(free: Sequence[int], rows: Sequence[Row], lo: int, rng: random.Random | None) -> Fit | None:
    """Return the fit in full that starts at `lo` or later and ends first; the first of several in the order of `rows`.

    This is where a search spends its time, hence its plainness.
    """
    best_end = NEVER
    best: Option | None = None
    for lane, more, length, shifts, starts, option in rows:
        mask = free[lane] >> lo
        for other in more:
            mask &= free[other] >> lo
        for shift in shifts:
            mask &= mask >> shift
        mask &= starts >> lo
        if mask:
            end = (mask & -mask).bit_length() + length
            if end < best_end and (rng is None or rng.random() >= BLINK):
                best_end, best = end, option
    if best is None:
        return None
    return Fit(best, lo + best_end - 1 - best.duration - best.extra, best.duration)


def earliest(free: Sequence[int], option: Option, granted: int, room: Room) -> int:
    """Return the earliest start at which `granted` ticks of an option fit; -1 where they do not."""
    length = granted + option.extra
    lo = max(room.earliest_start, room.earliest_end - length)
    hi = min(room.latest_start, room.latest_end - length)
    if hi < lo:
        return -1
    mask = option.starts(length) & span(lo, min(hi, option.stretches[-1][1]) + 1)
    if mask:
        mask &= runs(_common(free, option) & ~room.taken, length)
    return first(mask)


def longest(free: Sequence[int], option: Option, most: int, room: Room) -> Fit | None:
    """Return the fit of an option with the most ticks, at most `most`, and of those the earliest."""
    start = earliest(free, option, most, room)
    if start >= 0:
        return Fit(option, start, most)
    # The ticks that may be granted are no single range once a least end is asked for, but nearly always: search by halves.
    low, high = option.least, most - 1
    best: Fit | None = None
    while low <= high:
        middle = (low + high + 1) // 2
        start = earliest(free, option, middle, room)
        if start >= 0:
            best, low = Fit(option, start, middle), middle + 1
        else:
            high = middle - 1
    return best


def soonest(free: Sequence[int], option: Option, most: int, room: Room) -> Fit | None:
    """Return the fit of an option with the earliest start, and of those the longest, at most `most` ticks."""
    start = earliest(free, option, option.least, room)
    if start < 0:
        return None
    best = Fit(option, start, option.least)
    there = room._replace(earliest_start=start, latest_start=start)
    for granted in range(option.least + 1, most + 1):
        if earliest(free, option, granted, there) < 0:
            break
        best = Fit(option, start, granted)
    return best


def _common(free: Sequence[int], option: Option) -> int:
    mask = free[option.lanes[0]]
    for lane in option.lanes[1:]:
        mask &= free[lane]
    return mask
