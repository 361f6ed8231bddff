"""One thing that became another: what an audit entry, an event and a line of a history are read from.

A change is added in the transaction that makes it and never touched again. Who may read it, and as what, is said in
`scheduler.domain.telling`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from scheduler.domain.access import Actor, system_actor

if TYPE_CHECKING:
    from datetime import datetime


class ChangeKind(StrEnum):
    """What kind of thing changed; the first word of an event's type."""

    PARK = "park"
    SHIFT_PATTERN = "shift_pattern"
    CHANGEOVER_TABLE = "changeover_table"
    MACHINE = "machine"
    SKILL = "skill"
    TENANT = "tenant"
    ENTITLEMENT = "entitlement"
    CLOSURE = "closure"
    OUTAGE = "outage"
    POLICY = "policy"
    BOOKING_REQUEST = "booking_request"
    RESERVATION = "reservation"
    RUN = "run"
    SCHEDULE = "schedule"
    LEDGER_ENTRY = "ledger_entry"
    API_KEY = "api_key"
    CALENDAR_FEED = "calendar_feed"
    ACCOUNT = "account"
    SESSION = "session"
    WEBHOOK = "webhook"


class Door(StrEnum):
    """By which door a change came in."""

    #: HTTP.
    API = "api"
    #: A command on the machine of the service; the import of park files is one.
    COMMAND = "command"
    #: A worker, in the service or apart: the night, runs that were asked for, errands.
    WORKER = "worker"


@dataclass(frozen=True, kw_only=True, slots=True)
class Origin:
    """Where the changes of a transaction come from."""

    actor: Actor = field(default_factory=system_actor)
    door: Door = Door.COMMAND
    #: The id under which answer and log know the HTTP request; None: there was none.
    trace_id: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Deed:
    """What changed, and how; no value that may be secret is in it."""

    kind: ChangeKind
    #: The id or name of the thing, the version of a policy or plan, `park` for what is said of the whole park.
    subject_id: str
    #: What became of it, such as `added`, or the status that it has now.
    verb: str
    #: The tenant that it belongs to; None: to no single one.
    tenant_id: str | None = None
    #: The booking request that it is part of, itself included; None: of none.
    request_id: str | None = None
    #: Who is told of it as an event: a tenant's id, or a constant of `telling`; None: nobody.
    feed: str | None = None
    #: Why, where somebody said so.
    reason: str = ""
    #: None: it has no status, or there was nothing before, or is nothing after.
    old_status: str | None = None
    new_status: str | None = None
    old_version: int | None = None
    new_version: int | None = None
    #: Names of the fields that differ; empty for what is new or gone.
    changed_fields: tuple[str, ...] = ()
    #: Id of the reservation whose place a new one takes.
    replaces: str | None = None

    @property
    def type(self) -> str:
        """The type of the event, such as `reservation.moved`."""
        return f"{self.kind.value}.{self.verb}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Change(Deed):
    """A deed with its place in the order of all changes, when it was, and whose it was."""

    #: Counts up from 1 without gaps, in the order in which transactions were committed.
    number: int
    at: datetime
    actor: Actor
    door: Door
    trace_id: str | None = None
