"""Calendar feeds: whose reservations an address shows, how much of them, and for how long.

The address holds a secret, kept as a hash like that of a key. Whoever has the address reads the feed, so a feed says no more than it
must: where it goes over several tenants it tells only that a machine is taken, unless the park wants it otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

#: What the secret of a feed begins with.
TOKEN_PREFIX = "esf_"  # noqa: S105 - the part of it that all tokens share
#: What a feed shows: what meets `[now - PAST, now + AHEAD)`.
PAST, AHEAD = timedelta(days=30), timedelta(days=90)
#: How long an event that was called off is still told, from the moment it was.
CANCELLED_KEPT = timedelta(days=30)
#: How many events a feed has at most; what lies farthest in the future is left out, and before it all that is past.
MOST_EVENTS = 1000
#: How many feeds that are not revoked a tenant has at most, and the park beside them.
MOST_FEEDS = 50


class FeedDetail(StrEnum):
    """How much a feed tells."""

    #: What it is for, its number, its status, what was called off.
    FULL = "full"
    #: That a machine is taken, and nothing else.
    BUSY = "busy"


@dataclass(frozen=True, kw_only=True, slots=True)
class CalendarFeed:
    """A feed, without the secret of its address."""

    id: str
    #: What it is for, for people.
    name: str
    #: Whose reservations; None: everybody's, which only the park's own roles may have.
    tenant_id: str | None
    #: On which machine; None: on all.
    machine_id: str | None = None
    detail: FeedDetail = FeedDetail.FULL
    #: SHA-256 of the secret, in hexadecimal.
    digest: str
    #: The first characters of the secret and the last four, for people to tell feeds apart.
    prefix: str
    last_four: str
    created_at: datetime
    #: From when on its address shows nothing; None: it still does.
    revoked_at: datetime | None = None


def usual_detail(tenant_id: str | None) -> FeedDetail:
    """Return how much a feed tells where nothing is said: all of what is one tenant's, and of what is everybody's that it is taken."""
    return FeedDetail.BUSY if tenant_id is None else FeedDetail.FULL
