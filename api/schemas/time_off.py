"""Closures and outages over HTTP."""

from api.schemas.lists import Query
from api.schemas.values import (
    Given,
    Key,
    Many,
    Moment,
    Note,
    Schema,
    Word,
    example,
)
from scheduler.domain.time_off import OutageKind


class NewClosure(Schema):
    """The park, or some machines of it, closed in `[start, end)`."""

    model_config = example(
        {"start": "2026-12-31T18:00:00+08:00", "end": "2027-01-04T00:00:00+08:00", "reason": "stocktaking"}
    )

    start: Moment
    end: Moment
    reason: Note = ""
    machine_ids: Many[Key] | None = None
    """Null: the whole park."""


class Closure(NewClosure, Given):
    """A closure of the park."""


class TimeOffQuery(Query):
    """Which time off."""

    start: Moment | None = None
    """What ends after it."""
    end: Moment | None = None
    """What starts before it."""


class OutageQuery(TimeOffQuery):
    """Which outages."""

    machine_id: Key | None = None


class NewOutage(Schema):
    """A machine out of order or in maintenance in `[start, end)`."""

    model_config = example(
        {
            "machine_id": "laser-1",
            "start": "2026-12-01T08:00:00+08:00",
            "end": "2026-12-01T12:00:00+08:00",
            "kind": "maintenance",
            "reason": "new mirrors",
        }
    )

    machine_id: Key
    start: Moment
    end: Moment
    kind: Word[OutageKind] = OutageKind.BREAKDOWN
    reason: Note = ""


class Outage(NewOutage, Given):
    """An outage of a machine."""
