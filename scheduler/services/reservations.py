"""Reservations: looked at, given up, and what became of them.

Over 150 lines because every step of a reservation is here, each of a few lines.

A tenant gives a request up whole: cancelling one of its reservations cancels all that have not begun, and withdraws the request - or,
with `reopen`, puts it back into the queue for the next plan.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from scheduler.domain.access import Action
from scheduler.domain.booking import OPEN_REQUESTS, RequestStatus
from scheduler.domain.reservation import RESERVATION_STATUSES, ReservationStatus
from scheduler.domain.seen import check_version
from scheduler.services.access import keep_apart, narrowed, require
from scheduler.services.changes import cancel_all, change_request, change_reservation
from scheduler.services.charges import charge
from scheduler.services.draft_checks import covers_all, standing
from scheduler.services.pages import check_limit

if TYPE_CHECKING:
    from datetime import datetime

    from scheduler.domain.access import Actor
    from scheduler.domain.pages import Page, ReservationFilter
    from scheduler.domain.reservation import Reservation
    from scheduler.services.context import Context
    from scheduler.storage.unit_of_work import UnitOfWork

_KIND = "reservation"


def page(ctx: Context, actor: Actor, where: ReservationFilter) -> Page[Reservation]:
    """Return one page of the reservations, by start; to a tenant of its own. RefusedError for the limit."""
    require(actor, Action.SEE_BOOKINGS)
    check_limit(where.limit)
    where = replace(where, tenant_id=narrowed(actor, where.tenant_id))
    with ctx.unit_of_work(read_only=True) as uow:
        return uow.reservations.page(where)


def get(ctx: Context, actor: Actor, reservation_id: str) -> Reservation:
    """Return a reservation; NotFoundError also for another tenant's."""
    require(actor, Action.SEE_BOOKINGS)
    with ctx.unit_of_work(read_only=True) as uow:
        return _own(uow, actor, reservation_id)


def cancel(
    ctx: Context, actor: Actor, reservation_id: str, expected_version: int | None = None, *, reopen: bool = False
) -> tuple[Reservation, ...]:
    """Cancel a reservation and the others of its request, and return them all as they are now, by start.

    Raises
    ------
    NotFoundError, ForbiddenError
    StaleVersionError
        When `expected_version` is given and not the present one, here as in every step below.
    IllegalTransitionError
        When the reservation is over, or has begun.
    ConflictError, RefusedError
        As in `changes.cancel_all`: another one of the request has begun, or the notice is too short.
    """
    require(actor, Action.BOOK)
    now = ctx.clock()
    with ctx.unit_of_work() as uow:
        reservation = _own(uow, actor, reservation_id, expected_version)
        RESERVATION_STATUSES.transition(reservation.status, ReservationStatus.CANCELLED)
        cancelled = cancel_all(uow, reservation.request_id, now)
        request = uow.booking_requests.get(reservation.request_id)
        if request.status in OPEN_REQUESTS:
            change_request(uow, request, RequestStatus.QUEUED if reopen else RequestStatus.WITHDRAWN, now)
        uow.commit()
    return cancelled


def check_in(ctx: Context, actor: Actor, reservation_id: str, expected_version: int | None = None) -> Reservation:
    """Note that the tenant is there; IllegalTransitionError."""
    return _became(ctx, actor, (reservation_id, expected_version), ReservationStatus.CHECKED_IN)


def begin(ctx: Context, actor: Actor, reservation_id: str, expected_version: int | None = None) -> Reservation:
    """Note that the work has begun; IllegalTransitionError."""
    return _became(ctx, actor, (reservation_id, expected_version), ReservationStatus.IN_PROGRESS)


def complete(ctx: Context, actor: Actor, reservation_id: str, expected_version: int | None = None) -> Reservation:
    """Note that the work is done, and charge it; the request is fulfilled with its last one. IllegalTransitionError."""
    return _became(ctx, actor, (reservation_id, expected_version), ReservationStatus.COMPLETED)


def no_show(ctx: Context, actor: Actor, reservation_id: str, expected_version: int | None = None) -> Reservation:
    """Note that nobody came, and charge it in full as if it had been used; IllegalTransitionError.

    The request expires when nothing of it is left to come.
    """
    return _became(ctx, actor, (reservation_id, expected_version), ReservationStatus.NO_SHOW)


def release_early(ctx: Context, actor: Actor, reservation_id: str, expected_version: int | None = None) -> Reservation:
    """Note that the machine is free before its time, and charge what was used of the processing time; IllegalTransitionError."""
    return _became(ctx, actor, (reservation_id, expected_version), ReservationStatus.RELEASED_EARLY)


def displace(ctx: Context, actor: Actor, reservation_id: str, expected_version: int | None = None) -> Reservation:
    """Note that the park took a reservation away, as by a breakdown, begun or not: nothing is charged; IllegalTransitionError.

    The request competes again in the next plan; what else of it is done or reserved stays.
    """
    require(actor, Action.OPERATE)
    now = ctx.clock()
    with ctx.unit_of_work() as uow:
        before = _own(uow, actor, reservation_id, expected_version)
        reservation = change_reservation(uow, before, ReservationStatus.DISPLACED, now)
        request = uow.booking_requests.get(reservation.request_id)
        if request.status in OPEN_REQUESTS:
            # Only a request that is not merely queued is known to have work behind it.
            begun = standing(uow.reservations.of_request(request.id))
            change_request(uow, request, RequestStatus.WAITLISTED if begun else RequestStatus.QUEUED, now)
        uow.commit()
    return reservation


def _became(ctx: Context, actor: Actor, which: tuple[str, int | None], status: ReservationStatus) -> Reservation:
    require(actor, Action.OPERATE)
    now = ctx.clock()
    with ctx.unit_of_work() as uow:
        reservation = change_reservation(uow, _own(uow, actor, *which), status, now)
        if RESERVATION_STATUSES.is_final(status):
            charge(ctx, uow, reservation, now)
            _close_request(uow, reservation.request_id, now)
        uow.commit()
    return reservation


def _close_request(uow: UnitOfWork, request_id: str, now: datetime) -> None:
    """Settle a request when its last live reservation has ended."""
    request, all_of_it = uow.booking_requests.get(request_id), uow.reservations.of_request(request_id)
    if request.status is not RequestStatus.SCHEDULED or any(r.is_live for r in all_of_it):
        return
    done = covers_all(len(request.operations), standing(all_of_it))
    change_request(uow, request, RequestStatus.FULFILLED if done else RequestStatus.EXPIRED, now)


def _own(uow: UnitOfWork, actor: Actor, reservation_id: str, expected_version: int | None = None) -> Reservation:
    reservation = uow.reservations.get(reservation_id)
    keep_apart(actor, reservation.tenant_id, _KIND, reservation_id)
    check_version(_KIND, reservation_id, reservation.version, expected_version)
    return reservation
