"""The figures of a course, each worked out by hand."""

from __future__ import annotations

import pytest

from benchmarks.course import first_seconds, gap, ordered, primal_integral, seconds_to, thinned
from benchmarks.peers.base import Point

#: A bound at once, a first schedule after 2 s, a better bound after 3, a better schedule after 6, the optimum after 8.
COURSE = (Point(0, None, 200), Point(2, 50, 200), Point(3, 50, 100), Point(6, 95, 100), Point(8, 100, 100))


def test_points_are_put_in_order() -> None:
    """Two threads that note at the same time would make a value fall or a bound rise."""
    mixed = [Point(3, None, 100), Point(2, 50, None), Point(6, 95, 120), Point(0, None, 200), Point(8, 100, 100)]
    assert ordered(mixed) == COURSE


def test_the_first_schedule_is_the_first_value() -> None:
    """A bound would pass for a schedule."""
    assert first_seconds(COURSE) == 2
    assert first_seconds(COURSE[:1]) is None


def test_a_gap_is_there_before_it_is_known() -> None:
    """Against the final bound the schedule of 50 is at 50 % after 2 s; the certificate says so a second later."""
    assert seconds_to(COURSE, 0.5, bound=100) == 2
    assert seconds_to(COURSE, 0.5) == 3
    assert seconds_to(COURSE, 0.05) == seconds_to(COURSE, 0.05, bound=100) == 6
    assert seconds_to(COURSE, 0.0) == 8
    assert seconds_to(COURSE[:4], 0.0) is None


def test_the_gap_is_that_of_the_model() -> None:
    """The benchmark would count another gap than the certificate."""
    assert gap(95, 100) == 0.05
    assert gap(0, 0) == 0
    assert gap(None, 100) is gap(95, None) is None


def test_the_primal_integral_is_the_area_above_the_values() -> None:
    """2 s of nothing, 4 s of half, 2 s of 5 %, then the best: 2 + 2 + 0.1."""
    assert primal_integral(COURSE, best=100, seconds=10) == pytest.approx(4.1)
    assert primal_integral((), best=100, seconds=10) == 10
    # What comes after the time is up does not count.
    assert primal_integral(COURSE, best=100, seconds=4) == pytest.approx(3.0)
    assert primal_integral((Point(1, 0, None),), best=0, seconds=4) == pytest.approx(1.0)


def test_thinning_keeps_what_a_plot_shows() -> None:
    """A file of results would have a point for each tick of work, or lose the end of the course."""
    course = tuple(Point(second, 10_000 + second, 20_000) for second in range(100))
    kept = thinned(course)
    assert kept[0] == course[0]
    assert kept[-1] == course[-1]
    assert len(kept) < 25
    assert thinned(COURSE) == COURSE
