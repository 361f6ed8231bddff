"""Changes of status that several use cases share, and the one rule for giving reservations up."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from scheduler.domain.booking import REQUEST_STATUSES
from scheduler.domain.refusal import Refusal
from scheduler.domain.reservation import NOT_BEGUN, RESERVATION_STATUSES, ReservationStatus
from scheduler.domain.rules.surroundings import words
from scheduler.errors import ConflictError, RefusedError

if TYPE_CHECKING:
    from datetime import datetime

    from scheduler.domain.booking import BookingRequest, RequestStatus, UnplacedReason
    from scheduler.domain.reservation import Reservation
    from scheduler.storage.unit_of_work import UnitOfWork


def cancel_all(uow: UnitOfWork, request_id: str, now: datetime) -> tuple[Reservation, ...]:
    """Cancel the reservations of a request that have not begun, all or none, and return them as they are now.

    Raises
    ------
    ConflictError
        When one of them is checked in or in progress: a request is given up whole or not at all.
    RefusedError
        When one starts sooner than the policy's notice for cancelling, or has started.
    """
    live = [r for r in uow.reservations.of_request(request_id) if r.is_live]
    begun = [r for r in live if r.status not in NOT_BEGUN]
    if begun:
        told = f"reservation {begun[0].id!r} of the request is {begun[0].status.value}"
        raise ConflictError("already_begun", told, "release it early, or let it be completed, then cancel the rest")
    notice = uow.policies.current().cancel_notice
    late = [r for r in live if r.start < now + notice]
    if late:
        told = f"reservation {late[0].id!r} starts at {late[0].start.isoformat(timespec='minutes')}"
        cure = f"cancel at least {words(notice)} before the start; now it has to be used, or counts as a no-show"
        raise RefusedError((Refusal(rule="cancel_notice", pointer="", message=told, cure=cure),))
    return tuple(change_reservation(uow, r, ReservationStatus.CANCELLED, now) for r in live)


def change_reservation(
    uow: UnitOfWork, reservation: Reservation, status: ReservationStatus, now: datetime
) -> Reservation:
    """Store a reservation with its next status; IllegalTransitionError."""
    changed = replace(
        reservation,
        status=RESERVATION_STATUSES.transition(reservation.status, status),
        updated_at=now,
        version=reservation.version + 1,
    )
    uow.reservations.update(changed)
    return changed


def change_request(
    uow: UnitOfWork,
    request: BookingRequest,
    status: RequestStatus,
    now: datetime,
    reasons: tuple[UnplacedReason, ...] = (),
) -> BookingRequest:
    """Store a request with its next status and the reasons for it; nothing happens when it has both already."""
    if (request.status, request.reasons) == (status, reasons):
        return request
    if request.status is not status:
        REQUEST_STATUSES.transition(request.status, status)
    changed = replace(request, status=status, reasons=reasons, updated_at=now, version=request.version + 1)
    uow.booking_requests.update(changed)
    return changed
