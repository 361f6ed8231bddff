"""Half-open intervals against the sets of ticks that they stand for."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from solver.interval import Interval, intersect, merge, subtract

if TYPE_CHECKING:
    from collections.abc import Iterable

intervals = st.builds(Interval, st.integers(0, 20), st.integers(0, 20))
lists = st.lists(intervals, max_size=5)
#: Sorted and disjoint, as `intersect` and `subtract` want them.
disjoint = lists.map(merge)


def ticks(*several: Iterable[Interval]) -> set[int]:
    """Return every tick in some lists of intervals."""
    return {tick for each in several for start, end in each for tick in range(start, end)}


def is_disjoint(found: tuple[Interval, ...]) -> bool:
    """Return whether intervals are sorted, disjoint and not empty."""
    return all(each.length > 0 for each in found) and all(a.end <= b.start for a, b in pairwise(found))


@pytest.mark.parametrize(
    ("one", "other", "overlaps", "contains"),
    [
        (Interval(0, 4), Interval(4, 8), False, False),
        (Interval(0, 4), Interval(3, 8), True, False),
        (Interval(0, 8), Interval(0, 8), True, True),
        (Interval(0, 8), Interval(2, 8), True, True),
        (Interval(2, 8), Interval(0, 8), True, False),
    ],
)
def test_touching_is_not_overlapping(one: Interval, other: Interval, overlaps: bool, contains: bool) -> None:  # noqa: FBT001 - a table of answers
    """Two tasks one after the other would be kept apart by a tick, or a window would not hold itself."""
    assert (one.overlaps(other), one.contains(other)) == (overlaps, contains)


@given(intervals, intervals)
def test_clip_is_what_two_intervals_share(one: Interval, other: Interval) -> None:
    """A clipped window would be longer than one of the two, or have a negative length."""
    assert ticks([one.clip(other)]) == ticks([one]) & ticks([other])
    assert one.clip(other).length == len(ticks([one]) & ticks([other]))


@given(lists)
def test_merge_keeps_the_ticks(given_list: list[Interval]) -> None:
    """Joining windows would lose or invent a tick, or leave two windows where one is."""
    found = merge(given_list)
    assert ticks(found) == ticks(given_list)
    assert is_disjoint(found)
    assert all(a.end < b.start for a, b in pairwise(found))


@given(disjoint, disjoint)
def test_intersect_is_the_ticks_in_both(left: tuple[Interval, ...], right: tuple[Interval, ...]) -> None:
    """Two machines would be open together when one of them is not."""
    found = intersect(left, right)
    assert ticks(found) == ticks(left) & ticks(right)
    assert is_disjoint(found)


def test_intersect_keeps_touching_windows_apart() -> None:
    """A task would run over a change of shift, because another machine is open throughout."""
    assert intersect([Interval(0, 5), Interval(5, 9)], [Interval(2, 8)]) == (Interval(2, 5), Interval(5, 8))


@given(disjoint, lists)
def test_subtract_is_the_ticks_that_stay(whole: tuple[Interval, ...], holes: list[Interval]) -> None:
    """A machine would stay open during an outage, or close beside it."""
    found = subtract(whole, holes)
    assert ticks(found) == ticks(whole) - ticks(holes)
    assert is_disjoint(found)
