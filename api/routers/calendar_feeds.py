"""`/calendar-feeds`: made, listed and revoked with a key, under `/v1`; read by whoever has the address, outside of it."""

from typing import Any

from fastapi import APIRouter, Request, Response

from api.conditional import has_it_already
from api.creating import Create
from api.dependencies import Caller, Ctx, Running
from api.errors import failing
from api.schemas import calendar_feeds as schemas
from api.schemas.lists import Page, whole
from scheduler.domain.access import Actor
from scheduler.domain.calendar_feed import CalendarFeed
from scheduler.domain.pages import Page as Found
from scheduler.services import calendar_feeds
from scheduler.services.calendar_feeds import NewFeed
from scheduler.services.context import Context
from scheduler.services.ical import tag_of, to_ical

router = APIRouter(prefix="/calendar-feeds", tags=["calendar feeds"], responses=failing(401, 403, 422))
#: What calendars read: they can send no key, so the address is one.
reading = APIRouter(prefix="/calendar-feeds", tags=["calendar feeds"])

CALENDAR = "text/calendar"
_TEXT: dict[int | str, dict[str, Any]] = {
    200: {"content": {CALENDAR: {"schema": {"type": "string"}}}},
    304: {"description": "Not changed"},
}


@router.get("", response_model=Page[schemas.CalendarFeed])
def list_calendar_feeds(ctx: Ctx, caller: Caller) -> Found[CalendarFeed]:
    """List the calendar feeds by id, without their tokens; a tenant sees its own."""
    return whole(calendar_feeds.list_feeds(ctx, caller))


@router.post("", response_model=schemas.FreshCalendarFeed, status_code=201, responses=failing(404, 409))
def create_calendar_feed(body: schemas.NewCalendarFeed, create: Create) -> Response:
    """Make a calendar feed; the token in its address is in this answer and nowhere else, whatever its `Idempotency-Key`."""

    def make(ctx: Context, caller: Actor) -> NewFeed:
        return calendar_feeds.create_feed(ctx, caller, **body.fields())

    return create(schemas.FreshCalendarFeed, make, show=schemas.FreshCalendarFeed.of, located=False, secret=True)


@router.delete("/{feed_id}", response_model=schemas.CalendarFeed, responses=failing(404))
def revoke_calendar_feed(feed_id: str, ctx: Ctx, caller: Caller) -> CalendarFeed:
    """Let the address of a feed show nothing from now on; the feed stays in the list."""
    return calendar_feeds.revoke_feed(ctx, caller, feed_id)


@reading.get("/{token}.ics", response_class=Response, responses={**_TEXT, **failing(404, 503)})
def read_calendar_feed(token: str, request: Request, running: Running) -> Response:
    """Read a calendar feed as iCalendar; no key is asked for, since the token is one.

    An unknown token and a revoked one both answer 404.
    """
    feed = calendar_feeds.read_feed(running.context, token)
    headers = {"ETag": f'"{tag_of(feed)}"', "Cache-Control": "no-store"}
    if has_it_already(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    headers["Content-Disposition"] = 'inline; filename="equishare.ics"'
    return Response(to_ical(feed), headers=headers, media_type=f"{CALENDAR}; charset=utf-8")
