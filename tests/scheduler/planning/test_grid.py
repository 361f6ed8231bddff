"""The grid wastes a tick rather than invent one."""

from __future__ import annotations

from datetime import timedelta

import pytest

from scheduler.domain.plan import Window
from scheduler.errors import RefusedError
from scheduler.planning.grid import TickGrid, grid_of
from tests.scheduler.builders import NOW, at

GRID = TickGrid(start=NOW, tick=timedelta(minutes=30), horizon=10)


@pytest.mark.parametrize(
    ("hour", "floor", "ceil"), [(0, 0, 0), (0.5, 1, 1), (0.6, 1, 2), (-0.1, -1, 0), (-0.5, -1, -1)]
)
def test_moments_are_rounded_both_ways(hour: float, floor: int, ceil: int) -> None:
    """A moment between two ticks would be rounded to the wrong side, before the grid too."""
    assert (GRID.floor(at(hour)), GRID.ceil(at(hour))) == (floor, ceil)


def test_open_time_is_rounded_inwards() -> None:
    """A machine would be used before it opens or after it shuts."""
    assert GRID.inwards([(at(0.1), at(1.9))]) == ((1, 3),)


def test_open_time_shorter_than_a_tick_is_none() -> None:
    """A window of ten minutes would become one of negative length."""
    assert GRID.inwards([(at(0.6), at(0.7))]) == ()


def test_taken_time_is_rounded_outwards_and_joined() -> None:
    """A tick that is taken in part would be given away."""
    assert GRID.outwards([(at(1.1), at(1.2)), (at(1.6), at(2.1))]) == ((2, 5),)


def test_time_beyond_the_grid_is_cut_off() -> None:
    """Windows would reach past the horizon, which a problem refuses."""
    assert GRID.inwards([(at(-3), at(99))]) == ((0, 10),)


def test_windows_that_touch_stay_two() -> None:
    """Two windows of a request that touch are two: its processing lies inside one of them."""
    assert GRID.inwards([(at(0), at(1)), (at(1), at(2))]) == ((0, 2), (2, 4))


@pytest.mark.parametrize(("minutes", "ticks"), [(0, 0), (1, 1), (30, 1), (31, 2)])
def test_durations_are_rounded_up(minutes: int, ticks: int) -> None:
    """Work would be given less time than it takes."""
    assert GRID.up(timedelta(minutes=minutes)) == ticks


def test_what_is_left_after_the_last_whole_tick_is_not_planned() -> None:
    """The grid would reach beyond its window."""
    assert grid_of(Window(start=NOW, end=at(1.75), frozen_until=NOW), 30).horizon == 3


def test_a_window_shorter_than_a_tick_is_refused() -> None:
    """The run would fail with words about a horizon, which nobody has given."""
    with pytest.raises(RefusedError, match="is 0:15:00 long, and a tick is 30 minutes"):
        grid_of(Window(start=NOW, end=at(0.25), frozen_until=NOW), 30)
