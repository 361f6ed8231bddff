"""The tables of what is wanted and given: booking requests and reservations, with the guard against overlap.

Over 150 lines because requests and reservations are filtered and paged by the same few helpers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from scheduler.domain.booking import OPEN_REQUESTS
from scheduler.domain.pages import Page
from scheduler.domain.reservation import HELD
from scheduler.errors import OverlapError
from scheduler.storage.memory.catalogue import MemoryVersionedTable, Versioned

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from scheduler.domain.booking import BookingRequest, RequestStatus
    from scheduler.domain.pages import RequestFilter, ReservationFilter
    from scheduler.domain.reservation import Reservation
    from scheduler.storage.memory.rows import Rows

V = TypeVar("V", bound=Versioned)


class MemoryBookingRequests(MemoryVersionedTable["BookingRequest"]):
    """Booking requests, by id."""

    def __init__(self, rows: Rows[str, BookingRequest], reservations: Rows[str, Reservation]) -> None:
        super().__init__("booking request", rows)
        self._reservations = reservations
        #: Open requests by tenant and reference; made when first asked for, kept up to date from then on.
        self._references: dict[tuple[str, str], str] | None = None

    def find_open(self, tenant_id: str, external_reference: str) -> BookingRequest | None:
        """Return the tenant's open request with that reference, or None."""
        if self._references is None:
            self._references = {_reference(r): r.id for r in self._rows.values() if r.status in OPEN_REQUESTS}
        key = self._references.get((tenant_id, external_reference))
        return None if key is None else self._rows.find(key)

    def with_status(self, statuses: Iterable[RequestStatus]) -> tuple[BookingRequest, ...]:
        """Return all in one of these statuses, by id."""
        wanted = frozenset(statuses)
        return tuple(r for r in self._rows.in_order() if r.status in wanted)

    def with_references(self, references: Iterable[str]) -> tuple[BookingRequest, ...]:
        """Return all with one of these external references, by id."""
        wanted = frozenset(references)
        return tuple(r for r in self._rows.in_order() if r.external_reference in wanted)

    def counting(self, tenant_id: str, since: datetime) -> tuple[BookingRequest, ...]:
        """Return a tenant's requests that are open, or of which something began to hold a machine at `since` or later; by id."""
        lately = {r.request_id for r in self._reservations.values() if r.start >= since and r.status in HELD}
        own = (r for r in self._rows.in_order() if r.tenant_id == tenant_id)
        return tuple(r for r in own if r.status in OPEN_REQUESTS or r.id in lately)

    def page(self, where: RequestFilter) -> Page[BookingRequest]:
        """Return one page, by id."""
        after = where.after or ""
        return _cut([r for r in self._rows.in_order() if r.id > after and _request_fits(r, where)], where.limit)

    def add(self, request: BookingRequest) -> None:
        """Store a new request."""
        super().add(request)
        self._refer(request)

    def update(self, request: BookingRequest) -> None:
        """Store the next version of a request."""
        super().update(request)
        self._refer(request)

    def _refer(self, request: BookingRequest) -> None:
        if self._references is None:
            return
        if request.status in OPEN_REQUESTS:
            self._references[_reference(request)] = request.id
        elif self._references.get(_reference(request)) == request.id:
            del self._references[_reference(request)]


