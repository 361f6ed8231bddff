"""The days of China's calendar by the notice of the State Council for 2026, and what is known of a year without a notice."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from scheduler.domain.public_holidays import DayKind, PublicHolidays, UnknownRegionError

#: Each holiday of 2026 by the notice: first and last day off.
DAYS_OFF_2026 = [
    (date(2026, 1, 1), date(2026, 1, 3)),
    (date(2026, 2, 15), date(2026, 2, 23)),
    (date(2026, 4, 4), date(2026, 4, 6)),
    (date(2026, 5, 1), date(2026, 5, 5)),
    (date(2026, 6, 19), date(2026, 6, 21)),
    (date(2026, 9, 25), date(2026, 9, 27)),
    (date(2026, 10, 1), date(2026, 10, 7)),
]
#: The Saturdays and Sundays worked in 2026 by the same notice.
MAKE_UP_2026 = {
    date(2026, 1, 4),
    date(2026, 2, 14),
    date(2026, 2, 28),
    date(2026, 5, 9),
    date(2026, 9, 20),
    date(2026, 10, 10),
}


@pytest.fixture(name="china")
def _china() -> PublicHolidays:
    return PublicHolidays("CN")


def _expected(day: date) -> DayKind:
    if any(first <= day <= last for first, last in DAYS_OFF_2026):
        return DayKind.HOLIDAY
    if day in MAKE_UP_2026:
        return DayKind.MAKE_UP
    return DayKind.WEEKEND if day.weekday() >= 5 else DayKind.WEEKDAY


def test_every_day_of_2026_is_what_the_notice_says(china: PublicHolidays) -> None:
    """A machine would be planned on a day off, or stand still on a day when everybody works."""
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]
    assert {day: china.kind(day) for day in days} == {day: _expected(day) for day in days}


def test_2026_has_the_working_days_of_the_notice(china: PublicHolidays) -> None:
    """Weekdays and make-up days would not both count as worked: 261 weekdays, 19 of them off, 6 days made up."""
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]
    assert sum(china.is_working_day(day) for day in days) == 261 - 19 + 6


def test_a_year_is_looked_up_when_it_is_first_asked_for() -> None:
    """A make-up day would be taken for a weekend because its year was not loaded yet."""
    assert PublicHolidays("CN").kind(date(2026, 10, 10)) is DayKind.MAKE_UP


def test_a_year_without_a_notice_says_so(china: PublicHolidays) -> None:
    """A plan over the turn of the year would be taken for certain when its make-up days are not known."""
    assert china.make_up_days_published(2026)
    assert not china.make_up_days_published(2040)


def test_a_year_without_a_notice_has_its_statutory_days(china: PublicHolidays) -> None:
    """National Day would be worked because nobody has published the notice of that year yet."""
    assert china.kind(date(2040, 10, 1)) is DayKind.HOLIDAY
    assert china.kind(date(2040, 10, 10)) is DayKind.WEEKDAY


def test_a_region_without_make_up_days_has_nothing_to_publish() -> None:
    """A park in Germany would be warned every day of a notice that never comes."""
    germany = PublicHolidays("DE")
    assert germany.make_up_days_published(2040)
    assert germany.kind(date(2026, 10, 3)) is DayKind.HOLIDAY
    assert germany.kind(date(2026, 10, 10)) is DayKind.WEEKEND


def test_a_weekend_day_apart_from_a_holiday_is_no_holiday(china: PublicHolidays) -> None:
    """A weekend shift would be closed on the Sunday after National Day week."""
    assert china.kind(date(2026, 10, 11)) is DayKind.WEEKEND


def test_an_unknown_region_is_refused_by_name() -> None:
    """A typing error in the settings would give a park without holidays."""
    with pytest.raises(UnknownRegionError, match=r"'XX'.*such as 'CN'"):
        PublicHolidays("XX")
