"""Bit masks of ticks against the plain meaning of what they compute."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from solver.search.partial.timeline import at_least, first, runs, span, starts_within

#: Masks of up to 40 ticks.
masks = st.integers(0, 2**40 - 1)


def ticks(mask: int) -> set[int]:
    """Return the ticks in a mask."""
    return {tick for tick in range(mask.bit_length()) if mask >> tick & 1}


@given(st.integers(0, 50), st.integers(0, 50))
def test_a_span_holds_its_ticks(start: int, end: int) -> None:
    """Half-open, and empty when it ends before it starts."""
    assert ticks(span(start, end)) == set(range(start, end))


@given(masks, st.integers(1, 45))
def test_a_run_begins_where_all_its_ticks_are_free(mask: int, length: int) -> None:
    """No start may be missed and none invented, for lengths that are no powers of two as well."""
    free = ticks(mask)
    assert ticks(runs(mask, length)) == {t for t in range(41) if all(t + i in free for i in range(length))}


@given(masks)
def test_the_first_tick_is_the_lowest(mask: int) -> None:
    """An empty mask has none."""
    assert first(mask) == min(ticks(mask), default=-1)


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=4), st.integers(1, 12))
def test_an_occupation_starts_within_one_stretch(stretches: list[tuple[int, int]], length: int) -> None:
    """Two stretches that touch are not one."""
    expected = {t for t in range(30) if any(lo <= t and t + length <= hi for lo, hi in stretches)}
    assert ticks(starts_within(stretches, length)) == expected


@given(st.lists(st.integers(-3, 3), min_size=8, max_size=8), st.integers(0, 8), st.integers(0, 8), st.integers(0, 3))
def test_levels_become_a_mask(levels: list[int], start: int, end: int, amount: int) -> None:
    """Only the ticks asked for are looked at, and a level that is just enough counts."""
    assert ticks(at_least(levels, start, end, amount)) == {t for t in range(start, end) if levels[t] >= amount}
