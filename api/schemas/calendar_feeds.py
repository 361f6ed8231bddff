"""Calendar feeds over HTTP."""

from typing import Self

from api.schemas.values import Key, Moment, Name, Schema, Word, example
from scheduler.domain.calendar_feed import FeedDetail
from scheduler.services.calendar_feeds import NewFeed


class NewCalendarFeed(Schema):
    """A calendar feed to be made."""

    model_config = example({"name": "激光车间 Laser shop", "tenant_id": "qilu-precision", "detail": "full"})

    name: Name = ""
    """What calendars call it; empty: as the tenant, the machine or the park is."""
    tenant_id: Key | None = None
    """Whose reservations; null: the caller's own, for the operator everybody's."""
    machine_id: Key | None = None
    """Null: on all machines."""
    detail: Word[FeedDetail] | None = None
    """How much is told: `full`, or `busy` for no more than that a machine is taken; null: `full` of one tenant, `busy` of everybody."""


class CalendarFeed(Schema):
    """A calendar feed, without its token."""

    id: str
    name: str
    tenant_id: str | None
    machine_id: str | None
    detail: Word[FeedDetail]
    prefix: str
    last_four: str
    created_at: Moment
    revoked_at: Moment | None


class FreshCalendarFeed(CalendarFeed):
    """A calendar feed on the day of its birth."""

    token: str
    """The secret in its address: shown now and never again."""
    path: str
    """Where calendars read it: put the address of the service before it."""

    @classmethod
    def of(cls, made: NewFeed) -> Self:
        """Return it from what the service made."""
        facts = CalendarFeed.model_validate(made.feed).model_dump()
        return cls(**facts, token=made.token, path=f"/calendar-feeds/{made.token}.ics")
