"""Helpers for tests of calendar feeds: wishes, their places, feeds and what they show."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scheduler.services import booking_requests, calendar_feeds
from tests.scheduler.builders import make_slot, make_terms, publish_slots, tenant

if TYPE_CHECKING:
    from scheduler.domain.booking import BookingRequest
    from scheduler.domain.calendar_feed_events import Feed, FeedEvent
    from scheduler.domain.reservation import Reservation
    from scheduler.services.context import Context

ADA, BOB = tenant("ada"), tenant("bob")


def wish(ctx: Context, tenant_id: str = "ada", **facts: Any) -> BookingRequest:
    """Return a request for an hour of cutting."""
    return booking_requests.create(ctx, tenant(tenant_id), make_terms(tenant_id=tenant_id, **facts))


def place(ctx: Context, request: BookingRequest, hour: float, **facts: Any) -> Reservation:
    """Publish a plan with this slot alone, and return its reservation."""
    return publish_slots(ctx, make_slot(request, hour, **facts)).confirmed[0]


def put(ctx: Context, *found: Reservation) -> None:
    """Store reservations as they are, past any plan."""
    with ctx.unit_of_work() as uow:
        for each in found:
            uow.reservations.add(each)
        uow.commit()


def token(ctx: Context, actor: Any = ADA, **facts: Any) -> str:
    """Make a feed and return its token."""
    return calendar_feeds.create_feed(ctx, actor, **facts).token


def events(ctx: Context, secret: str) -> tuple[FeedEvent, ...]:
    """Return what a feed shows."""
    return calendar_feeds.read_feed(ctx, secret).events


def words(feed: Feed) -> str:
    """Return everything that a feed says."""
    return repr(feed)
