"""The tables of the catalogue: things with a version, things under a name, time off, settings, policies, entitlements.

Over 150 lines because they are a dozen small tables of a few lines each, alike in form.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from scheduler.domain.park import ParkSettings
from scheduler.domain.policy import BookingPolicy
from scheduler.errors import AlreadyExistsError, NotFoundError, StaleVersionError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from scheduler.domain.entitlement import Entitlement
    from scheduler.domain.time_off import Closure, Outage
    from scheduler.storage.memory.rows import Rows


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


class Named(Protocol):
    """What has a name for a key."""

    @property
    def name(self) -> str:
        """The key."""
        ...


class _Period(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def start(self) -> datetime: ...
    @property
    def end(self) -> datetime: ...


V = TypeVar("V", bound=Versioned)
N = TypeVar("N", bound=Named)
P = TypeVar("P", bound=_Period)


class MemoryVersionedTable(Generic[V]):
    """Things with an id and a version."""

    def __init__(self, kind: str, rows: Rows[str, V]) -> None:
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
        return tuple(self._rows.in_order())

    def add(self, thing: V) -> None:
        """Store a new thing."""
        if thing.id in self._rows:
            raise AlreadyExistsError(self._kind, thing.id)
        self._rows.put(thing.id, thing)

    def update(self, thing: V) -> None:
        """Store the next version of a thing."""
        stored = self.get(thing.id)
        if thing.version != stored.version + 1:
            raise StaleVersionError(self._kind, thing.id, thing.version - 1, stored.version)
        self._rows.put(thing.id, thing)


class MemoryNamedTable(Generic[N]):
    """Things that are replaced whole under their name."""

    def __init__(self, rows: Rows[str, N]) -> None:
        self._rows = rows

    def find(self, name: str) -> N | None:
        """Return a thing by name, or None."""
        return self._rows.find(name)

    def list(self) -> tuple[N, ...]:
        """Return all of them, by name."""
        return tuple(self._rows.in_order())

    def put(self, thing: N) -> None:
        """Store a thing in place of the one of that name, or beside the others."""
        self._rows.put(thing.name, thing)


class _MemoryPeriods(Generic[P]):
    kind = "period"

    def __init__(self, rows: Rows[str, P]) -> None:
        self._rows = rows

    def find(self, key: str) -> P | None:
        """Return one by id, or None."""
        return self._rows.find(key)

    def put(self, thing: P) -> None:
        """Store one in place of that with its id, or beside the others."""
        self._rows.put(thing.id, thing)

    def remove(self, key: str) -> None:
        """Take one away."""
        if key not in self._rows:
            raise NotFoundError(self.kind, key)
        self._rows.remove(key)

    def _meeting(self, start: datetime | None, end: datetime | None) -> Iterable[P]:
        meets = (p for p in self._rows.values() if (end is None or p.start < end) and (start is None or start < p.end))
        return sorted(meets, key=lambda p: (p.start, p.id))


class MemoryClosures(_MemoryPeriods["Closure"]):
    """Closures, by id."""

    kind = "closure"

    def list(self, start: datetime | None = None, end: datetime | None = None) -> tuple[Closure, ...]:
        """Return those that meet `[start, end)`."""
        return tuple(self._meeting(start, end))


class MemoryOutages(_MemoryPeriods["Outage"]):
    """Outages, by id."""

    kind = "outage"

    def list(
        self, start: datetime | None = None, end: datetime | None = None, machine_id: str | None = None
    ) -> tuple[Outage, ...]:
        """Return those that meet `[start, end)`, of one machine or all."""
        return tuple(o for o in self._meeting(start, end) if machine_id in {None, o.machine_id})


class MemoryParkSettings:
    """The one row about the whole park."""

    _KEY = "park"

    def __init__(self, rows: Rows[str, ParkSettings]) -> None:
        self._rows = rows

    def get(self) -> ParkSettings:
        """Return it, or its defaults."""
        return self._rows.find(self._KEY) or ParkSettings()

    def put(self, settings: ParkSettings) -> None:
        """Store it."""
        self._rows.put(self._KEY, settings)


class MemoryPolicies:
    """Versions of the booking policy."""

    def __init__(self, rows: Rows[int, BookingPolicy]) -> None:
        self._rows = rows

    def current(self) -> BookingPolicy:
        """Return the highest version, or the defaults."""
        return max(self._rows.values(), key=lambda p: p.version, default=BookingPolicy())

    def list(self) -> tuple[BookingPolicy, ...]:
        """Return all that were stored, by version."""
        return tuple(self._rows.in_order())

    def add(self, policy: BookingPolicy) -> None:
        """Store a new version."""
        if policy.version in self._rows:
            raise AlreadyExistsError("policy", str(policy.version))
        self._rows.put(policy.version, policy)


class MemoryEntitlements:
    """Shares for a period."""

    def __init__(self, rows: Rows[str, Entitlement]) -> None:
        self._rows = rows

    def list(self, tenant_id: str | None = None) -> tuple[Entitlement, ...]:
        """Return those of one tenant or of all, by start, then id."""
        some = (e for e in self._rows.values() if tenant_id in {None, e.tenant_id})
        return tuple(sorted(some, key=lambda e: (e.start, e.id)))

    def add(self, entitlement: Entitlement) -> None:
        """Store a new one."""
        if entitlement.id in self._rows:
            raise AlreadyExistsError("entitlement", entitlement.id)
        self._rows.put(entitlement.id, entitlement)
