"""What a period came to: how full the machines were, what each tenant asked and got, and every reservation of it.

Over 150 lines because the figures and the values that hold them are defined side by side.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from scheduler.domain.booking import RequestStatus
from scheduler.domain.pages import HIGHEST_LIMIT, ReservationFilter
from scheduler.domain.reservation import LIVE, ReservationStatus
from scheduler.planning.catalogue import Catalogue
from scheduler.planning.ways import standard_minutes
from scheduler.services.calendar import open_windows, park_calendar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from scheduler.domain.booking import BookingRequest
    from scheduler.domain.ledger import LedgerEntry
    from scheduler.domain.machine import Machine
    from scheduler.domain.reservation import Reservation
    from scheduler.domain.tenant import Tenant
    from scheduler.storage.unit_of_work import UnitOfWork

_MINUTE, _NONE = timedelta(minutes=1), timedelta(0)
_S = ReservationStatus
#: Reservations that count as use: held, done, or not turned up for.
COUNTED = (*LIVE, _S.COMPLETED, _S.RELEASED_EARLY, _S.NO_SHOW)
#: Requests that count as asked for.
_ASKED = (
    RequestStatus.QUEUED,
    RequestStatus.SCHEDULED,
    RequestStatus.WAITLISTED,
    RequestStatus.FULFILLED,
    RequestStatus.EXPIRED,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class GroupUse:
    """The machines of one capability, all in minutes within the period."""

    capability: str
    machines: int
    open: int
    #: Occupied within open time or not, setup and teardown included, and processing alone.
    occupied: int
    processing: int

    @property
    def utilization(self) -> float:
        """Return the occupied part of the open time; 0 where nothing was open."""
        return self.occupied / self.open if self.open else 0.0


@dataclass(frozen=True, kw_only=True, slots=True)
class TenantUse:
    """What a tenant asked for and got in the period; minutes are standard ones, weighted by the cost of the machine."""

    tenant_id: str
    name: str
    share: int
    #: Requests that could have run in the period, and how many of them have all their reservations or are done.
    requests: int
    served: int
    asked: int
    granted: int
    #: What the ledger booked in the period, and its sum up to now.
    charged: int
    balance: int

    @property
    def level(self) -> float:
        """Return granted over asked, at most 1; 1 where nothing was asked."""
        return min(1.0, self.granted / self.asked) if self.asked else 1.0


@dataclass(frozen=True, kw_only=True, slots=True)
class ParkReport:
    """A period `[start, end)` of a park."""

    start: datetime
    end: datetime
    groups: tuple[GroupUse, ...]
    tenants: tuple[TenantUse, ...]
    #: Every reservation that counts, by tenant and start.
    statement: tuple[Reservation, ...]

    def for_tenant(self, tenant_id: str) -> ParkReport:
        """Return what a tenant may see of it: the machines, and of the tenants itself."""
        return replace(
            self,
            tenants=tuple(each for each in self.tenants if each.tenant_id == tenant_id),
            statement=tuple(each for each in self.statement if each.tenant_id == tenant_id),
        )


def make_report(uow: UnitOfWork, start: datetime, end: datetime) -> ParkReport:
    """Return the report of a period, read within a transaction of the caller's."""
    reservations = tuple(reservations_in(uow, start, end))
    machines = [machine for machine in uow.machines.list() if machine.active]
    requests = asked_in(uow, start, end)
    catalogue, ledger = Catalogue(uow.machines.list()), uow.ledger.list()
    tenants = (
        _tenant_use(
            tenant,
            [r for r in requests if r.tenant_id == tenant.id],
            [r for r in reservations if r.tenant_id == tenant.id],
            [e for e in ledger if e.tenant_id == tenant.id],
            catalogue,
            (start, end),
        )
        for tenant in uow.tenants.list()
    )
    return ParkReport(
        start=start,
        end=end,
        groups=tuple(_groups(uow, machines, reservations, start, end)),
        tenants=tuple(tenants),
        statement=tuple(sorted(reservations, key=lambda r: (r.tenant_id, r.start, r.id))),
    )


def asked_in(uow: UnitOfWork, start: datetime, end: datetime) -> list[BookingRequest]:
    """Return the requests that count as asked for and could have run in `[start, end)`, by id."""
    return [r for r in uow.booking_requests.with_status(_ASKED) if r.not_before < end and start < r.deadline]


def reservations_in(uow: UnitOfWork, start: datetime, end: datetime) -> Iterator[Reservation]:
    """Yield the reservations that count as use and meet `[start, end)`, by start."""
    after: str | None = None
    while True:
        where = ReservationFilter(statuses=COUNTED, start=start, end=end, limit=HIGHEST_LIMIT, after=after)
        page = uow.reservations.page(where)
        yield from page.items
        after = page.next
        if after is None:
            return


def _groups(
    uow: UnitOfWork, machines: list[Machine], reservations: Iterable[Reservation], start: datetime, end: datetime
) -> Iterator[GroupUse]:
    calendar = park_calendar(uow)
    held = list(reservations)
    for capability in sorted({machine.capability for machine in machines}):
        group = [machine for machine in machines if machine.capability == capability]
        ids = {machine.id for machine in group}
        spans = [p for machine in group for p in open_windows(uow, calendar, machine, start, end)]
        uses = [r for r in held for machine_id in r.machine_ids if machine_id in ids]
        yield GroupUse(
            capability=capability,
            machines=len(group),
            open=sum(minutes_within(a, b, start, end) for a, b in spans),
            occupied=sum(minutes_within(r.start, r.end, start, end) for r in uses),
            processing=sum(minutes_within(r.processing_start, r.processing_end, start, end) for r in uses),
        )


def _tenant_use(
    tenant: Tenant,
    requests: list[BookingRequest],
    reservations: list[Reservation],
    entries: list[LedgerEntry],
    catalogue: Catalogue,
    period: tuple[datetime, datetime],
) -> TenantUse:
    served = (RequestStatus.SCHEDULED, RequestStatus.FULFILLED)
    return TenantUse(
        tenant_id=tenant.id,
        name=tenant.name,
        share=tenant.share,
        requests=len(requests),
        served=sum(request.status in served for request in requests),
        asked=sum(standard_minutes(o, catalogue) for request in requests for o in request.operations),
        granted=sum(reservation.credited_minutes for reservation in reservations),
        charged=sum(e.minutes for e in entries if period[0] <= e.recorded_at < period[1]),
        balance=sum(e.minutes for e in entries),
    )


def minutes_within(start: datetime, end: datetime, first: datetime, last: datetime) -> int:
    """Return the whole minutes of `[start, end)` that lie in `[first, last)`."""
    return max(_NONE, min(end, last) - max(start, first)) // _MINUTE
