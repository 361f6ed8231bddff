"""Everything a plan is made from, read in one transaction: the plan is that of one state of the park."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from scheduler.domain.booking import OPEN_REQUESTS, RequestStatus
from scheduler.domain.fairness_policy import DEFAULT
from scheduler.domain.pages import HIGHEST_LIMIT, ReservationFilter
from scheduler.domain.policy import BookingPolicy
from scheduler.domain.reservation import LIVE, ReservationStatus
from scheduler.planning.memory import owed_by_ledger
from scheduler.planning.taking_part import shares_of, taking_part
from scheduler.services.calendar import park_calendar

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from scheduler.domain.booking import BookingRequest
    from scheduler.domain.calendar import ParkCalendar
    from scheduler.domain.entitlement import Entitlement
    from scheduler.domain.fairness_policy import FairnessPolicy
    from scheduler.domain.machine import ChangeoverTable, Machine, Skill
    from scheduler.domain.park import ParkSettings
    from scheduler.domain.plan import Window
    from scheduler.domain.reservation import Reservation
    from scheduler.domain.tenant import Tenant
    from scheduler.domain.time_off import Closure, Outage
    from scheduler.storage.unit_of_work import UnitOfWork

#: Reservations whose work is behind us.
FINISHED = (ReservationStatus.COMPLETED, ReservationStatus.RELEASED_EARLY)
#: How far back the last job on a machine is looked for, to know what it is set up for.
_LOOK_BACK = timedelta(days=14)


@dataclass(frozen=True, kw_only=True, slots=True)
class ParkSnapshot:
    """One state of the park, as far as the plan of a window needs it."""

    #: The moment it was taken; nothing new is planned before it.
    now: datetime
    settings: ParkSettings
    calendar: ParkCalendar
    machines: tuple[Machine, ...]
    changeover_tables: tuple[ChangeoverTable, ...] = ()
    skills: tuple[Skill, ...] = ()
    tenants: tuple[Tenant, ...]
    entitlements: tuple[Entitlement, ...] = ()
    closures: tuple[Closure, ...] = ()
    outages: tuple[Outage, ...] = ()
    #: Those that compete for room or hold it, by id.
    requests: tuple[BookingRequest, ...] = ()
    #: All live reservations, and the finished ones of the requests above.
    reservations: tuple[Reservation, ...] = ()
    #: Family that a machine was last used for before the window.
    last_families: Mapping[str, str]
    #: How the plan is fair, and by it what each tenant that takes part is owed (`scheduler.planning.memory`); not named: nothing.
    fairness: FairnessPolicy = DEFAULT
    owed: Mapping[str, int] = field(default_factory=dict)
    #: The one in force.
    policy: BookingPolicy = field(default_factory=BookingPolicy)


def take_snapshot(uow: UnitOfWork, window: Window, now: datetime, fairness: FairnessPolicy = DEFAULT) -> ParkSnapshot:
    """Read the park within a transaction of the caller's; `fairness` says how the ledger is remembered."""
    requests = uow.booking_requests.with_status(OPEN_REQUESTS)
    tenants, entitlements = uow.tenants.list(), uow.entitlements.list()
    shares = shares_of(taking_part(tenants, requests), entitlements, window.start)
    live = uow.reservations.live()
    finished = (r for request in requests for r in _finished(uow, request))
    return ParkSnapshot(
        now=now,
        settings=uow.settings.get(),
        calendar=park_calendar(uow),
        machines=uow.machines.list(),
        changeover_tables=uow.changeover_tables.list(),
        skills=uow.skills.list(),
        tenants=tenants,
        entitlements=entitlements,
        closures=uow.closures.list(window.start, window.end),
        outages=uow.outages.list(window.start, window.end),
        requests=requests,
        reservations=(*live, *finished),
        last_families=_last_families(uow, window),
        fairness=fairness,
        owed=owed_by_ledger(uow.ledger, shares, now, fairness),
        policy=uow.policies.current(),
    )


def _finished(uow: UnitOfWork, request: BookingRequest) -> Iterator[Reservation]:
    """Yield the finished reservations of a request; one that is only queued has none."""
    if request.status is not RequestStatus.QUEUED:
        yield from (r for r in uow.reservations.of_request(request.id) if r.status in FINISHED)


def _last_families(uow: UnitOfWork, window: Window) -> dict[str, str]:
    """Return for each machine the family of its last use before the window, as far as one is known."""
    found: dict[str, str] = {}
    for reservation in _used_before(uow, window):
        request = uow.booking_requests.find(reservation.request_id)
        if request is None or reservation.operation >= len(request.operations):
            continue
        family = request.operations[reservation.operation].family
        if family is not None:
            found.update(dict.fromkeys(reservation.machine_ids, family))
    return found


def _used_before(uow: UnitOfWork, window: Window) -> Iterator[Reservation]:
    """Yield what ran, or will have run, before the window, by start."""
    after: str | None = None
    while True:
        where = ReservationFilter(
            statuses=(*LIVE, *FINISHED),
            start=window.start - _LOOK_BACK,
            end=window.start,
            limit=HIGHEST_LIMIT,
            after=after,
        )
        page = uow.reservations.page(where)
        yield from page.items
        after = page.next
        if after is None:
            return
