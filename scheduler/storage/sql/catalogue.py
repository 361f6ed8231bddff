"""The tables of the catalogue: things with a version, things under a name, time off, settings, policies, entitlements.

Over 150 lines because they are a dozen small tables of a few lines each, alike in form.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from sqlalchemy import delete, insert, select

from scheduler.domain.entitlement import Entitlement
from scheduler.domain.park import ParkSettings
from scheduler.domain.policy import BookingPolicy
from scheduler.domain.time_off import Closure, Outage
from scheduler.errors import AlreadyExistsError, NotFoundError, StaleVersionError
from scheduler.storage.sql import tables
from scheduler.storage.sql.codec import codec_for
from scheduler.storage.sql.rows import Rows, TakenError

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection, Table


class Versioned(Protocol):
    """What has an id and counts its changes."""

    @property
    def id(self) -> str:
        """The key."""
        ...

    @property
    def version(self) -> int:
        """The count."""
        ...


class _HasId(Protocol):
    @property
    def id(self) -> str: ...


V = TypeVar("V", bound=Versioned)
N = TypeVar("N")
P = TypeVar("P", bound=_HasId)


class SqlVersionedTable(Generic[V]):
    """Things with an id and a version."""

    def __init__(self, kind: str, rows: Rows[V]) -> None:
        self._kind = kind
        self._rows = rows

    def get(self, key: str) -> V:
        """Return a thing by id."""
        found = self._rows.find(key)
        if found is None:
            raise NotFoundError(self._kind, key)
        return found

    def find(self, key: str) -> V | None:
        """Return a thing by id, or None."""
        return self._rows.find(key)

    def list(self) -> tuple[V, ...]:
        """Return all of them, by id."""
        return self._rows.list()

    def add(self, thing: V) -> None:
        """Store a new thing."""
        try:
            self._rows.insert(thing)
        except TakenError:
            raise AlreadyExistsError(self._kind, thing.id) from None

    def update(self, thing: V) -> None:
        """Store the next version of a thing."""
        if not self._rows.update(thing, over=thing.version - 1):
            stored = self.get(thing.id)
            raise StaleVersionError(self._kind, thing.id, thing.version - 1, stored.version)


class SqlNamedTable(Generic[N]):
    """Things that are replaced whole under their name."""

    def __init__(self, rows: Rows[N]) -> None:
        self._rows = rows

    def find(self, name: str) -> N | None:
        """Return a thing by name, or None."""
        return self._rows.find(name)

    def list(self) -> tuple[N, ...]:
        """Return all of them, by name."""
        return self._rows.list()

    def put(self, thing: N) -> None:
        """Store a thing in place of the one of that name, or beside the others."""
        self._rows.put(thing)


class _SqlPeriods(Generic[P]):
    def __init__(self, kind: str, rows: Rows[P]) -> None:
        self._kind = kind
        self._rows = rows

    def find(self, key: str) -> P | None:
        """Return one by id, or None."""
        return self._rows.find(key)

    def put(self, thing: P) -> None:
        """Store one in place of that with its id, or beside the others."""
        self._rows.put(thing)

    def remove(self, key: str) -> None:
        """Take one away."""
        if not self._rows.delete(key):
            raise NotFoundError(self._kind, key)

    def _meeting(self, start: datetime | None, end: datetime | None, *where: ColumnElement[bool]) -> tuple[P, ...]:
        columns = self._rows.table.c
        return self._rows.list(*meeting(self._rows.table, start, end), *where, order=(columns.start, columns.id))


class SqlClosures(_SqlPeriods[Closure]):
    """Closures, by id."""

    def __init__(self, connection: Connection) -> None:
        super().__init__("closure", Rows(connection, tables.CLOSURES, Closure))

    def list(self, start: datetime | None = None, end: datetime | None = None) -> tuple[Closure, ...]:
        """Return those that meet `[start, end)`."""
        return self._meeting(start, end)


class SqlOutages(_SqlPeriods[Outage]):
    """Outages, by id."""

    def __init__(self, connection: Connection) -> None:
        super().__init__("outage", Rows(connection, tables.OUTAGES, Outage))

    def list(
        self, start: datetime | None = None, end: datetime | None = None, machine_id: str | None = None
    ) -> tuple[Outage, ...]:
        """Return those that meet `[start, end)`, of one machine or all."""
        of_machine = [] if machine_id is None else [tables.OUTAGES.c.machine_id == machine_id]
        return self._meeting(start, end, *of_machine)


class SqlParkSettings:
    """The one row about the whole park."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._codec = codec_for(ParkSettings)

    def get(self) -> ParkSettings:
        """Return it, or its defaults."""
        body = self._connection.scalar(select(tables.SETTINGS.c.body))
        return ParkSettings() if body is None else self._codec.load(body)

    def put(self, settings: ParkSettings) -> None:
        """Store it."""
        self._connection.execute(delete(tables.SETTINGS))
        self._connection.execute(insert(tables.SETTINGS), {"id": 1, "body": self._codec.dump(settings)})


class SqlPolicies:
    """Versions of the booking policy."""

    def __init__(self, connection: Connection) -> None:
        self._rows = Rows(connection, tables.POLICIES, BookingPolicy)

    def current(self) -> BookingPolicy:
        """Return the highest version, or the defaults."""
        return self._rows.first(order=(self._rows.key.desc(),)) or BookingPolicy()

    def list(self) -> tuple[BookingPolicy, ...]:
        """Return all that were stored, by version."""
        return self._rows.list()

    def add(self, policy: BookingPolicy) -> None:
        """Store a new version."""
        try:
            self._rows.insert(policy)
        except TakenError:
            raise AlreadyExistsError("policy", str(policy.version)) from None


class SqlEntitlements:
    """Shares for a period."""

    def __init__(self, connection: Connection) -> None:
        self._rows = Rows(connection, tables.ENTITLEMENTS, Entitlement)

    def list(self, tenant_id: str | None = None) -> tuple[Entitlement, ...]:
        """Return those of one tenant or of all, by start, then id."""
        columns = tables.ENTITLEMENTS.c
        of_tenant = [] if tenant_id is None else [columns.tenant_id == tenant_id]
        return self._rows.list(*of_tenant, order=(columns.start, columns.id))

    def add(self, entitlement: Entitlement) -> None:
        """Store a new one."""
        try:
            self._rows.insert(entitlement)
        except TakenError:
            raise AlreadyExistsError("entitlement", entitlement.id) from None


def meeting(table: Table, start: datetime | None, end: datetime | None) -> list[ColumnElement[bool]]:
    """Return the conditions that a row's time meets `[start, end)`; None: no bound, touching is not meeting."""
    conditions: list[ColumnElement[bool]] = []
    if end is not None:
        conditions.append(table.c.start < end)
    if start is not None:
        conditions.append(table.c.end > start)
    return conditions
