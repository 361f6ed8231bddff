"""Every change leaves a trace: a unit of work that notes what is written through its tables, and adds it before the commit.

No use case can forget to, for none is asked: `scheduler.services.context` hands out no other unit of work that writes.

Over 150 lines because the tables that leave a trace, and how, are read on one page.
"""

from __future__ import annotations

from dataclasses import fields
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Self, cast

from scheduler.domain.change import Change, ChangeKind, Deed
from scheduler.domain.telling import deed_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from scheduler.clock import Clock
    from scheduler.domain.change import Origin
    from scheduler.storage.unit_of_work import UnitOfWork

#: The tables of a unit of work whose changes are noted.
RECORDED = MappingProxyType(
    {
        "settings": ChangeKind.PARK,
        "shift_patterns": ChangeKind.SHIFT_PATTERN,
        "changeover_tables": ChangeKind.CHANGEOVER_TABLE,
        "machines": ChangeKind.MACHINE,
        "skills": ChangeKind.SKILL,
        "tenants": ChangeKind.TENANT,
        "entitlements": ChangeKind.ENTITLEMENT,
        "closures": ChangeKind.CLOSURE,
        "outages": ChangeKind.OUTAGE,
        "policies": ChangeKind.POLICY,
        "booking_requests": ChangeKind.BOOKING_REQUEST,
        "reservations": ChangeKind.RESERVATION,
        "runs": ChangeKind.RUN,
        "schedules": ChangeKind.SCHEDULE,
        "ledger": ChangeKind.LEDGER_ENTRY,
        "api_keys": ChangeKind.API_KEY,
        "calendar_feeds": ChangeKind.CALENDAR_FEED,
        "accounts": ChangeKind.ACCOUNT,
        "sessions": ChangeKind.SESSION,
        "webhooks": ChangeKind.WEBHOOK,
    }
)
#: Those that are about requests to the service and about changes themselves - what was told of them is a log, and would be told again - and
#: about who is at work.
NOT_RECORDED = frozenset(
    {"changes", "answers", "webhook_progress", "deliveries", "workers", "errands", "last_uses", "pending_sign_ins"}
)
#: How the thing is found that is about to be replaced; by id where nothing is said.
_BEFORE: MappingProxyType[ChangeKind, Callable[[Any, Any], Any]] = MappingProxyType(
    {
        ChangeKind.PARK: lambda table, _: table.get(),
        ChangeKind.SHIFT_PATTERN: lambda table, thing: table.find(thing.name),
        ChangeKind.CHANGEOVER_TABLE: lambda table, thing: table.find(thing.name),
        ChangeKind.SCHEDULE: lambda table, thing: table.get(thing.version),
        ChangeKind.API_KEY: lambda table, thing: table.get(thing.id),
        ChangeKind.CALENDAR_FEED: lambda table, thing: table.get(thing.id),
        ChangeKind.SESSION: lambda table, thing: table.get(thing.id),
    }
)


def recording(inner: UnitOfWork, clock: Clock, origin: Origin, changed: Callable[[], None] | None = None) -> UnitOfWork:
    """Return a transaction that adds what it changes to `changes`, with its origin, when it is committed; then `changed` is called."""
    return cast("UnitOfWork", RecordingUnitOfWork(inner, clock, origin, changed))


class RecordingUnitOfWork:
    """A transaction over another storage's, whose tables it passes on."""

    def __init__(self, inner: UnitOfWork, clock: Clock, origin: Origin, changed: Callable[[], None] | None) -> None:
        self._inner, self._clock, self._origin, self._changed = inner, clock, origin, changed
        self._deeds: list[Deed] = []

    def __enter__(self) -> Self:
        self._inner.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._inner.__exit__(kind, error, traceback)

    def __getattr__(self, name: str) -> Any:
        """Return a table; one that is in neither list is refused, so that none is added without a thought of its trace."""
        if name in NOT_RECORDED:
            return getattr(self._inner, name)
        if name not in RECORDED:
            raise AttributeError(f"{name!r} is no table whose changes are noted; add it to `RECORDED`")
        return _RecordedTable(getattr(self._inner, name), RECORDED[name], self._deeds)

    def commit(self) -> None:
        """Add what was noted, and make all of it durable together."""
        if self._deeds:
            self._inner.changes.add_all(self._changes())
        self._inner.commit()
        if self._deeds and self._changed is not None:
            self._changed()
        self._deeds.clear()

    def rollback(self) -> None:
        """Undo everything since the last commit, and forget it."""
        self._inner.rollback()
        self._deeds.clear()

    def _changes(self) -> tuple[Change, ...]:
        first, now, origin = self._inner.changes.highest() + 1, self._clock(), self._origin
        where: dict[str, Any] = {"at": now, "actor": origin.actor, "door": origin.door, "trace_id": origin.trace_id}
        return tuple(
            Change(number=number, **where, **{field.name: getattr(deed, field.name) for field in fields(Deed)})
            for number, deed in enumerate(self._deeds, first)
        )


class _RecordedTable:
    """A table that notes what is written; what it is asked goes through."""

    def __init__(self, table: Any, kind: ChangeKind, deeds: list[Deed]) -> None:
        self._table, self._kind, self._deeds = table, kind, deeds

    def __getattr__(self, name: str) -> Any:
        return getattr(self._table, name)

    def add(self, thing: Any, /) -> None:
        self._table.add(thing)
        self._note(None, thing)

    def update(self, thing: Any, /) -> None:
        before = self._before(thing)
        self._table.update(thing)
        self._note(before, thing)

    def put(self, thing: Any, /) -> None:
        before = self._before(thing)
        self._table.put(thing)
        self._note(before, thing)

    def remove(self, key: str, /) -> None:
        before = self._table.find(key)
        self._table.remove(key)
        self._note(before, None)

    def _before(self, thing: Any) -> Any:
        look = _BEFORE.get(self._kind)
        return self._table.find(thing.id) if look is None else look(self._table, thing)

    def _note(self, before: Any, after: Any) -> None:
        deed = deed_of(self._kind, before, after)
        if deed is not None:
            self._deeds.append(deed)
