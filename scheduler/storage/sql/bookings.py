"""The tables of what is wanted and given: booking requests and reservations.

Over 150 lines because requests and reservations are filtered and paged alike.
"""

from __future__ import annotations

from itertools import islice
from operator import attrgetter
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import bindparam, delete, insert, literal, select, tuple_, union
from sqlalchemy.exc import IntegrityError

from scheduler.domain.booking import OPEN_REQUESTS, BookingRequest
from scheduler.domain.pages import Page
from scheduler.domain.reservation import HELD, LIVE, Reservation
from scheduler.errors import OverlapError
from scheduler.storage.sql.catalogue import SqlVersionedTable, Versioned, meeting
from scheduler.storage.sql.columns import UtcDateTime, Words
from scheduler.storage.sql.paging import gathered, walked
from scheduler.storage.sql.rows import Rows
from scheduler.storage.sql.tables import BOOKING_REQUESTS, RESERVATION_MACHINES, RESERVATIONS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection, Select

    from scheduler.domain.booking import RequestStatus
    from scheduler.domain.pages import RequestFilter, ReservationFilter

V = TypeVar("V", bound=Versioned)

_LET_GO = delete(RESERVATION_MACHINES).where(RESERVATION_MACHINES.c.reservation_id == bindparam("wanted"))
_BY_START = (RESERVATIONS.c.start, RESERVATIONS.c.id)
#: References that are asked for in one question; databases bear so many words in one.
_AT_ONCE = 500
#: The same, as the table of what is held has it.
_HELD_BY_START = (RESERVATION_MACHINES.c.start, RESERVATION_MACHINES.c.reservation_id)


class SqlBookingRequests(SqlVersionedTable[BookingRequest]):
    """Booking requests, by id."""

    def __init__(self, connection: Connection) -> None:
        super().__init__("booking request", Rows(connection, BOOKING_REQUESTS, BookingRequest))

    def find_open(self, tenant_id: str, external_reference: str) -> BookingRequest | None:
        """Return the tenant's open request with that reference, or None."""
        columns = BOOKING_REQUESTS.c
        return self._rows.first(
            columns.tenant_id == tenant_id,
            columns.external_reference == external_reference,
            columns.status.in_(OPEN_REQUESTS),
        )

    def with_status(self, statuses: Iterable[RequestStatus]) -> tuple[BookingRequest, ...]:
        """Return all in one of these statuses, by id."""
        # Sorted here: asked to sort them by id, SQLite would go through all requests by id to find these few.
        found = self._rows.list(BOOKING_REQUESTS.c.status.in_(tuple(statuses)), order=())
        return tuple(sorted(found, key=lambda request: request.id))

    def with_references(self, references: Iterable[str]) -> tuple[BookingRequest, ...]:
        """Return all with one of these external references, by id."""
        wanted, column = iter(sorted(set(references))), BOOKING_REQUESTS.c.external_reference
        found: list[BookingRequest] = []
        while several := tuple(islice(wanted, _AT_ONCE)):
            found += self._rows.list(column.in_(several), order=())
        return tuple(sorted(found, key=lambda request: request.id))

    def counting(self, tenant_id: str, since: datetime) -> tuple[BookingRequest, ...]:
        """Return a tenant's requests that are open, or of which something began to hold a machine at `since` or later; by id."""
        lately = select(RESERVATIONS.c.request_id).where(*_began(tenant_id, since), RESERVATIONS.c.status.in_(HELD))
        return self._rows.list(BOOKING_REQUESTS.c.id.in_(union(_open_of(tenant_id), lately)))

    def page(self, where: RequestFilter) -> Page[BookingRequest]:
        """Return one page, by id."""
        columns, conditions = BOOKING_REQUESTS.c, _fitting_requests(where)
        if where.after is not None:
            conditions.append(columns.id > where.after)
        asked = (self._rows, conditions, (columns.id,), where.limit + 1, where.statuses)
        few = any(each is not None for each in (where.updated_since, where.external_reference, where.series_id))
        return _cut(gathered(*asked) if few else walked(*asked, attrgetter("id")), where.limit)


