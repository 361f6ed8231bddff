"""Feeds as iCalendar text (RFC 5545), for phones and Outlook.

Times are in UTC: every client shows them on the clock of who reads, and there is no time zone that Outlook, Apple or Google could
take for another. There is no METHOD: with one, RFC 5546 would want an ORGANIZER, and clients would take events for invitations.
DTSTAMP is then when the event last changed, so the text of an unchanged feed never changes.
"""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from scheduler.domain.calendar_feed_events import EventStatus

if TYPE_CHECKING:
    from icalendar import Event

    from scheduler.domain.calendar_feed_events import Feed, FeedEvent

#: Raised when the same feed becomes another text.
_FORM = "1"
#: How often a client is asked to look; most look less often, whatever they are asked.
REFRESH = timedelta(minutes=30)


def tag_of(feed: Feed) -> str:
    """Return a text that differs when the feed does: cheaper than writing it out."""
    return hashlib.sha256(f"{_FORM} {feed!r}".encode()).hexdigest()[:32]


def to_ical(feed: Feed) -> bytes:
    """Return a feed as UTF-8 text with lines folded at 75 bytes; the library escapes what has a meaning in iCalendar."""
    from icalendar import Calendar

    calendar = Calendar()
    properties: dict[str, Any] = {
        "prodid": "-//Equishare//Calendar feed//ZH",
        "version": "2.0",
        "calscale": "GREGORIAN",
        # NAME and REFRESH-INTERVAL are of RFC 7986, the others what clients knew before it.
        "name": feed.name,
        "x-wr-calname": feed.name,
        "description": feed.description,
        "x-wr-caldesc": feed.description,
        "x-published-ttl": f"PT{REFRESH // timedelta(minutes=1)}M",
    }
    for name, value in properties.items():
        calendar.add(name, value)
    calendar.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
    for event in feed.events:
        calendar.add_component(_component(event))
    text: bytes = calendar.to_ical()
    return text


def _component(event: FeedEvent) -> Event:
    from icalendar import Event

    is_off = event.status is EventStatus.CANCELLED
    properties: dict[str, Any] = {
        "uid": event.uid,
        "sequence": event.sequence,
        "dtstamp": event.changed_at,
        "last-modified": event.changed_at,
        "dtstart": event.start,
        "dtend": event.end,
        "status": event.status.value,
        # What was called off takes nobody's time.
        "transp": "TRANSPARENT" if is_off else "OPAQUE",
        "summary": event.summary,
        "location": event.location,
        "description": event.description,
    }
    component = Event()
    for name, value in properties.items():
        if value != "":
            component.add(name, value)
    return component
