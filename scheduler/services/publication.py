"""Publication: a draft becomes the promise of the park, all of it or nothing.

Over 150 lines because these steps are one transaction, read from top to bottom.

1. The plan that was published is superseded.
2. Reservations that have not begun and start in the plan's window, after its frozen part, are the plan's to move: those that are in the
   plan unchanged stay exactly as they are, the others are displaced. Every other live reservation stays.
3. The slots of the plan that are not reserved yet become confirmed reservations. A slot for work that had another one replaces it.
4. Requests become scheduled when all their operations have their place, waitlisted with the plan's reasons when they have none, and
   queued again when the plan took their place and says nothing.

A request that was withdrawn (or closed otherwise) since the draft was made is left out, and its machines stay free.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

from scheduler.domain.booking import OPEN_REQUESTS, RequestStatus
from scheduler.domain.plan import SCHEDULE_STATUSES, ScheduleStatus
from scheduler.domain.reservation import NOT_BEGUN, Reservation, ReservationStatus, Slot
from scheduler.errors import ConflictError
from scheduler.services.changes import change_request, change_reservation
from scheduler.services.draft_checks import covers_all, standing

if TYPE_CHECKING:
    from datetime import datetime

    from scheduler.domain.plan import Schedule
    from scheduler.services.context import Context
    from scheduler.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, kw_only=True, slots=True)
class Publication:
    """What publishing a plan did."""

    schedule: Schedule
    #: Reservations that the plan left as they were, ended, and made.
    carried: tuple[Reservation, ...] = ()
    displaced: tuple[Reservation, ...] = ()
    confirmed: tuple[Reservation, ...] = ()
    #: Ids of the requests in the plan that were closed in the meantime.
    left_out: tuple[str, ...] = ()


def publish_in(ctx: Context, uow: UnitOfWork, version: int) -> Publication:
    """Publish a plan within a transaction.

    Raises
    ------
    NotFoundError
    IllegalTransitionError
        When the plan was superseded.
    ConflictError
        `in_the_past` when a new slot starts before now, `frozen` when one starts in the frozen part.
    OverlapError
        When a new slot meets a reservation that is not the plan's to move.
    """
    schedule = uow.schedules.get(version)
    if schedule.status is ScheduleStatus.PUBLISHED:
        return Publication(schedule=schedule)
    status = SCHEDULE_STATUSES.transition(schedule.status, ScheduleStatus.PUBLISHED)
    now = ctx.clock()
    slots, left_out = _still_wanted(uow, schedule)
    carried, displaced = _clear(uow, schedule, slots, now)
    taken = {reservation.place for reservation in carried}
    confirmed = _confirm(ctx, uow, schedule, [slot for slot in slots if slot.place not in taken], now)
    touched = {slot.request_id for slot in slots} | {reservation.request_id for reservation in displaced}
    _settle_requests(uow, schedule, touched, now)
    published = _supersede(uow, replace(schedule, status=status, published_at=now), now)
    return Publication(
        schedule=published,
        carried=carried,
        displaced=tuple(displaced),
        confirmed=confirmed,
        left_out=tuple(sorted(left_out)),
    )


def _still_wanted(uow: UnitOfWork, schedule: Schedule) -> tuple[list[Slot], set[str]]:
    """Return the slots whose requests are still open, and the ids of the other requests."""
    ids = {slot.request_id for slot in schedule.slots}
    closed = {key for key in ids if uow.booking_requests.get(key).status not in OPEN_REQUESTS}
    return [slot for slot in schedule.slots if slot.request_id not in closed], closed


def _clear(
    uow: UnitOfWork, schedule: Schedule, slots: list[Slot], now: datetime
) -> tuple[tuple[Reservation, ...], list[Reservation]]:
    """Displace what is the plan's to move and not in it; return what it carries over, and the displaced."""
    window = schedule.window
    earliest = max(window.start, window.frozen_until, now)
    planned = {slot.place for slot in slots}
    carried, displaced = [], []
    for reservation in uow.reservations.live():
        if reservation.place in planned:
            carried.append(reservation)
        elif reservation.status in NOT_BEGUN and earliest <= reservation.start < window.end:
            displaced.append(change_reservation(uow, reservation, ReservationStatus.DISPLACED, now))
    return tuple(carried), displaced


def _confirm(
    ctx: Context, uow: UnitOfWork, schedule: Schedule, slots: list[Slot], now: datetime
) -> tuple[Reservation, ...]:
    """Make reservations of new slots."""
    for slot in slots:
        _check_start(schedule, slot, now)
    return tuple(_reserve(ctx, uow, schedule, slot, now) for slot in slots)


def _check_start(schedule: Schedule, slot: Slot, now: datetime) -> None:
    if slot.start < now:
        told = f"the plan begins work for {slot.request_id!r} at {slot.start.isoformat()}, which is past"
        raise ConflictError("in_the_past", told, "run a new plan")
    if slot.start < schedule.window.frozen_until:
        told = f"the plan puts work for {slot.request_id!r} into its frozen part"
        raise ConflictError("frozen", told, "run a new plan")


def _reserve(ctx: Context, uow: UnitOfWork, schedule: Schedule, slot: Slot, now: datetime) -> Reservation:
    before = _moved_from(uow, slot)
    reservation = Reservation(
        **{field.name: getattr(slot, field.name) for field in fields(Slot)},
        id=ctx.ids("rs"),
        status=ReservationStatus.CONFIRMED,
        schedule_version=schedule.version,
        created_at=now,
        updated_at=now,
        sequence=0 if before is None else before.sequence + 1,
        replaces=None if before is None else before.id,
    )
    uow.reservations.add(reservation)
    return reservation


def _moved_from(uow: UnitOfWork, slot: Slot) -> Reservation | None:
    """Return the last reservation for the same piece of work, or None."""
    same_work = (r for r in uow.reservations.of_request(slot.request_id) if r.key == slot.key)
    return max(same_work, key=lambda r: r.sequence, default=None)


def _settle_requests(uow: UnitOfWork, schedule: Schedule, touched: set[str], now: datetime) -> None:
    reasons = {unplaced.request_id: unplaced.reasons for unplaced in schedule.unplaced}
    for request_id in sorted(touched | reasons.keys()):
        request = uow.booking_requests.get(request_id)
        if request.status not in OPEN_REQUESTS:
            continue
        if covers_all(len(request.operations), standing(uow.reservations.of_request(request_id))):
            change_request(uow, request, RequestStatus.SCHEDULED, now)
        elif request_id in reasons:
            change_request(uow, request, RequestStatus.WAITLISTED, now, reasons[request_id])
        else:
            change_request(uow, request, RequestStatus.QUEUED, now)


def _supersede(uow: UnitOfWork, schedule: Schedule, now: datetime) -> Schedule:
    """Store the plan as published and the one before it as superseded."""
    before = uow.schedules.published()
    if before is not None:
        status = SCHEDULE_STATUSES.transition(before.status, ScheduleStatus.SUPERSEDED)
        uow.schedules.update(replace(before, status=status, superseded_at=now))
    uow.schedules.update(schedule)
    return schedule
