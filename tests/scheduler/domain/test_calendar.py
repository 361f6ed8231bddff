"""Open time by the clock on the wall, derived by hand for weeks of 2026 in Shanghai (UTC+8) and for the nights when clocks change.

Over 150 lines because each kind of shift is held against each kind of day.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.domain.calendar import (
    DayOverride,
    LocalSpan,
    ParkCalendar,
    Period,
    ShiftPattern,
    intersect_periods,
    is_on_the_clock,
    is_shown_twice,
    machine_windows,
    merge_periods,
    subtract_periods,
    wall_to_utc,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
BERLIN = ZoneInfo("Europe/Berlin")


def _span(start: str, end: str) -> LocalSpan:
    return LocalSpan(time.fromisoformat(start), time.fromisoformat(end))


def _pattern(name: str, weekdays: str, *spans: LocalSpan, works: bool = False) -> ShiftPattern:
    """Make a pattern with the same spans on each weekday given by its digit, 1 for Monday."""
    weekly = tuple(spans if str(day) in weekdays else () for day in range(1, 8))
    return ShiftPattern(name=name, weekly=weekly, works_on_public_holidays=works)


PATTERNS = (
    _pattern("day", "12345", _span("08:00", "12:00"), _span("13:00", "17:30")),
    _pattern("two", "123456", _span("06:00", "14:00"), _span("14:00", "22:00")),
    _pattern("night", "12345", _span("22:00", "06:00")),
    _pattern("24/7", "1234567", _span("00:00", "00:00"), works=True),
    _pattern("weekend", "67", _span("09:00", "17:00")),
    _pattern("short Friday", "1234", _span("08:00", "17:00")),
)


def _calendar(zone: ZoneInfo = SHANGHAI, region: str | None = "CN", *overrides: DayOverride) -> ParkCalendar:
    return ParkCalendar(zone=zone, patterns=PATTERNS, holiday_region=region, overrides=overrides)


def _at(text: str, zone: ZoneInfo = SHANGHAI) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


def _days(calendar: ParkCalendar, pattern: str, first: str, last: str) -> list[str]:
    """Return the local dates on which an open window starts, from `first` up to `last`."""
    windows = calendar.open_intervals(pattern, _at(first, calendar.zone), _at(last, calendar.zone))
    return [start.astimezone(calendar.zone).strftime("%m-%d") for start, _ in windows]


def test_a_day_shift_has_its_lunch_break_and_is_in_utc() -> None:
    """Local hours would be taken for UTC, or a break would be planned over."""
    monday = _calendar().open_intervals("day", _at("2026-11-23"), _at("2026-11-24"))
    assert monday == (
        (datetime(2026, 11, 23, 0, 0, tzinfo=UTC), datetime(2026, 11, 23, 4, 0, tzinfo=UTC)),
        (datetime(2026, 11, 23, 5, 0, tzinfo=UTC), datetime(2026, 11, 23, 9, 30, tzinfo=UTC)),
    )


def test_shifts_that_touch_are_one_window() -> None:
    """A job could not run over the hand-over at 14:00."""
    windows = _calendar().open_intervals("two", _at("2026-11-23"), _at("2026-11-24"))
    assert windows == ((_at("2026-11-23T06:00"), _at("2026-11-23T22:00")),)


def test_national_day_week_is_off_and_the_make_up_saturday_works_mondays_hours() -> None:
    """The park would be planned through the Golden Week, or stand still on 10 October when everybody works."""
    days = _days(_calendar(), "short Friday", "2026-09-28", "2026-10-13")
    assert days == ["09-28", "09-29", "09-30", "10-08", "10-10", "10-12"]


def test_the_sunday_before_the_holiday_is_worked() -> None:
    """20 September 2026, a Sunday, pays back 6 October and would be left closed."""
    windows = _calendar().open_intervals("short Friday", _at("2026-09-20"), _at("2026-09-21"))
    assert windows == ((_at("2026-09-20T08:00"), _at("2026-09-20T17:00")),)


def test_a_weekend_duty_rests_in_the_holiday_and_on_the_make_up_day() -> None:
    """Weekend staff would be called in on 3 October, or on the Saturday when the day shift works."""
    days = _days(_calendar(), "weekend", "2026-09-19", "2026-10-13")
    assert days == ["09-19", "10-11"]


def test_spring_festival_2026() -> None:
    """The nine days off or the Saturdays of 14 and 28 February would be wrong."""
    days = _days(_calendar(), "short Friday", "2026-02-12", "2026-03-02")
    assert days == ["02-12", "02-14", "02-24", "02-25", "02-26", "02-28"]


def test_the_night_shift_of_the_eve_runs_into_the_holiday() -> None:
    """The shift that begins on 30 September at 22:00 would be cut at midnight, or one would begin on 7 October."""
    windows = _calendar().open_intervals("night", _at("2026-09-30T12:00"), _at("2026-10-09T12:00"))
    assert windows == (
        (_at("2026-09-30T22:00"), _at("2026-10-01T06:00")),
        (_at("2026-10-08T22:00"), _at("2026-10-09T06:00")),
    )


def test_a_window_begun_yesterday_is_seen_and_clipped() -> None:
    """The tail of last night's shift would be missing from a plan that starts at midnight."""
    windows = _calendar().open_intervals("night", _at("2026-11-24"), _at("2026-11-24T23:00"))
    assert windows == (
        (_at("2026-11-24T00:00"), _at("2026-11-24T06:00")),
        (_at("2026-11-24T22:00"), _at("2026-11-24T23:00")),
    )


