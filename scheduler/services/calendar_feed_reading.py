"""What a calendar feed shows at a moment: which reservations it is about, and the words for them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from scheduler.domain.calendar_feed import AHEAD, CANCELLED_KEPT, MOST_EVENTS, PAST, FeedDetail
from scheduler.domain.calendar_feed_events import Feed, is_gone, newest
from scheduler.domain.calendar_feed_words import Names, event_of, feed_name
from scheduler.domain.pages import ReservationFilter
from scheduler.domain.reservation import HELD, ReservationStatus

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from scheduler.domain.calendar_feed import CalendarFeed
    from scheduler.domain.reservation import Reservation
    from scheduler.storage.unit_of_work import UnitOfWork

#: What a tenant was given and has no longer.
_GONE = (ReservationStatus.CANCELLED, ReservationStatus.DISPLACED)
#: How many of them are looked at: each night may move a reservation once more, and only the last move counts.
_MOST_GONE = 5 * MOST_EVENTS
_ABOUT = "机器预约 Machine reservations"
_CUT = "预约过多，未全部列出 Too many to show all of them"


def feed_at(uow: UnitOfWork, feed: CalendarFeed, now: datetime) -> Feed:
    """Return what a feed shows at a moment: the same for the same state of the park, so that a client can ask whether it changed."""
    found, is_cut = _choose(uow, feed, now)
    names = _names(uow, feed, found)
    return Feed(
        name=feed_name(feed, names),
        description=f"{_ABOUT}; {_CUT}" if is_cut else _ABOUT,
        events=tuple(event_of(feed, reservation, names) for reservation in found),
    )


def _choose(uow: UnitOfWork, feed: CalendarFeed, now: datetime) -> tuple[tuple[Reservation, ...], bool]:
    """Return the reservations to show, by start, and whether some were left out.

    What is to come is chosen first, then what was called off of late, then what is past: all of that or nothing.
    """
    every = ReservationFilter(tenant_id=feed.tenant_id, machine_id=feed.machine_id, start=now - PAST, end=now + AHEAD)
    coming = uow.reservations.page(replace(every, statuses=HELD, start=now, limit=MOST_EVENTS))
    chosen, is_cut = coming.items, coming.next is not None
    for more, is_whole in (_called_off(uow, feed, every, now, chosen), _past(uow, every, now)):
        # What is under way meets both sides of now, and counts once.
        both = newest({r.id: r for r in (*chosen, *more)}.values())
        fits = is_whole and len(both) <= MOST_EVENTS
        chosen, is_cut = (both if fits else chosen), is_cut or not fits
    return newest(chosen), is_cut


def _past(uow: UnitOfWork, every: ReservationFilter, now: datetime) -> tuple[tuple[Reservation, ...], bool]:
    """Return what is past and was not called off, and whether that is all of it."""
    page = uow.reservations.page(replace(every, statuses=HELD, end=now, limit=MOST_EVENTS))
    return page.items, page.next is None


def _called_off(
    uow: UnitOfWork, feed: CalendarFeed, every: ReservationFilter, now: datetime, coming: Sequence[Reservation]
) -> tuple[tuple[Reservation, ...], bool]:
    """Return what was called off of late and has no other place, and whether that is all of it.

    Work that moved out of sight is not told as called off; whoever only learns what is taken is not told what no longer is.
    """
    if feed.detail is FeedDetail.BUSY:
        return (), True
    where = replace(every, statuses=_GONE, updated_since=now - CANCELLED_KEPT, limit=_MOST_GONE)
    page = uow.reservations.page(where)
    last = (r for r in newest((*coming, *page.items)) if is_gone(r))
    return tuple(r for r in last if r in newest(uow.reservations.of_request(r.request_id))), page.next is None


def _names(uow: UnitOfWork, feed: CalendarFeed, found: Sequence[Reservation]) -> Names:
    """Return the names that the feed may speak: of other companies' things none, where it tells only what is taken."""
    settings, is_full = uow.settings.get(), feed.detail is FeedDetail.FULL
    whose = {r.tenant_id for r in found if is_full} | ({feed.tenant_id} - {None})
    requests = {r.request_id for r in found if is_full}
    return Names(
        park=settings,
        zone=ZoneInfo(settings.zone),
        machines={machine.id: machine for machine in uow.machines.list()},
        tenants={tenant.id: tenant for tenant in uow.tenants.list() if tenant.id in whose},
        requests={key: uow.booking_requests.get(key) for key in sorted(requests)},
    )
