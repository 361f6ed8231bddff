"""What must hold of a plan before it is stored: it speaks of things that exist, contradicts nothing and places requests whole."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from scheduler.domain.reservation import ReservationStatus, Slot
from scheduler.errors import ConflictError, OverlapError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scheduler.domain.plan import ScheduleDraft
    from scheduler.domain.reservation import Reservation
    from scheduler.storage.unit_of_work import UnitOfWork

#: A reservation in one of these has done its operation, or part of it.
_DONE = (ReservationStatus.COMPLETED, ReservationStatus.RELEASED_EARLY)


def check_draft(uow: UnitOfWork, draft: ScheduleDraft) -> None:
    """Hold a draft against the park; the errors are those of `schedules.store_draft`."""
    for slot in draft.slots:
        _check_slot(uow, slot)
    for unplaced in draft.unplaced:
        uow.booking_requests.get(unplaced.request_id)
    _check_keys(draft.slots)
    _check_overlaps(draft.slots)
    _check_whole(uow, draft.slots)


def covers_all(operations: int, slots: Iterable[Slot]) -> bool:
    """Return whether every operation of a request has a slot."""
    return {slot.operation for slot in slots} >= set(range(operations))


def standing(reservations: Iterable[Reservation]) -> list[Reservation]:
    """Return the reservations that are live, or have done their work."""
    return [r for r in reservations if r.is_live or r.status in _DONE]


def _check_slot(uow: UnitOfWork, slot: Slot) -> None:
    for machine_id in slot.machine_ids:
        uow.machines.get(machine_id)
    request = uow.booking_requests.get(slot.request_id)
    if not 0 <= slot.operation < len(request.operations):
        _refuse(slot, f"names operation {slot.operation} of {len(request.operations)}")
    if not slot.machine_ids:
        _refuse(slot, "names no machine")
    if not slot.start <= slot.processing_start < slot.processing_end <= slot.end:
        _refuse(slot, "has its processing outside its occupation, or none")
    if slot.credited_minutes < 0:
        _refuse(slot, f"is credited {slot.credited_minutes} minutes")


def _check_keys(slots: Iterable[Slot]) -> None:
    seen: set[tuple[str, int, int]] = set()
    for slot in slots:
        if slot.key in seen:
            _refuse(slot, "stands in the plan twice")
        seen.add(slot.key)


def _check_overlaps(slots: Iterable[Slot]) -> None:
    by_machine: dict[str, list[Slot]] = {}
    for slot in slots:
        for machine_id in slot.machine_ids:
            by_machine.setdefault(machine_id, []).append(slot)
    for machine_id, held in by_machine.items():
        for earlier, later in pairwise(sorted(held, key=lambda slot: (slot.start, slot.end))):
            if earlier.overlaps(later.start, later.end):
                raise OverlapError(machine_id, later.start, later.end)


def _check_whole(uow: UnitOfWork, slots: Iterable[Slot]) -> None:
    by_request: dict[str, list[Slot]] = {}
    for slot in slots:
        by_request.setdefault(slot.request_id, []).append(slot)
    for request_id, own in by_request.items():
        request = uow.booking_requests.get(request_id)
        there = standing(uow.reservations.of_request(request_id))
        # What is only carried over promises nothing new, as where a breakdown tore a chain and its rest is frozen.
        new = {slot.place for slot in own} - {reservation.place for reservation in there}
        if new and not covers_all(len(request.operations), (*own, *there)):
            _refuse(own[0], "belongs to a request whose other operations are nowhere")


def _refuse(slot: Slot, told: str) -> None:
    name = f"request {slot.request_id!r}, operation {slot.operation}, part {slot.part}"
    raise ConflictError(
        "bad_plan", f"the slot for {name} {told}", "report it: plans are verified before they come here"
    )
