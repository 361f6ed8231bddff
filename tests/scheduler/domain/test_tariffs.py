"""Hours of the day by tariff, and work that keeps out of some of them.

`NOW` is Monday, 16:00 in the park; peak is from 08:00 to 11:00 and from 14:00 to 20:00 on working days.
"""

from __future__ import annotations

from datetime import time, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from scheduler.domain.booking import Alternative, PriorityClass, Splittable
from scheduler.domain.policy import BookingPolicy
from scheduler.domain.rules.judge import judge
from scheduler.domain.tariff import Tariff, TariffHours, TariffRule, hours_of
from tests.scheduler.builders import NOW, at, hours, make_operation, make_terms
from tests.scheduler.domain.around import SHANGHAI, make_around, only

if TYPE_CHECKING:
    from datetime import datetime

    from scheduler.domain.rules.surroundings import Surroundings

_WORKDAYS = (1, 2, 3, 4, 5)
TABLE = (
    TariffHours(tariff=Tariff.PEAK, weekdays=_WORKDAYS, start=time(8), end=time(11), percent=150),
    TariffHours(tariff=Tariff.PEAK, weekdays=_WORKDAYS, start=time(14), end=time(20)),
    TariffHours(tariff=Tariff.OFF_PEAK, weekdays=(1, 2, 3, 4, 5, 6, 7), start=time(23), end=time(7)),
)


def peak_barred(**facts: Any) -> Surroundings:
    """Return a park in which cutting keeps out of peak hours."""
    rule = TariffRule(**{"tariff": Tariff.PEAK, "capability": "cutting"} | facts)
    return make_around(BookingPolicy(tariffs=TABLE, tariff_rules=(rule,)))


def _hours(start: datetime, end: datetime, *tariffs: Tariff) -> list[tuple[float, float]]:
    """Return the hours after `NOW` that count as some tariffs."""
    found = hours_of(tariffs, TABLE, start, end, SHANGHAI)
    return [((a - NOW) / hours(1), (b - NOW) / hours(1)) for a, b in found]


def test_hours_are_read_from_the_clock_on_the_wall() -> None:
    """Peak would otherwise begin when it is eight o'clock in London. From Monday 16:00 to Tuesday 16:00."""
    assert _hours(NOW, at(24), Tariff.PEAK) == [(0, 4), (16, 19), (22, 24)]
    assert _hours(NOW, at(24), Tariff.OFF_PEAK) == [(7, 15)]
    assert _hours(NOW, at(24), Tariff.NORMAL) == [(4, 7), (15, 16), (19, 22)]
    assert _hours(NOW, at(24), Tariff.PEAK, Tariff.NORMAL) == [(0, 7), (15, 24)]


def test_a_night_that_began_the_day_before_is_seen() -> None:
    """The small hours of the first day would otherwise count as normal; 02:00 of Tuesday is ten hours after `NOW`."""
    assert _hours(at(10), at(16), Tariff.OFF_PEAK) == [(10, 15)]
    # Saturday has no peak: from Friday 16:00, four days on, to Sunday 16:00.
    assert _hours(at(96), at(144), Tariff.PEAK) == [(96, 100)]


def test_hours_of_all_tariffs_are_all_hours() -> None:
    """An hour would otherwise have two tariffs, or none."""
    lengths = [b - a for tariff in Tariff for a, b in _hours(NOW, at(24 * 7), tariff)]
    assert sum(lengths) == 24 * 7


def test_work_that_fits_outside_of_peak_passes() -> None:
    """A rule that refuses all that could run in peak hours would close the park: 12 h from 20:00 to 08:00 are free."""
    assert judge(make_terms(make_operation(duration=hours(12))), peak_barred()) == ()
    assert judge(make_terms(make_operation(duration=hours(13), capability="bending")), peak_barred()) == ()


def test_work_that_does_not_fit_is_told_how_much_would() -> None:
    """A tenant would otherwise wait every night for a plan that can never have room."""
    refusal = only(make_terms(make_operation(duration=hours(13))), peak_barred())
    assert (refusal.rule, refusal.pointer) == ("tariff", "/operations/0")
    assert refusal.message.endswith(
        "hours of tariff peak, and outside of them there is not time enough: 12 h at a stretch"
    )
    assert refusal.cure == "ask for at most 12 h of processing time, or let it be split, or give a later deadline"


def test_what_is_told_to_pass_passes() -> None:
    """A cure that does not cure sends the tenant round in a circle: a part at a time, over the weekend, or by saying yes."""
    parts = Splittable(min_part=hours(6), max_parts=3)
    assert judge(make_terms(make_operation(duration=hours(13), splittable=parts)), peak_barred()) == ()
    # From Friday 20:00 to Monday 08:00 there is no peak.
    assert judge(make_terms(make_operation(duration=hours(60)), deadline=at(24 * 8)), peak_barred()) == ()
    assert only(make_terms(make_operation(duration=hours(61)), deadline=at(24 * 8)), peak_barred()).rule == "tariff"
    asking = peak_barred(opt_in=True)
    refusal = only(make_terms(make_operation(duration=hours(13))), asking)
    assert refusal.cure.endswith("or say that you accept them: accepted_tariffs peak")
    accepted = make_terms(make_operation(duration=hours(13)), accepted_tariffs=(Tariff.PEAK,))
    assert judge(accepted, asking) == ()
    assert only(accepted, peak_barred()).rule == "tariff"


def test_a_rule_is_about_some_priorities() -> None:
    """Urgent work would otherwise wait for the night with the rest."""
    around = peak_barred(priorities=(PriorityClass.NORMAL,))
    long = make_operation(duration=hours(13))
    assert only(make_terms(long), around).rule == "tariff"
    assert judge(make_terms(long, priority=PriorityClass.URGENT), around) == ()


def test_the_requests_own_times_count() -> None:
    """Work that may run in the morning only would otherwise be taken in and never be planned: 11:00 to 12:00 is one hour."""
    morning = ((at(16), at(20)),)
    for length, passes in ((1, True), (1.5, False)):
        operation = make_operation(
            duration=hours(length), alternatives=(Alternative(machine_ids=("cut-1",), windows=morning),)
        )
        assert (judge(make_terms(operation), peak_barred()) == ()) is passes


def test_work_that_never_fits_breaks_no_rule_of_the_hours() -> None:
    """The plan tells why it found no room; blaming the tariff would send the tenant the wrong way."""
    operation = make_operation(
        duration=hours(5), alternatives=(Alternative(machine_ids=("cut-1",), windows=((at(16), at(20)),)),)
    )
    assert judge(make_terms(operation), peak_barred()) == ()


@pytest.mark.parametrize("least", [3, 2.5])
def test_flexible_work_needs_its_least(least: float) -> None:
    """Whoever would do with less would otherwise be refused for the most: of Monday 19:00 to 23:00 three hours are not peak."""
    flexible = make_operation(duration=hours(4), min_duration=hours(least))
    terms = make_terms(flexible, earliest_start=at(3), deadline=at(7))
    assert judge(terms, peak_barred()) == ()
    too_much = make_terms(
        make_operation(duration=hours(3) + timedelta(minutes=1)), earliest_start=at(3), deadline=at(7)
    )
    assert only(too_much, peak_barred()).rule == "tariff"
