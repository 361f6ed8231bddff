"""Deadlines: by the clock, by a meter, and parts of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from solver.search.stop import Deadline, Meter, StopSignal

SECONDS = st.floats(1e-6, 1e6)


@given(before=SECONDS, budget=SECONDS, steps=st.lists(SECONDS, max_size=5))
def test_a_meter_that_spends_what_is_left_is_at_its_end(before: float, budget: float, steps: list[float]) -> None:
    """A rest too small to change the sum would never be spent, and a search that waits for its end would go on for ever."""
    meter = Meter()
    meter.spend(before)
    deadline = Deadline(budget, meter=meter)
    for step in steps:
        deadline.spend(step)
    for _ in range(3):
        deadline.spend(deadline.part(1e9).left)
    assert deadline.passed


def test_a_rest_that_rounding_leaves_is_spent() -> None:
    """Begun at 0.2 with 0.5 to go: reckoned from the start, 5.6e-17 remain at the end, and adding them to 0.7 changes nothing."""
    meter = Meter()
    meter.spend(0.2)
    deadline = Deadline(0.5, meter=meter)
    deadline.spend(0.1)
    for _ in range(3):
        deadline.spend(deadline.left)
    assert deadline.passed


def test_a_part_ends_no_later_than_the_whole() -> None:
    """A part longer than what is left is as long as that."""
    meter = Meter()
    deadline = Deadline(2, meter=meter)
    meter.spend(1.5)
    part = deadline.part(1)
    assert part.left == pytest.approx(0.5)
    meter.spend(0.5)
    assert part.passed
    assert deadline.passed


def test_who_works_apart_spends_of_its_own() -> None:
    """Several that work at once each have the whole of what is left."""
    deadline = Deadline(2, meter=Meter())
    other = deadline.apart()
    other.spend(2)
    assert other.passed
    assert deadline.left == pytest.approx(2)


def test_a_stop_ends_every_part() -> None:
    """Somebody asked: nothing is left, whatever the budget."""
    stop = StopSignal()
    deadline = Deadline(100, stop)
    part = deadline.part(10)
    assert part.left > 0
    stop.request()
    assert (part.left, deadline.left) == (0, 0)