def test_round_the_clock_is_one_window_through_the_holiday() -> None:
    """Midnights would cut the window of a machine that runs unattended."""
    start, end = _at("2026-09-28"), _at("2026-10-12")
    assert _calendar().open_intervals("24/7", start, end) == ((start, end),)


def test_an_override_comes_before_the_notice() -> None:
    """The manager could neither open a holiday, nor close a make-up day, nor open a Sunday."""
    said = (
        DayOverride(day=date(2026, 10, 5), is_open=True),
        DayOverride(day=date(2026, 10, 10), is_open=False),
        DayOverride(day=date(2026, 10, 11), is_open=True),
    )
    calendar = _calendar(SHANGHAI, "CN", *said)
    assert _days(calendar, "short Friday", "2026-10-01", "2026-10-13") == ["10-05", "10-08", "10-11", "10-12"]
    assert [calendar.is_working_day(date(2026, 10, n)) for n in (5, 6, 8, 10, 11)] == [True, False, True, False, True]


def test_an_override_closes_round_the_clock_too() -> None:
    """A park closed by its manager would keep machines that ignore public holidays open."""
    calendar = _calendar(SHANGHAI, "CN", DayOverride(day=date(2026, 11, 24), is_open=False))
    windows = calendar.open_intervals("24/7", _at("2026-11-23"), _at("2026-11-26"))
    assert windows == (
        (_at("2026-11-23T00:00"), _at("2026-11-24T00:00")),
        (_at("2026-11-25T00:00"), _at("2026-11-26T00:00")),
    )


def test_without_a_region_only_the_week_counts() -> None:
    """A park that keeps no public holidays would be closed on them."""
    calendar = _calendar(SHANGHAI, None)
    assert _days(calendar, "short Friday", "2026-10-01", "2026-10-07") == ["10-01", "10-05", "10-06"]
    assert calendar.make_up_days_published(2040)
    assert not calendar.is_working_day(date(2026, 10, 10))


def test_a_year_without_a_notice_is_told() -> None:
    """Nobody would be warned that the make-up days of a year are not known."""
    assert _calendar().make_up_days_published(2026)
    assert not _calendar().make_up_days_published(2040)


def test_closures_and_outages_are_cut_out() -> None:
    """A machine would be booked while it is under maintenance or the park is shut."""
    off = [
        (_at("2026-11-23T16:00"), _at("2026-11-24T08:00")),
        (_at("2026-11-23T10:00"), _at("2026-11-23T11:00")),
        (_at("2026-11-23T10:30"), _at("2026-11-23T12:30")),
    ]
    windows = machine_windows(_calendar(), "day", _at("2026-11-23"), _at("2026-11-25"), off)
    assert windows == (
        (_at("2026-11-23T08:00"), _at("2026-11-23T10:00")),
        (_at("2026-11-23T13:00"), _at("2026-11-23T16:00")),
        (_at("2026-11-24T08:00"), _at("2026-11-24T12:00")),
        (_at("2026-11-24T13:00"), _at("2026-11-24T17:30")),
    )


