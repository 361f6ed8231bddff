"""What of a plan counts for fairness: the first day on which anything is open, unless all of it is promised."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from scheduler.domain.plan import Window
from scheduler.planning.commitment import committed_ticks
from scheduler.planning.grid import grid_of
from scheduler.planning.translate.translation import Translation
from tests.builders import make_job, make_machine, make_problem
from tests.scheduler.builders import at, hours

if TYPE_CHECKING:
    from datetime import timedelta

DAY = 24


def translation(*windows: tuple[int, int], frozen: timedelta | None = None, days: int = 7) -> Translation:
    """Return a night of hourly ticks with one machine that is open in these hours."""
    window = Window(start=at(0), end=at(0) + hours(days * DAY), frozen_until=at(0) + (frozen or hours(0)))
    problem = make_problem(machines=[make_machine(*windows)], horizon=days * DAY, tick_minutes=60)
    return Translation(
        problem=replace(problem, jobs=(make_job(name="j"),)),
        window=window,
        grid=grid_of(window, 60),
        machines=("m",),
        tenants=("t",),
        requests=(),
        pieces=(),
    )


@pytest.mark.parametrize(
    ("windows", "frozen", "expected"),
    [
        pytest.param([(8, 18), (32, 42)], 0, 24, id="the first day"),
        pytest.param([(56, 66)], 0, 72, id="the first day on which anything is open"),
        pytest.param([(8, 18), (32, 42)], 20, 44, id="counted from the frozen part"),
        pytest.param([(8, 18)], 20, None, id="nothing is open any more"),
        pytest.param([(150, 160)], 0, None, id="the last day is all of it"),
    ],
)
def test_the_first_open_day_counts(windows: list[tuple[int, int]], frozen: int, expected: int | None) -> None:
    """A day on which nothing is open would make every plan fair; a day too many would put the worst served off."""
    assert committed_ticks(translation(*windows, frozen=hours(frozen)), promised=False) == expected


def test_what_is_promised_counts_as_a_whole() -> None:
    """What is published stays, so all of it is carried out."""
    assert committed_ticks(translation((8, 18), (32, 42)), promised=True) is None
