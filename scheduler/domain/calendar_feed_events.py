"""From reservations to the events of a calendar: one for each piece of work, which keeps its name however often it moves.

An event is the whole occupation, setup and teardown included: that is when the machine is the tenant's, and two events never overlap on
one machine. When the processing is, the description says.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from scheduler.domain.calendar_feed import FeedDetail
from scheduler.domain.reservation import HELD, ReservationStatus

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from scheduler.domain.calendar_feed import CalendarFeed
    from scheduler.domain.reservation import Reservation


class EventStatus(StrEnum):
    """iCalendar's word for where an event stands."""

    TENTATIVE = "TENTATIVE"
    CONFIRMED = "CONFIRMED"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True, kw_only=True, slots=True)
class FeedEvent:
    """One event; texts are ready to be shown, in one line each but for the description."""

    #: The same as long as it is the same piece of work.
    uid: str
    #: Rises with every move and every cancellation.
    sequence: int
    status: EventStatus
    #: `[start, end)`, the occupation.
    start: datetime
    end: datetime
    changed_at: datetime
    summary: str
    description: str
    location: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Feed:
    """What an address shows at one moment."""

    name: str
    description: str
    events: tuple[FeedEvent, ...]


_STATUSES = MappingProxyType(
    {
        ReservationStatus.TENTATIVE: EventStatus.TENTATIVE,
        ReservationStatus.CANCELLED: EventStatus.CANCELLED,
        ReservationStatus.DISPLACED: EventStatus.CANCELLED,
    }
)


def newest(reservations: Iterable[Reservation]) -> tuple[Reservation, ...]:
    """Return for each piece of work the last of its reservations, by start, then id."""
    last: dict[tuple[str, int, int], Reservation] = {}
    for reservation in reservations:
        before = last.get(reservation.key)
        if before is None or before.sequence < reservation.sequence:
            last[reservation.key] = reservation
    return tuple(sorted(last.values(), key=lambda r: (r.start, r.id)))


def is_gone(reservation: Reservation) -> bool:
    """Return whether it was called off, by the tenant or by the park."""
    return reservation.status not in HELD


def status_of(feed: CalendarFeed, reservation: Reservation) -> EventStatus:
    """Return the status of its event; who only learns that a machine is taken does not learn how surely."""
    if feed.detail is FeedDetail.BUSY:
        return EventStatus.CONFIRMED
    return _STATUSES.get(reservation.status, EventStatus.CONFIRMED)


def sequence_of(reservation: Reservation) -> int:
    """Return the number of its event: even while it stands, odd when it was called off, and two more with each move."""
    return 2 * reservation.sequence + is_gone(reservation)


def uid_of(feed: CalendarFeed, reservation: Reservation) -> str:
    """Return the name of its event: made of the request's id, or where that is nobody's business of a hash of it and of the feed."""
    name = "-".join(map(str, reservation.key))
    if feed.detail is FeedDetail.BUSY:
        name = hashlib.sha256(f"{feed.digest}/{name}".encode()).hexdigest()[:40]
    return f"{name}@equishare"


def changed_at(feed: CalendarFeed, reservation: Reservation) -> datetime:
    """Return when its event last changed; for who only learns that a machine is taken, when it was."""
    return reservation.created_at if feed.detail is FeedDetail.BUSY else reservation.updated_at
