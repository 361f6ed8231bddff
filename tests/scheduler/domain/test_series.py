"""A request that repeats: each occurrence at the same time by the clocks of the park."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from scheduler.domain.booking import Alternative
from scheduler.domain.recurrence import Frequency, Recurrence
from scheduler.domain.rrule import read_rrule
from scheduler.domain.series import LONGEST_REFERENCE, occurrences
from scheduler.errors import RefusedError
from tests.scheduler.builders import make_operation, make_terms

_BERLIN, _SHANGHAI = ZoneInfo("Europe/Berlin"), ZoneInfo("Asia/Shanghai")
_DAYS = Recurrence(frequency=Frequency.DAILY, count=3)


def _utc(day: int, hour: int, minute: int = 0, month: int = 3) -> datetime:
    return datetime(2027, month, day, hour, minute, tzinfo=UTC)


def test_eight_in_the_morning_stays_eight_in_the_morning() -> None:
    """Summer time begins in Berlin on 28 March 2027: from then on eight is six in UTC, for all moments of the request."""
    operation = make_operation(
        alternatives=(Alternative(machine_ids=("cut-1",), windows=((_utc(27, 8), _utc(27, 9)),)),)
    )
    asked = make_terms(operation, earliest_start=_utc(27, 7), due=_utc(27, 12), deadline=_utc(27, 17))
    first, second, third = occurrences(asked, _DAYS, _BERLIN)
    assert first == asked
    assert (second.earliest_start, second.due, second.deadline) == (_utc(28, 6), _utc(28, 11), _utc(28, 16))
    assert second.operations[0].alternatives[0].windows == ((_utc(28, 7), _utc(28, 8)),)
    assert third.deadline == _utc(29, 16)


def test_when_summer_time_ends_too() -> None:
    """On 31 October 2027 the clock goes back: eight is seven in UTC again; the other way round a day is 25 hours long."""
    asked = make_terms(earliest_start=_utc(30, 6, month=10), deadline=_utc(30, 16, month=10))
    _, second, _ = occurrences(asked, _DAYS, _BERLIN)
    assert (second.earliest_start, second.deadline) == (_utc(31, 7, month=10), _utc(31, 17, month=10))


def test_an_hour_that_the_clock_jumps_over_is_that_of_the_jump() -> None:
    """Half past two does not come on 28 March; work begins when it would have, not a day later."""
    asked = make_terms(earliest_start=_utc(27, 1, 30), deadline=_utc(27, 9))
    _, second, third = occurrences(asked, _DAYS, _BERLIN)
    assert second.earliest_start == _utc(28, 1)
    assert third.earliest_start == _utc(29, 0, 30)


def test_the_day_is_that_of_the_park() -> None:
    """Sunday evening in UTC is Monday morning in Shanghai, and the rule speaks of Mondays."""
    asked = make_terms(earliest_start=_utc(7, 23), deadline=_utc(8, 9))
    starts = [each.earliest_start for each in occurrences(asked, read_rrule("FREQ=WEEKLY;BYDAY=MO;COUNT=2"), _SHANGHAI)]
    assert starts == [_utc(7, 23), _utc(14, 23)]


def test_a_moment_ends_it_to_the_second() -> None:
    """UNTIL in UTC is the last beginning, and counts itself."""
    asked = make_terms(earliest_start=_utc(7, 23), deadline=_utc(8, 9))
    for until, count in (("20270309T230000Z", 3), ("20270309T225959Z", 2)):
        assert len(occurrences(asked, read_rrule(f"FREQ=DAILY;UNTIL={until}"), _SHANGHAI)) == count


def test_references_are_numbered() -> None:
    """Two open requests of a tenant cannot have the same; without one there is nothing to number."""
    asked = make_terms(earliest_start=_utc(7, 8), deadline=_utc(8, 9), external_reference="PO")
    assert [each.external_reference for each in occurrences(asked, _DAYS, _SHANGHAI)] == ["PO/1", "PO/2", "PO/3"]
    bare = make_terms(earliest_start=_utc(7, 8), deadline=_utc(8, 9))
    assert {each.external_reference for each in occurrences(bare, _DAYS, _SHANGHAI)} == {""}


@pytest.mark.parametrize(
    ("facts", "pointer"),
    [
        ({"earliest_start": None}, "/request/earliest_start"),
        ({"external_reference": "x" * (LONGEST_REFERENCE + 1)}, "/request/external_reference"),
    ],
)
def test_what_cannot_be_repeated(facts: dict[str, object], pointer: str) -> None:
    """It would begin nowhere, or end in a reference that no list takes."""
    asked = make_terms(**{"earliest_start": _utc(7, 8), "deadline": _utc(8, 9)} | facts)
    with pytest.raises(RefusedError) as refused:
        occurrences(asked, _DAYS, _SHANGHAI)
    assert refused.value.refusals[0].pointer == pointer


def test_it_ends_after_it_begins() -> None:
    """An end before the beginning is a slip of the pen, not a series of none."""
    asked = make_terms(earliest_start=_utc(7, 8), deadline=_utc(7, 8) + timedelta(hours=9))
    for until in ("20270306", "20270307T075959Z"):
        with pytest.raises(RefusedError, match="ends before it begins"):
            occurrences(asked, read_rrule(f"FREQ=DAILY;UNTIL={until}"), _SHANGHAI)
