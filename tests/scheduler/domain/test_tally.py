"""When work counts, how much of it, and for which day, week or month.

Over 150 lines because when work counts, and how much of it, is one specification.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest

from scheduler.domain.booking import Alternative, RequestStatus, Splittable
from scheduler.domain.policy import QuotaPeriod
from scheduler.domain.reservation import ReservationStatus
from scheduler.domain.rules.tally import Tally, span_of
from scheduler.domain.usage import Use, uses_of, work_of
from tests.scheduler.builders import NOW, at, hours, make_machine, make_operation, make_reservation
from tests.scheduler.domain.around import SHANGHAI
from tests.scheduler.storage.values import make_request

if TYPE_CHECKING:
    from scheduler.domain.booking import Operation
    from scheduler.domain.reservation import Reservation

_DAY, _WEEK, _MONTH = QuotaPeriod.DAY, QuotaPeriod.WEEK, QuotaPeriod.MONTH
_MACHINES = {
    m.id: m for m in (make_machine("cut-1"), make_machine("cut-2"), make_machine("bend-1", capability="bending"))
}


@pytest.mark.parametrize(
    ("period", "moment", "start", "end", "name"),
    [
        # Midnight in Shanghai is 16:00 UTC of the day before.
        (_DAY, "2026-11-23T15:59", "2026-11-22T16:00", "2026-11-23T16:00", "2026-11-23"),
        (_DAY, "2026-11-23T16:00", "2026-11-23T16:00", "2026-11-24T16:00", "2026-11-24"),
        (_WEEK, "2026-11-29T15:59", "2026-11-22T16:00", "2026-11-29T16:00", "week 2026-W48"),
        (_WEEK, "2026-11-29T16:00", "2026-11-29T16:00", "2026-12-06T16:00", "week 2026-W49"),
        # The first of January 2027 is a Friday: its week is the last of 2026.
        (_WEEK, "2027-01-01T00:00", "2026-12-27T16:00", "2027-01-03T16:00", "week 2026-W53"),
        (_MONTH, "2026-12-31T15:59", "2026-11-30T16:00", "2026-12-31T16:00", "month 2026-12"),
        (_MONTH, "2028-02-29T00:00", "2028-01-31T16:00", "2028-02-29T16:00", "month 2028-02"),
    ],
)
def test_periods_are_those_of_the_parks_calendar(
    period: QuotaPeriod, moment: str, start: str, end: str, name: str
) -> None:
    """Work of Monday morning would otherwise count for the week before."""
    span = span_of(period, datetime.fromisoformat(moment).replace(tzinfo=UTC), SHANGHAI)
    assert [edge.strftime("%Y-%m-%dT%H:%M") for edge in span[:2]] == [start, end]
    assert span.name == name


def test_a_day_with_a_change_of_the_clock_is_longer() -> None:
    """The hour that is shown twice would otherwise belong to no day, or to two."""
    span = span_of(_DAY, datetime(2026, 10, 25, 12, tzinfo=UTC), ZoneInfo("Europe/Berlin"))
    assert span.end - span.start == timedelta(hours=25)


def _uses(*operations: Operation, reservations: tuple[Reservation, ...] = (), **facts: Any) -> list[Use]:
    request = make_request(operations=operations, **facts)
    return list(uses_of(request, reservations, _MACHINES, at(2)))


def test_what_has_no_place_counts_when_it_can_first_be_done() -> None:
    """What waits since last week would otherwise count for last week, and the hours of this week would be given twice."""
    cut, bend = make_operation(), make_operation(alternatives=(Alternative(machine_ids=("bend-1", "cut-1")),))
    assert _uses(cut, bend, earliest_start=at(30)) == [
        Use(capabilities=frozenset({"cutting"}), work=hours(1), at=at(30)),
        Use(capabilities=frozenset({"cutting", "bending"}), work=hours(1), at=at(30)),
    ]
    assert [use.at for use in _uses(cut, created_at=NOW)] == [at(2)]
    assert [use.at for use in _uses(cut, earliest_start=at(1))] == [at(2)]


def test_what_has_its_place_counts_there() -> None:
    """A job asked for on Monday and planned for the next week would otherwise count for this one."""
    slow = make_operation(alternatives=(Alternative(machine_ids=("cut-1",)), Alternative(machine_ids=("bend-1",))))
    (use,) = _uses(slow, reservations=(make_reservation(hour=50),), status=RequestStatus.SCHEDULED)
    assert use == Use(capabilities=frozenset({"cutting"}), work=hours(1), at=at(50))


@pytest.mark.parametrize(
    ("status", "counts", "is_open"),
    [
        (ReservationStatus.CONFIRMED, True, True),
        (ReservationStatus.IN_PROGRESS, True, True),
        (ReservationStatus.COMPLETED, True, False),
        (ReservationStatus.RELEASED_EARLY, True, False),
        (ReservationStatus.NO_SHOW, True, False),
        (ReservationStatus.CANCELLED, False, False),
        (ReservationStatus.DISPLACED, False, False),
    ],
)
def test_what_came_of_it_decides(status: ReservationStatus, counts: bool, is_open: bool) -> None:  # noqa: FBT001 - a table
    """What the park took away would otherwise cost hours, and what nobody came for would be free."""
    over = (make_reservation(status=status),)
    found = _uses(make_operation(), status=RequestStatus.EXPIRED, reservations=over)
    assert [use.is_open for use in found] == ([is_open] if counts else [])


def test_a_displaced_operation_of_an_open_request_waits_again() -> None:
    """Its hours would otherwise be forgotten until the next plan."""
    gone = make_reservation(status=ReservationStatus.DISPLACED)
    assert [use.at for use in _uses(make_operation(), reservations=(gone,))] == [at(2)]


def test_parts_count_each_in_its_place() -> None:
    """Three hours in two parts of an hour and two: the first counts one hour, the second two."""
    split = make_operation(duration=hours(3), splittable=Splittable(min_part=hours(1), max_parts=3))
    parts = (make_reservation("rs_1", 5, 1), make_reservation("rs_2", 29, 2, part=1))
    assert [(use.work, use.at) for use in _uses(split, reservations=parts)] == [(hours(1), at(5)), (hours(2), at(29))]


def test_a_flexible_operation_counts_what_it_was_given() -> None:
    """Whoever would do with less would otherwise pay for all of it: of four hours three were given on the standard machine."""
    flexible = make_operation(duration=hours(4), min_duration=hours(2))
    assert [use.work for use in _uses(flexible, reservations=(make_reservation(length=3),))] == [hours(3)]
    assert [use.work for use in _uses(flexible)] == [hours(4)]


def test_a_length_told_for_a_machine_is_what_counts() -> None:
    """A minute of standard time beside ten hours told for the machine would otherwise be the way round every quota.

    Ten hours on a machine of half the speed are five of standard time; on the standard machine, seven that were given are seven.
    """
    slow = make_machine("slow", speed_percent=50)
    machines = _MACHINES | {"slow": slow}
    sly = make_operation(
        duration=timedelta(minutes=1),
        alternatives=(
            Alternative(machine_ids=("slow",), duration=hours(10)),
            Alternative(machine_ids=("cut-1",), duration=hours(8), min_duration=hours(6)),
        ),
    )
    assert work_of(sly, machines) == hours(8)
    request = make_request(operations=(sly,))
    for machine_id, length, work in (("slow", 10, 5), ("cut-1", 7, 7)):
        place = make_reservation(length=length, machine_ids=(machine_id,))
        assert [use.work for use in uses_of(request, [place], machines, at(2))] == [hours(work)]


def test_the_tally_keeps_tenants_capabilities_and_periods_apart() -> None:
    """A quota for bending would otherwise be used up by cutting, or by a neighbour."""
    tally = Tally(frozenset({_DAY, _WEEK}), SHANGHAI)
    today, week = span_of(_DAY, NOW, SHANGHAI), span_of(_WEEK, NOW, SHANGHAI)
    cut = Use(capabilities=frozenset({"cutting"}), work=hours(2), at=NOW)
    bent = Use(capabilities=frozenset({"bending"}), work=hours(1), at=at(24), is_open=False)
    tally.add("ada", [cut, bent])
    assert tally.had("ada", "cutting", _DAY, today) == hours(2)
    assert tally.had("ada", None, _DAY, today) == hours(2)
    assert tally.had("ada", None, _WEEK, week) == hours(3)
    assert tally.had("ada", "bending", _DAY, today) == tally.had("bob", None, _WEEK, week) == hours(0)
    assert (tally.open("ada", None), tally.open("ada", "bending")) == (hours(2), hours(0))
    tally.take_back("ada", [cut])
    assert (tally.open("ada", None), tally.had("ada", None, _WEEK, week)) == (hours(0), hours(1))
