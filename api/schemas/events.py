"""Events over HTTP: what changed, for software that follows."""

from typing import Annotated, Self

from pydantic import Field

from api.schemas.lists import SHORT_PAGE, Query
from api.schemas.values import Many, Moment, Schema, Word
from scheduler.domain.change import Change, ChangeKind
from scheduler.domain.pages import DEFAULT_LIMIT, HIGHEST_LIMIT, FeedFilter
from scheduler.services.event_facts import facts_of
from scheduler.services.history import number_of

EventType = Annotated[str, Field(pattern=r"^[a-z_]+\.[a-z_]+$", max_length=60)]


class EventQuery(Query):
    """Which events; they come in their order."""

    limit: Annotated[int, Field(ge=1, le=HIGHEST_LIMIT)] = DEFAULT_LIMIT
    """How many at most."""
    cursor: Annotated[str, Field(min_length=1, max_length=15, pattern=r"^[0-9]+$")] | None = None
    """`next` of the answer before, or the id of any event: what follows it is told. Leave it out for the beginning."""
    type: Annotated[list[EventType], Field(min_length=1, max_length=20)] | None = None
    """One or several: `type=reservation.confirmed&type=reservation.moved`."""

    @property
    def is_long(self) -> bool:
        """Whether it is a long page."""
        return self.limit > SHORT_PAGE

    def filter(self) -> FeedFilter:
        """Return the filter of the domain."""
        types = None if self.type is None else tuple(self.type)
        return FeedFilter(types=types, limit=self.limit, after=0 if self.cursor is None else number_of(self.cursor))


class Event(Schema):
    """Something that happened; the thing itself is to be read at `path`."""

    id: str
    """Rises from event to event, not by one; remember it to know an event again."""
    type: str
    """Kind and what became of it, such as `reservation.moved`."""
    at: Moment
    tenant_id: str | None
    """Whose it is; null: the park's."""
    kind: Word[ChangeKind]
    subject_id: str
    """Id or name of the thing."""
    path: str
    """Where it is read."""
    request_id: str | None
    """The request that it is part of."""
    reason: str
    """Why, for people, where somebody said so."""
    old_status: str | None
    new_status: str | None
    new_version: int | None
    """The version that it has since, as in its ETag."""
    replaces: str | None
    """For `reservation.moved`: the id of the reservation that this one takes the place of."""

    @classmethod
    def of(cls, change: Change) -> Self:
        """Return a change as an event."""
        return cls(**facts_of(change))


class Events(Schema):
    """What happened after a cursor, in the order in which it did."""

    items: Many[Event]
    next: str
    """Give it back as `cursor` to go on, now or in an hour; nothing is missed and nothing told twice."""

    @classmethod
    def of(cls, found: tuple[Change, ...], cursor: str | None) -> Self:
        """Return the events that were found after a cursor."""
        items = tuple(Event.of(change) for change in found)
        return cls(items=items, next=items[-1].id if items else (cursor or "0"))