@pytest.mark.parametrize(("day", "hours"), [("2026-03-28", 7), ("2026-10-24", 9), ("2026-11-07", 8)])
def test_a_night_on_which_clocks_change_has_the_hours_that_pass(day: str, hours: int) -> None:
    """A night shift in Berlin would be planned an hour too long in March, an hour too short in October."""
    pattern = _pattern("every night", "1234567", _span("22:00", "06:00"))
    calendar = ParkCalendar(zone=BERLIN, patterns=(pattern,), holiday_region="DE")
    start = _at(day + "T12:00", BERLIN)
    ((begin, end),) = calendar.open_intervals("every night", start, start + timedelta(hours=24))
    assert end - begin == timedelta(hours=hours)


def test_a_shift_that_starts_in_the_skipped_hour_starts_at_the_jump() -> None:
    """02:30 on 29 March 2026 is on no clock in Berlin; the shift would start before or long after."""
    assert not is_on_the_clock(datetime(2026, 3, 29, 2, 30), BERLIN)  # noqa: DTZ001 - wall times have no zone
    moment = wall_to_utc(datetime(2026, 3, 29, 2, 30), BERLIN)  # noqa: DTZ001 - wall times have no zone
    assert moment == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)


def test_a_time_shown_twice_is_its_first_showing() -> None:
    """02:30 on 25 October 2026 comes twice in Berlin; a caller could not tell, or get the later one."""
    wall = datetime(2026, 10, 25, 2, 30)  # noqa: DTZ001 - wall times have no zone
    assert is_shown_twice(wall, BERLIN)
    assert is_on_the_clock(wall, BERLIN)
    assert not is_shown_twice(wall, SHANGHAI)
    assert wall_to_utc(wall, BERLIN) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@given(st.integers(0, 365 * 24 * 60 - 1), st.integers(0, 180))
def test_later_on_the_wall_is_never_earlier_in_utc(minute: int, more: int) -> None:
    """Spans that touch on the wall would overlap or leave a hole in UTC when clocks change."""
    wall = datetime(2026, 1, 1) + timedelta(minutes=minute)  # noqa: DTZ001 - wall times have no zone
    assert wall_to_utc(wall, BERLIN) <= wall_to_utc(wall + timedelta(minutes=more), BERLIN)


def test_an_unknown_pattern_and_a_time_without_zone_are_refused() -> None:
    """A typing error would give a machine that is never open; a naive time would be read as anything."""
    with pytest.raises(KeyError, match=r"'nigth'.*night"):
        _calendar().open_intervals("nigth", _at("2026-11-23"), _at("2026-11-24"))
    with pytest.raises(ValueError, match="has no zone"):
        _calendar().open_intervals("day", datetime(2026, 11, 23), _at("2026-11-24"))  # noqa: DTZ001 - what is refused
    with pytest.raises(ValueError, match="seven, Monday first"):
        ShiftPattern(name="short", weekly=((),) * 6)


_PERIODS = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=8)


def _periods(pairs: list[tuple[int, int]]) -> list[Period]:
    zero = datetime(2026, 11, 23, tzinfo=UTC)
    return [(zero + timedelta(minutes=a), zero + timedelta(minutes=b)) for a, b in pairs]


def _minutes(pairs: list[tuple[int, int]]) -> set[int]:
    return {minute for a, b in pairs for minute in range(a, b)}


@given(_PERIODS, _PERIODS)
def test_period_arithmetic_is_that_of_sets_of_minutes(
    whole: list[tuple[int, int]], holes: list[tuple[int, int]]
) -> None:
    """A window would be lost, doubled or left unsorted by closures that overlap."""
    rest = subtract_periods(merge_periods(_periods(whole)), _periods(holes))
    zero = datetime(2026, 11, 23, tzinfo=UTC)
    minute = timedelta(minutes=1)
    assert _minutes([((a - zero) // minute, (b - zero) // minute) for a, b in rest]) == _minutes(whole) - _minutes(
        holes
    )
    assert all(first[1] <= second[0] for first, second in pairwise(rest))
    assert all(a < b for a, b in rest)
    both = intersect_periods(merge_periods(_periods(whole)), _periods(holes))
    assert _minutes([((a - zero) // minute, (b - zero) // minute) for a, b in both]) == _minutes(whole) & _minutes(
        holes
    )