class SqlReservations(SqlVersionedTable[Reservation]):
    """Reservations, by id; the database itself keeps live ones from overlapping on a machine."""

    def __init__(self, connection: Connection) -> None:
        super().__init__("reservation", Rows(connection, RESERVATIONS, Reservation))
        self._connection = connection

    def live(self, start: datetime | None = None, end: datetime | None = None) -> tuple[Reservation, ...]:
        """Return the live ones whose occupation meets `[start, end)`, by start, then id."""
        found = self._rows.list(RESERVATIONS.c.status.in_(LIVE), *meeting(RESERVATIONS, start, end), order=())
        return tuple(sorted(found, key=_place_in_time))

    def of_request(self, request_id: str) -> tuple[Reservation, ...]:
        """Return all of a request, by start, then id."""
        return self._rows.list(RESERVATIONS.c.request_id == request_id, order=_BY_START)

    def counting(self, tenant_id: str, since: datetime) -> tuple[Reservation, ...]:
        """Return a tenant's reservations in `HELD` that start at `since` or later or are of an open request; by start, then id."""
        ids = select(RESERVATIONS.c.id)
        lately = ids.where(*_began(tenant_id, since))
        opened = ids.where(RESERVATIONS.c.request_id.in_(_open_of(tenant_id)))
        found = self._rows.list(RESERVATIONS.c.id.in_(union(lately, opened)), RESERVATIONS.c.status.in_(HELD))
        # Sorted here: asked to sort them by start, SQLite would go through all reservations by start to find these few.
        return tuple(sorted(found, key=_place_in_time))

    def page(self, where: ReservationFilter) -> Page[Reservation]:
        """Return one page, by start, then id."""
        conditions = _fitting_reservations(where)
        if where.after is not None:
            last = self.get(where.after)
            conditions.append(tuple_(*_BY_START) > tuple_(literal(last.start, UtcDateTime), literal(last.id, Words)))
        order = _BY_START
        # What meets a week is found from its end on: from its start on there is everything that ever was.
        few = where.updated_since is not None or where.start is not None
        if where.machine_id is not None and not few:
            held, order = RESERVATION_MACHINES.c, _HELD_BY_START
            conditions += [held.machine_id == where.machine_id, held.reservation_id == RESERVATIONS.c.id]
        asked = (self._rows, conditions, order, where.limit + 1, where.statuses)
        return _cut(gathered(*asked) if few else walked(*asked, _place_in_time), where.limit)

    def add(self, reservation: Reservation) -> None:
        """Store a new reservation."""
        with self._connection.begin_nested():
            super().add(reservation)
            self._hold(reservation)

    def update(self, reservation: Reservation) -> None:
        """Store the next version of a reservation."""
        with self._connection.begin_nested():
            super().update(reservation)
            self._connection.execute(_LET_GO, {"wanted": reservation.id})
            self._hold(reservation)

    def _hold(self, reservation: Reservation) -> None:
        """Write what it occupies, one machine at a time, so that a refusal names the machine."""
        for machine_id in reservation.machine_ids:
            row = {
                "reservation_id": reservation.id,
                "machine_id": machine_id,
                "start": reservation.start,
                "end": reservation.end,
                "live": reservation.is_live,
            }
            try:
                self._connection.execute(insert(RESERVATION_MACHINES), row)
            except IntegrityError as error:
                if _is_overlap(error):
                    raise OverlapError(machine_id, reservation.start, reservation.end) from None
                raise


def _began(tenant_id: str, since: datetime) -> tuple[ColumnElement[bool], ...]:
    return RESERVATIONS.c.tenant_id == tenant_id, RESERVATIONS.c.start >= since


def _open_of(tenant_id: str) -> Select[str]:
    """Return the query for the ids of a tenant's open requests.

    There are few open requests and a long history of each tenant. Nothing has to be said of an index where the database knows that; SQLite, which
    does not, would take the one by tenant and walk through the history, were the tenant's column not part of an expression.
    """
    columns = BOOKING_REQUESTS.c
    return select(columns.id).where(columns.status.in_(OPEN_REQUESTS), columns.tenant_id.concat("") == tenant_id)


def _is_overlap(error: IntegrityError) -> bool:
    """Return whether the guard of the machines spoke: a trigger in SQLite, an exclusion constraint in PostgreSQL."""
    of_sqlite, of_postgres = (getattr(error.orig, name, None) for name in ("sqlite_errorname", "sqlstate"))
    return of_sqlite == "SQLITE_CONSTRAINT_TRIGGER" or of_postgres == "23P01"


def _place_in_time(reservation: Reservation) -> tuple[datetime, str]:
    return reservation.start, reservation.id


def _cut(found: tuple[V, ...], limit: int) -> Page[V]:
    """Return the page, given its items and, if more follow, one of them."""
    items = found[:limit]
    return Page(items=items, next=items[-1].id if items and len(found) > limit else None)


def _fitting_requests(where: RequestFilter) -> list[ColumnElement[bool]]:
    columns = BOOKING_REQUESTS.c
    conditions: list[ColumnElement[bool]] = []
    if where.tenant_id is not None:
        conditions.append(columns.tenant_id == where.tenant_id)
    if where.external_reference is not None:
        conditions.append(columns.external_reference == where.external_reference)
    if where.series_id is not None:
        conditions.append(columns.series_id == where.series_id)
    if where.updated_since is not None:
        conditions.append(columns.updated_at >= where.updated_since)
    return conditions


def _fitting_reservations(where: ReservationFilter) -> list[ColumnElement[bool]]:
    columns = RESERVATIONS.c
    conditions = meeting(RESERVATIONS, where.start, where.end)
    if where.tenant_id is not None:
        conditions.append(columns.tenant_id == where.tenant_id)
    if where.request_id is not None:
        conditions.append(columns.request_id == where.request_id)
    if where.machine_id is not None and (where.updated_since is not None or where.start is not None):
        held = RESERVATION_MACHINES.c
        conditions.append(columns.id.in_(select(held.reservation_id).where(held.machine_id == where.machine_id)))
    if where.schedule_version is not None:
        conditions.append(columns.schedule_version == where.schedule_version)
    if where.updated_since is not None:
        conditions.append(columns.updated_at >= where.updated_since)
    return conditions
