"""The figures of a policy, on nights derived by hand."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.planning.simulation.backlog import left_after
from scheduler.planning.simulation.fluid import fluid_minutes, nearness
from scheduler.planning.simulation.measures import asked_minutes, figures
from scheduler.planning.simulation.slices import incentives, private_minutes
from tests.scheduler.planning.simulation.records import asked, done, record


def test_the_levels_are_those_of_water_filling_over_the_period() -> None:
    """Eight hours are given out: bob asked for two, so his target is two and ada's six; he had one, she seven."""
    night = record(
        0,
        asked=(asked("a", "ada", 1200), asked("b", "bob", 120)),
        executed=(done("a", "ada", 420, 2.0), done("b", "bob", 60, 6.0)),
        given_up=("a", "b"),
        moved=1,
        failed=1,
    )
    found = figures("any", [night])
    assert [(t.tenant, t.asked, t.target, t.executed) for t in found.tenants] == [
        ("ada", 1200, 360, 420),
        ("bob", 120, 120, 60),
    ]
    assert found.evenness == pytest.approx((60 / 120) / (420 / 360))
    assert (found.executed_hours, found.utilization, found.kept) == (8.0, 0.5, 0.5)
    assert (found.waiting_median, found.incentive) == (4.0, None)
    assert found.price(figures("fuller", [night, record(1, executed=(done("c", "ada", 480),))])) == 0.5
    assert found.price(None) is None


def test_what_came_in_too_late_and_what_nobody_came_for_is_not_asked() -> None:
    """A policy would be blamed for the last week, and for a tenant that stayed away."""
    nights = [record(n) for n in range(10)]
    nights[0] = record(0, asked=(asked("early", "ada", 60), asked("absent", "ada", 60)), no_shows=("absent",))
    nights[5] = record(5, asked=(asked("late", "ada", 60), asked("dropped", "bob", 60)), given_up=("dropped",))
    assert asked_minutes(nights) == Counter(ada=60, bob=60)


def test_nothing_at_all_is_even() -> None:
    """A night without anything would divide by nought."""
    found = figures("any", [record(0, open_hours=0.0, busy_hours=0.0)])
    assert (found.evenness, found.jain, found.fluid, found.kept, found.utilization) == (1.0, 1.0, 1.0, 1.0, 0.0)


def test_a_private_slice_serves_its_own_and_no_more() -> None:
    """Half of ten hours is five: ada has eleven to do, and one of them only until the first night."""
    first = record(0, asked=(asked("a", "ada", 600), asked("u", "ada", 60, last_night=0), asked("b", "bob", 90)))
    assert private_minutes([first]) == Counter(ada=300, bob=90)
    assert private_minutes([first, record(1), record(2)]) == Counter(ada=660, bob=90)
    assert private_minutes([first, record(1)], absent={"a"}) == Counter(ada=60, bob=90)
    assert private_minutes([first], left=[asked("z", "bob", 120)]) == Counter(ada=300, bob=210)


def test_what_is_left_is_what_was_not_done_and_is_not_over() -> None:
    """Work would be done twice, by the park and by the slice."""
    night = record(
        0,
        asked=(asked("a", "ada", 600), asked("b", "bob", 90), asked("c", "bob", 60)),
        executed=(done("a", "ada", 200), done("c", "bob", 70)),
        given_up=("b",),
    )
    left = left_after((asked("y", "ada", 30), asked("z", "ada", 40)), replace(night, fulfilled=("z",)))
    assert [(each.reference, each.minutes["cutting"]) for each in left] == [("y", 30), ("a", 400), ("c", 0)]


def test_who_was_served_before_the_window_has_not_lost_in_it() -> None:
    """The whole machine did ada's work in the first two days, where her slice would have been at it for four."""
    work = (asked("a", "ada", 1200),)
    nights = [
        record(0, asked=work, executed=(done("a", "ada", 600),)),
        record(1, executed=(done("a", "ada", 600),), fulfilled=("a",)),
        *(record(n) for n in range(2, 5)),
    ]
    assert list(incentives(nights, window=4)) == [(1.0, "ada", 0)]
    unserved = [replace(nights[0], executed=()), *(replace(night, executed=(), fulfilled=()) for night in nights[1:])]
    assert list(incentives(unserved, window=4)) == [(0.0, "ada", 0), (0.0, "ada", 1)]


def test_a_window_in_which_somebody_lost_by_sharing_is_found() -> None:
    """Ada had ten hours where her own half would have done twenty; bob asked for too little to say."""
    first = record(0, asked=(asked("a", "ada", 1500), asked("b", "bob", 90)), executed=(done("a", "ada", 600),))
    nights = [first, *(record(n) for n in range(1, 4))]
    assert list(incentives(nights, window=4)) == [(0.5, "ada", 0)]
    assert list(incentives(nights)) == []
    left = [*nights[:3], record(3, shares={"bob": 1})]
    assert list(incentives(left, window=4)) == []


def test_the_fluid_ideal_remembers_but_does_not_foresee() -> None:
    """Ada alone may have the whole first day; from then on bob has all until he has as much, and then they share.

    600 to ada; then bob 600 with 900 left; then 300 each, of which ada has 400 left and takes 300.
    """
    nights = [
        record(0, asked=(asked("a", "ada", 1000),)),
        record(1, asked=(asked("b", "bob", 1500),)),
        record(2, executed=(done("a", "ada", 450), done("b", "bob", 900))),
    ]
    assert fluid_minutes(nights[:2]) == Counter(ada=600, bob=600)
    assert fluid_minutes(nights) == Counter(ada=900, bob=900)
    assert nearness(nights) == 0.5


@given(st.lists(st.tuples(st.sampled_from(["ada", "bob"]), st.integers(1, 900)), max_size=12))
def test_the_fluid_never_gives_more_than_there_is(wishes: list[tuple[str, int]]) -> None:
    """The ideal would be one that no machines could reach."""
    nights = [record(n, asked=(asked(f"r{n}", *wish),)) for n, wish in enumerate(wishes)]
    had = fluid_minutes(nights)
    assert had.total() <= 600 * len(nights)
    assert all(had[tenant] <= sum(m for t, m in wishes if t == tenant) for tenant in had)