class MemoryReservations(MemoryVersionedTable["Reservation"]):
    """Reservations, by id."""

    def __init__(self, rows: Rows[str, Reservation], requests: Rows[str, BookingRequest]) -> None:
        super().__init__("reservation", rows)
        self._booking_requests = requests
        #: Live reservations by machine, then id; made when first asked for, kept up to date from then on.
        self._live: dict[str, dict[str, Reservation]] | None = None
        #: Ids by request, likewise.
        self._requests: dict[str, set[str]] | None = None

    def live(self, start: datetime | None = None, end: datetime | None = None) -> tuple[Reservation, ...]:
        """Return the live ones whose occupation meets `[start, end)`, by start, then id."""
        return tuple(_by_start(r for r in self._rows.values() if r.is_live and _meets(r, start, end)))

    def of_request(self, request_id: str) -> tuple[Reservation, ...]:
        """Return all of a request, by start, then id."""
        if self._requests is None:
            self._requests = {}
            for reservation in self._rows.values():
                self._requests.setdefault(reservation.request_id, set()).add(reservation.id)
        return tuple(_by_start(self.get(key) for key in self._requests.get(request_id, ())))

    def counting(self, tenant_id: str, since: datetime) -> tuple[Reservation, ...]:
        """Return a tenant's reservations in `HELD` that start at `since` or later or are of an open request; by start, then id."""
        opened = {r.id for r in self._booking_requests.values() if r.status in OPEN_REQUESTS}
        own = (r for r in self._rows.values() if r.tenant_id == tenant_id and r.status in HELD)
        return tuple(_by_start(r for r in own if r.start >= since or r.request_id in opened))

    def page(self, where: ReservationFilter) -> Page[Reservation]:
        """Return one page, by start, then id."""
        found = _by_start(r for r in self._rows.values() if _reservation_fits(r, where))
        if where.after is not None:
            last = self.get(where.after)
            found = [r for r in found if (r.start, r.id) > (last.start, last.id)]
        return _cut(found, where.limit)

    def add(self, reservation: Reservation) -> None:
        """Store a new reservation."""
        self._guard(reservation)
        super().add(reservation)
        self._occupy(reservation)
        if self._requests is not None:
            self._requests.setdefault(reservation.request_id, set()).add(reservation.id)

    def update(self, reservation: Reservation) -> None:
        """Store the next version of a reservation."""
        self._guard(reservation)
        stored = self._rows.find(reservation.id)
        super().update(reservation)
        if stored is not None:
            self._release(stored)
        self._occupy(reservation)

    def _guard(self, newcomer: Reservation) -> None:
        """Refuse a live reservation that meets another live one on a machine."""
        if not newcomer.is_live:
            return
        if self._live is None:
            self._live = {}
            for reservation in self._rows.values():
                self._occupy(reservation)
        for machine_id in newcomer.machine_ids:
            for other in self._live.get(machine_id, {}).values():
                if other.id != newcomer.id and other.overlaps(newcomer.start, newcomer.end):
                    raise OverlapError(machine_id, newcomer.start, newcomer.end)

    def _occupy(self, reservation: Reservation) -> None:
        if self._live is not None and reservation.is_live:
            for machine_id in reservation.machine_ids:
                self._live.setdefault(machine_id, {})[reservation.id] = reservation

    def _release(self, reservation: Reservation) -> None:
        if self._live is not None:
            for machine_id in reservation.machine_ids:
                self._live.get(machine_id, {}).pop(reservation.id, None)


def _reference(request: BookingRequest) -> tuple[str, str]:
    return request.tenant_id, request.external_reference


def _by_start(reservations: Iterable[Reservation]) -> list[Reservation]:
    return sorted(reservations, key=lambda r: (r.start, r.id))


def _cut(found: Sequence[V], limit: int) -> Page[V]:
    items = tuple(found[:limit])
    return Page(items=items, next=items[-1].id if items and len(found) > limit else None)


def _meets(reservation: Reservation, start: datetime | None, end: datetime | None) -> bool:
    return (end is None or reservation.start < end) and (start is None or start < reservation.end)


def _request_fits(request: BookingRequest, where: RequestFilter) -> bool:
    return (
        where.tenant_id in {None, request.tenant_id}
        and (where.statuses is None or request.status in where.statuses)
        and where.external_reference in {None, request.external_reference}
        and where.series_id in {None, request.series_id}
        and (where.updated_since is None or request.updated_at >= where.updated_since)
    )


def _reservation_fits(reservation: Reservation, where: ReservationFilter) -> bool:
    return (
        where.tenant_id in {None, reservation.tenant_id}
        and where.request_id in {None, reservation.request_id}
        and (where.machine_id is None or where.machine_id in reservation.machine_ids)
        and (where.statuses is None or reservation.status in where.statuses)
        and where.schedule_version in {None, reservation.schedule_version}
        and _meets(reservation, where.start, where.end)
        and (where.updated_since is None or reservation.updated_at >= where.updated_since)
    )
