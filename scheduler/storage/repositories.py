"""What a storage can do, as protocols; every storage passes the one contract in tests/scheduler/storage/contract.py.

Over 150 lines because the protocols of the tables are read side by side by whoever writes the next storage.

All of them speak domain values. `add` raises AlreadyExistsError when the key is taken. `update` raises NotFoundError when there is
no such key and StaleVersionError unless the value's version is one above the stored one. `get` raises NotFoundError, `find` returns
None. Lists are sorted by key unless said otherwise.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime

    from scheduler.domain.booking import BookingRequest, RequestStatus
    from scheduler.domain.carried import Carried
    from scheduler.domain.entitlement import Entitlement
    from scheduler.domain.ledger import LedgerEntry
    from scheduler.domain.pages import Page, RequestFilter, ReservationFilter
    from scheduler.domain.park import ParkSettings
    from scheduler.domain.plan import Schedule
    from scheduler.domain.policy import BookingPolicy
    from scheduler.domain.reservation import Reservation
    from scheduler.domain.run import RunStatus, ScheduleRun
    from scheduler.domain.time_off import Closure, Outage

T = TypeVar("T")


class VersionedRows(Protocol[T]):
    """Things with an id and a version."""

    def get(self, key: str) -> T:
        """Return a thing by id."""
        ...

    def find(self, key: str) -> T | None:
        """Return a thing by id, or None."""
        ...

    def add(self, thing: T, /) -> None:
        """Store a new thing."""
        ...

    def update(self, thing: T, /) -> None:
        """Store the next version of a thing."""
        ...


class VersionedTable(VersionedRows[T], Protocol[T]):
    """Those of which there are few: machines, tenants, skills."""

    def list(self) -> tuple[T, ...]:
        """Return all of them, by id."""
        ...


class NamedTable(Protocol[T]):
    """Things that are replaced whole under their name: shift patterns, changeover tables."""

    def find(self, name: str) -> T | None:
        """Return a thing by name, or None."""
        ...

    def list(self) -> tuple[T, ...]:
        """Return all of them, by name."""
        ...

    def put(self, thing: T) -> None:
        """Store a thing in place of the one of that name, or beside the others."""
        ...


class Periods(Protocol[T]):
    """Time off, by id."""

    def find(self, key: str) -> T | None:
        """Return one by id, or None."""
        ...

    def put(self, thing: T, /) -> None:
        """Store one in place of that with its id, or beside the others."""
        ...

    def remove(self, key: str) -> None:
        """Take one away; NotFoundError when there is none."""
        ...


class Closures(Periods["Closure"], Protocol):
    """Closures, by id."""

    def list(self, start: datetime | None = None, end: datetime | None = None) -> tuple[Closure, ...]:
        """Return those that meet `[start, end)` (None: no bound), by start, then id."""
        ...


class Outages(Periods["Outage"], Protocol):
    """Outages, by id."""

    def list(
        self, start: datetime | None = None, end: datetime | None = None, machine_id: str | None = None
    ) -> tuple[Outage, ...]:
        """Return those that meet `[start, end)` (None: no bound), of one machine or all, by start, then id."""
        ...


class ParkSettingsTable(Protocol):
    """The one row about the whole park."""

    def get(self) -> ParkSettings:
        """Return it; its defaults while none was stored."""
        ...

    def put(self, settings: ParkSettings) -> None:
        """Store it."""
        ...


class Policies(Protocol):
    """Versions of the booking policy; they are added, never changed."""

    def current(self) -> BookingPolicy:
        """Return the highest version; the defaults (version 1) while none was stored."""
        ...

    def list(self) -> tuple[BookingPolicy, ...]:
        """Return all that were stored, by version."""
        ...

    def add(self, policy: BookingPolicy) -> None:
        """Store a new version; AlreadyExistsError when it is taken."""
        ...


class Entitlements(Protocol):
    """Shares for a period; they are added, never changed."""

    def list(self, tenant_id: str | None = None) -> tuple[Entitlement, ...]:
        """Return those of one tenant or of all, by start, then id."""
        ...

    def add(self, entitlement: Entitlement) -> None:
        """Store a new one."""
        ...


class BookingRequests(VersionedRows["BookingRequest"], Protocol):
    """Booking requests, by id."""

    def find_open(self, tenant_id: str, external_reference: str) -> BookingRequest | None:
        """Return the tenant's request with that reference that is queued, scheduled or waitlisted, or None."""
        ...

    def with_status(self, statuses: Iterable[RequestStatus]) -> tuple[BookingRequest, ...]:
        """Return all in one of these statuses, by id."""
        ...

    def with_references(self, references: Iterable[str]) -> tuple[BookingRequest, ...]:
        """Return all with one of these external references, of whichever tenant and status, by id."""
        ...

    def counting(self, tenant_id: str, since: datetime) -> tuple[BookingRequest, ...]:
        """Return a tenant's requests that are open, or of which something began to hold a machine at `since` or later; by id."""
        ...

    def page(self, where: RequestFilter) -> Page[BookingRequest]:
        """Return one page, by id; `Page.next` is the id of its last item where more follow."""
        ...


