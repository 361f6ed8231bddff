"""A request that repeats: each occurrence is a request of its own, moved by whole days on the clocks of the park."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING

from scheduler.domain.calendar import wall_to_utc
from scheduler.domain.refusal import Refusal
from scheduler.errors import RefusedError

if TYPE_CHECKING:
    from datetime import datetime, timedelta
    from zoneinfo import ZoneInfo

    from scheduler.domain.booking import Alternative, Operation, RequestTerms
    from scheduler.domain.calendar import Period
    from scheduler.domain.recurrence import Recurrence

#: How long a reference may be, so that there is room for the number of each occurrence.
LONGEST_REFERENCE = 190


class OnConflict(StrEnum):
    """What becomes of a series of which an occurrence is refused."""

    #: Nothing comes in.
    FAIL = "fail"
    #: The others come in.
    SKIP = "skip"


def occurrences(terms: RequestTerms, repeat: Recurrence, zone: ZoneInfo) -> tuple[RequestTerms, ...]:
    """Return the requests that a series is made of, in order; the first is what was asked for.

    Every moment in it - earliest start, due, deadline, windows - is moved by as many days as its day lies after the first, on the clock on the wall of `zone`: eight in the
    morning stays eight in the morning when summer time begins. A moment that the clock jumps over becomes that of the jump. A reference gets the number of
    the occurrence, from 1. RefusedError where it does not say when it begins, and as `Recurrence.days`.
    """
    if terms.earliest_start is None:
        raise _refused("/earliest_start", "a series without a beginning", "say when the first of them may start")
    if len(terms.external_reference) > LONGEST_REFERENCE:
        raise _refused("/external_reference", "too long to be numbered", f"give at most {LONGEST_REFERENCE} characters")
    first, limit = terms.earliest_start.astimezone(zone).date(), repeat.until_moment
    bounded = repeat if limit is None else replace(repeat, until=limit.astimezone(zone).date())
    moved = (_moved(terms, day - first, zone) for day in bounded.days(first))
    kept = [each for each in moved if limit is None or (each.earliest_start or limit) <= limit]
    if not kept:
        raise repeat.refused("first_occurrence", "ends before it begins", "move its end behind earliest_start")
    return tuple(_numbered(each, number) for number, each in enumerate(kept, 1))


def _moved(terms: RequestTerms, by: timedelta, zone: ZoneInfo) -> RequestTerms:
    if not by:
        return terms
    return replace(
        terms,
        operations=tuple(_moved_operation(operation, by, zone) for operation in terms.operations),
        earliest_start=_later(terms.earliest_start, by, zone),
        due=_later(terms.due, by, zone),
        deadline=_after(terms.deadline, by, zone),
    )


def _moved_operation(operation: Operation, by: timedelta, zone: ZoneInfo) -> Operation:
    return replace(operation, alternatives=tuple(_moved_alternative(each, by, zone) for each in operation.alternatives))


def _moved_alternative(alternative: Alternative, by: timedelta, zone: ZoneInfo) -> Alternative:
    if alternative.windows is None:
        return alternative
    windows: tuple[Period, ...] = tuple((_after(a, by, zone), _after(b, by, zone)) for a, b in alternative.windows)
    return replace(alternative, windows=windows)


def _later(moment: datetime | None, by: timedelta, zone: ZoneInfo) -> datetime | None:
    return None if moment is None else _after(moment, by, zone)


def _after(moment: datetime, by: timedelta, zone: ZoneInfo) -> datetime:
    return wall_to_utc(moment.astimezone(zone).replace(tzinfo=None) + by, zone)


def _numbered(terms: RequestTerms, number: int) -> RequestTerms:
    reference = terms.external_reference
    return replace(terms, external_reference=f"{reference}/{number}") if reference else terms


def _refused(pointer: str, message: str, cure: str) -> RefusedError:
    return RefusedError((Refusal(rule="series", pointer=f"/request{pointer}", message=message, cure=cure),))
