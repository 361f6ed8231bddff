"""When something repeats: the rules of calendars against a second implementation, and every rule that is not read."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from dateutil.rrule import rrulestr  # type: ignore[import-untyped] # it has no types
from hypothesis import given
from hypothesis import strategies as st

from scheduler.domain.recurrence import MOST_DAYS, MOST_OCCURRENCES, Frequency, Recurrence
from scheduler.domain.rrule import every, read_rrule
from scheduler.errors import RefusedError

_MONDAY = date(2026, 11, 23)
_NAMES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def _days(rule: str, first: date = _MONDAY) -> list[str]:
    return [day.isoformat()[5:] for day in read_rrule(rule).days(first)]


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        ("FREQ=DAILY;COUNT=3", ["11-23", "11-24", "11-25"]),
        ("RRULE:FREQ=DAILY;INTERVAL=2;COUNT=3;", ["11-23", "11-25", "11-27"]),
        ("FREQ=DAILY;BYDAY=MO,FR;COUNT=4", ["11-23", "11-27", "11-30", "12-04"]),
        ("FREQ=WEEKLY;UNTIL=20261207", ["11-23", "11-30", "12-07"]),
        ("freq=weekly;byday=we,mo;count=3", ["11-23", "11-25", "11-30"]),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SU;COUNT=4", ["11-23", "11-29", "12-07", "12-13"]),
        ("FREQ=MONTHLY;COUNT=3", ["11-23", "12-23", "01-23"]),
        ("FREQ=MONTHLY;BYMONTHDAY=23,-1;COUNT=4", ["11-23", "11-30", "12-23", "12-31"]),
    ],
)
def test_rules_by_hand(rule: str, days: list[str]) -> None:
    """Each derived from a calendar on the wall."""
    assert _days(rule) == days


def test_a_month_without_the_day_is_left_out() -> None:
    """The 31st is not the 30th: work would otherwise run on a day that nobody named."""
    assert _days("FREQ=MONTHLY;COUNT=3", date(2027, 1, 31)) == ["01-31", "03-31", "05-31"]


@given(
    first=st.dates(date(2024, 1, 1), date(2027, 12, 31)),
    frequency=st.sampled_from(sorted(Frequency)),
    interval=st.integers(1, 5),
    count=st.integers(1, 30),
    weekdays=st.sets(st.sampled_from(range(7)), max_size=4),
    month_days=st.sets(st.sampled_from([1, 5, 15, 28, 29, 30, 31, -1, -2, -31]), max_size=3),
)
def test_as_another_program_reads_it(
    first: date, frequency: Frequency, interval: int, count: int, weekdays: set[int], month_days: set[int]
) -> None:
    """People copy rules out of their calendars, and mean what those show."""
    rule = f"FREQ={frequency.value};INTERVAL={interval};COUNT={count}"
    if weekdays and frequency is not Frequency.MONTHLY:
        rule += f";BYDAY={','.join(_NAMES[each] for each in sorted(weekdays))}"
    if month_days and frequency is Frequency.MONTHLY:
        rule += f";BYMONTHDAY={','.join(map(str, month_days))}"
    expected = [each.date() for each in rrulestr(rule, dtstart=datetime(first.year, first.month, first.day))]  # noqa: DTZ001 - days only
    try:
        found = list(read_rrule(rule).days(first))
    except RefusedError as error:
        (refusal,) = error.refusals
        too_long = len(expected) < count or expected[-1] - first > timedelta(days=MOST_DAYS)
        assert refusal.rule == ("occurrences" if first in expected else "first_occurrence")
        assert too_long or first not in expected
        return
    assert found == expected


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ("", "has ''"),
        ("FREQ=DAILY", "COUNT and UNTIL"),
        ("FREQ=DAILY;COUNT=2;UNTIL=20270101", "COUNT and UNTIL"),
        ("FREQ=YEARLY;COUNT=2", "'YEARLY'"),
        ("COUNT=2", "frequency ''"),
        ("FREQ=DAILY;COUNT=0", "'0' as count"),
        ("FREQ=DAILY;COUNT=367", "'367' as count"),
        ("FREQ=DAILY;COUNT=٣", "as count"),
        ("FREQ=DAILY;INTERVAL=-1;COUNT=2", "'-1' as interval"),
        ("FREQ=DAILY;COUNT=2;COUNT=3", "a part twice"),
        ("FREQ=DAILY;COUNT=2;BYHOUR=8", "'BYHOUR'"),
        ("FREQ=DAILY;COUNT=2;=", "''"),
        ("FREQ=WEEKLY;BYDAY=1MO;COUNT=2", "'1MO'"),
        ("FREQ=WEEKLY;BYDAY=;COUNT=2", "'' as a day"),
        ("FREQ=WEEKLY;BYMONTHDAY=1;COUNT=2", "BYMONTHDAY with FREQ=WEEKLY"),
        ("FREQ=MONTHLY;BYDAY=MO;COUNT=2", "BYDAY with FREQ=MONTHLY"),
        ("FREQ=MONTHLY;BYMONTHDAY=0;COUNT=2", "'0'"),
        ("FREQ=MONTHLY;BYMONTHDAY=32;COUNT=2", "'32'"),
        ("FREQ=DAILY;UNTIL=tomorrow", "'TOMORROW'"),
        ("FREQ=DAILY;UNTIL=20261331", "'20261331'"),
        ("FREQ=DAILY;UNTIL=20261231T080000", "'20261231T080000'"),
        ("FREQ=WEEKLY;WKST=SU;COUNT=2", "'SU'"),
    ],
)
def test_what_is_not_read_is_told(rule: str, told: str) -> None:
    """A part that is left out in silence would make a series of other days than were meant."""
    with pytest.raises(RefusedError) as refused:
        read_rrule(rule)
    (refusal,) = refused.value.refusals
    assert (refusal.rule, refusal.pointer) == ("rrule", "/repeat/rrule")
    assert told in refusal.message
    assert refusal.cure


def test_the_first_day_is_one_of_them() -> None:
    """RFC 5545 leaves open what a first day means that the rule does not name; here it is asked back."""
    with pytest.raises(RefusedError, match="a MO, which is none of its days"):
        read_rrule("FREQ=WEEKLY;BYDAY=TU;COUNT=2").days(_MONDAY)


def test_it_ends() -> None:
    """A series that goes on for ever would fill the database, and be judged by rules that nobody has made yet."""
    assert len(read_rrule("FREQ=DAILY;UNTIL=20271123").days(_MONDAY)) == MOST_OCCURRENCES
    for rule in ("FREQ=DAILY;UNTIL=20271124", "FREQ=MONTHLY;COUNT=26", "FREQ=MONTHLY;UNTIL=20291231"):
        with pytest.raises(RefusedError) as refused:
            read_rrule(rule).days(_MONDAY)
        assert refused.value.refusals[0].rule == "occurrences"
    assert Recurrence(frequency=Frequency.DAILY, until=date(2026, 11, 22)).days(_MONDAY) == ()


def test_a_moment_in_utc_ends_it() -> None:
    """As calendars write it."""
    assert read_rrule("FREQ=DAILY;UNTIL=20261125T090000Z").until_moment == datetime(2026, 11, 25, 9, tzinfo=UTC)


def test_every_so_many_days() -> None:
    """The plain way to say it; half a day is no day."""
    assert every(timedelta(days=7), 3).days(_MONDAY) == tuple(_MONDAY + timedelta(days=7 * n) for n in range(3))
    for length, count, pointer in (
        (timedelta(hours=36), 2, "/repeat/every"),
        (timedelta(0), 2, "/repeat/every"),
        (timedelta(days=367), 2, "/repeat/every"),
        (timedelta(days=1), 0, "/repeat/count"),
        (timedelta(days=1), 367, "/repeat/count"),
    ):
        with pytest.raises(RefusedError) as refused:
            every(length, count)
        assert refused.value.refusals[0].pointer == pointer