class Reservations(VersionedRows["Reservation"], Protocol):
    """Reservations, by id. `add` and `update` raise OverlapError when two live ones would overlap on a machine."""

    def live(self, start: datetime | None = None, end: datetime | None = None) -> tuple[Reservation, ...]:
        """Return the live ones whose occupation meets `[start, end)` (None: no bound), by start, then id."""
        ...

    def of_request(self, request_id: str) -> tuple[Reservation, ...]:
        """Return all of a request, live or not, by start, then id."""
        ...

    def counting(self, tenant_id: str, since: datetime) -> tuple[Reservation, ...]:
        """Return a tenant's reservations that hold or held a machine (`HELD`), and start at `since` or later or are of an open request.

        By start, then id.
        """
        ...

    def page(self, where: ReservationFilter) -> Page[Reservation]:
        """Return one page, by start, then id; `Page.next` is the id of its last item where more follow."""
        ...


class Runs(VersionedRows["ScheduleRun"], Protocol):
    """Schedule runs, by id. `add` raises AlreadyExistsError for a second run of one night, too."""

    def with_status(self, statuses: Iterable[RunStatus]) -> tuple[ScheduleRun, ...]:
        """Return all in one of these statuses, by id."""
        ...

    def latest(self, limit: int, before: str | None = None) -> tuple[ScheduleRun, ...]:
        """Return the youngest, youngest first; of those older than `before` where it is given."""
        ...

    def counts(self) -> Mapping[RunStatus, int]:
        """Return how many there are in each status; a status that no run is in may be left out."""
        ...

    def last_night(self) -> date | None:
        """Return the latest night that a run was asked for, or None before the first."""
        ...

    def taken_over(self) -> int:
        """Return how many times a run was taken up again, by whomever."""
        ...


class Schedules(Protocol):
    """Plans, by version; `get` raises NotFoundError."""

    def get(self, version: int) -> Schedule:
        """Return a plan."""
        ...

    def published(self) -> Schedule | None:
        """Return the published plan, or None."""
        ...

    def latest_draft(self) -> Schedule | None:
        """Return the draft with the highest version, or None."""
        ...

    def highest_version(self) -> int:
        """Return the highest version given out, 0 before the first."""
        ...

    def add(self, schedule: Schedule) -> None:
        """Store a new plan."""
        ...

    def update(self, schedule: Schedule) -> None:
        """Store the status and times of a plan (its slots never change); NotFoundError when there is none."""
        ...


class Ledger(Protocol):
    """Entries of the ledger; they are added, never changed and never taken away."""

    def list(self, tenant_id: str | None = None) -> tuple[LedgerEntry, ...]:
        """Return those of one tenant or of all, by id, that is, by age."""
        ...

    def following(self, tenant_id: str | None, after: str | None, limit: int) -> tuple[LedgerEntry, ...]:
        """Return up to `limit` of one tenant or of all, by id, of those whose id is above `after` (None: from the first)."""
        ...

    def total(self, tenant_id: str) -> int:
        """Return the sum of a tenant's minutes."""
        ...

    def charge_for(self, reservation_id: str) -> LedgerEntry | None:
        """Return the charge of a reservation, or None."""
        ...

    def about(self, reservation_id: str) -> tuple[LedgerEntry, ...]:
        """Return the entries about a reservation: its charge, and what was given back of it; by id."""
        ...

    def add(self, entry: LedgerEntry) -> None:
        """Store a new entry; AlreadyExistsError for its id, or for a second charge of one reservation."""
        ...

    def carried(self) -> Mapping[str, Carried] | None:
        """Return by tenant what its entries come to, none left out; None where they have to be read for it."""
        ...

    def carry(self) -> None:
        """Read the entries and write down what they come to, where that is not known and the storage keeps it."""
        ...
