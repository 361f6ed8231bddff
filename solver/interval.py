"""Half-open integer intervals, the only shape time has in `solver`."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class Interval(NamedTuple):
    """The ticks `start, start + 1, ..., end - 1`; empty when `end <= start`."""

    start: int
    end: int

    @property
    def length(self) -> int:
        """Number of ticks inside; never negative."""
        return max(0, self.end - self.start)

    def contains(self, other: Interval) -> bool:
        """Whether every tick of `other` lies inside."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Interval) -> bool:
        """Whether the two share a tick (touching ends do not)."""
        return self.start < other.end and other.start < self.end

    def clip(self, other: Interval) -> Interval:
        """Return the part of this interval that lies in `other`, possibly empty."""
        return Interval(max(self.start, other.start), min(self.end, other.end))


def merge(intervals: Iterable[Interval]) -> tuple[Interval, ...]:
    """Join overlapping and touching intervals into a sorted, disjoint list."""
    merged: list[Interval] = []
    for interval in sorted(i for i in intervals if i.length):
        if merged and interval.start <= merged[-1].end:
            merged[-1] = Interval(merged[-1].start, max(merged[-1].end, interval.end))
        else:
            merged.append(interval)
    return tuple(merged)


def intersect(left: Sequence[Interval], right: Sequence[Interval]) -> tuple[Interval, ...]:
    """Return the ticks in both of two sorted, disjoint lists."""
    found: list[Interval] = []
    i = j = 0
    while i < len(left) and j < len(right):
        common = left[i].clip(right[j])
        if common.length:
            found.append(common)
        if left[i].end <= right[j].end:
            i += 1
        else:
            j += 1
    return tuple(found)


def subtract(whole: Sequence[Interval], holes: Iterable[Interval]) -> tuple[Interval, ...]:
    """Return the ticks of a sorted, disjoint list that lie in no hole."""
    rest: list[Interval] = []
    merged = merge(holes)
    for interval in whole:
        start = interval.start
        for hole in merged:
            if hole.end <= start or hole.start >= interval.end:
                continue
            if hole.start > start:
                rest.append(Interval(start, hole.start))
            start = hole.end
        if start < interval.end:
            rest.append(Interval(start, interval.end))
    return tuple(rest)
