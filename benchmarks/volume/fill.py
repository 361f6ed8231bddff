"""A past for a park, written straight into its storage: closed requests, finished reservations, their charges, and every change on record.

Over 150 lines because a past is one story in four tables, which must agree.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

from scheduler.domain.access import Actor, Role
from scheduler.domain.booking import BookingRequest, Operation, RequestStatus
from scheduler.domain.change import Change, ChangeKind, Door
from scheduler.domain.ledger import EntryKind, LedgerEntry
from scheduler.domain.machine import Machine
from scheduler.domain.reservation import Reservation, ReservationStatus
from scheduler.domain.tenant import Tenant
from scheduler.services.load import ParkLoad

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from scheduler.storage.unit_of_work import UnitOfWork, UnitOfWorkFactory

T = TypeVar("T")
TENANTS, MACHINES = 32, 40
#: Requests that compete in the next night, however long the past is.
OPEN = 320
_CAPABILITIES = ("laser-cutting", "bending", "welding", "inspection")
_HOUR = timedelta(hours=1)
#: Things of one transaction.
_AT_ONCE = 2000
#: What became of closed requests: of ten, so many were carried out.
_FULFILLED = 8


@dataclass(frozen=True, slots=True)
class Past:
    """How much is behind a park."""

    requests: int
    changes: int
    now: datetime


def park() -> ParkLoad:
    """Return machines and tenants, without a past."""
    machines = (
        Machine(id=f"machine-{n:02}", name=f"machine {n}", capability=_CAPABILITIES[n % len(_CAPABILITIES)])
        for n in range(MACHINES)
    )
    return ParkLoad(
        machines=tuple(machines), tenants=tuple(Tenant(id=_tenant(n), name=_tenant(n)) for n in range(TENANTS))
    )


def fill(storage: UnitOfWorkFactory, past: Past) -> None:
    """Write it; the park of `park` must be there, and nothing else. The last `OPEN` requests are open."""
    reserved = [n for n in range(past.requests) if _status(n, past) is RequestStatus.FULFILLED]
    _write(storage, (_request(n, past) for n in range(past.requests)), lambda uow: each(uow.booking_requests.add))
    _write(storage, (_reservation(n, past) for n in reserved), lambda uow: each(uow.reservations.add))
    _write(storage, (_charge(n, past) for n in reserved), lambda uow: each(uow.ledger.add))
    with storage(read_only=True) as uow:
        first = uow.changes.highest() + 1
    numbers = range(first, max(first, past.changes + 1))
    _write(storage, (_change(number, past) for number in numbers), lambda uow: uow.changes.add_all)


def request_id(number: int) -> str:
    """Return the id of a request; ids rise with age, as real ones do."""
    return f"br_{number:026}"


def _tenant(number: int) -> str:
    return f"tenant-{number % TENANTS:02}"


def _status(number: int, past: Past) -> RequestStatus:
    if number >= past.requests - OPEN:
        return RequestStatus.QUEUED
    return RequestStatus.FULFILLED if number % 10 < _FULFILLED else RequestStatus.WITHDRAWN


def _asked_at(number: int, past: Past) -> datetime:
    """Return when a request was made: as many a day as make a hundred thousand in ten years."""
    return past.now - (past.requests - number) * 0.9 * _HOUR


def _request(number: int, past: Past) -> BookingRequest:
    asked, status = _asked_at(number, past), _status(number, past)
    operation = Operation(capability=_CAPABILITIES[number % len(_CAPABILITIES)], duration=(1 + number % 4) * _HOUR)
    deadline = past.now + 120 * _HOUR if status is RequestStatus.QUEUED else asked + 72 * _HOUR
    return BookingRequest(
        id=request_id(number),
        tenant_id=_tenant(number),
        external_reference=f"PO-{number}",
        title=f"order {number}",
        operations=(operation,),
        deadline=deadline,
        status=status,
        policy_version=1,
        created_at=asked,
        updated_at=asked,
        version=1 if status is RequestStatus.QUEUED else 3,
    )


def _reservation(number: int, past: Past) -> Reservation:
    start = _asked_at(number, past)
    end = start + 0.5 * _HOUR
    return Reservation(
        id=f"rs_{number:026}",
        request_id=request_id(number),
        tenant_id=_tenant(number),
        operation=0,
        machine_ids=(f"machine-{number % MACHINES:02}",),
        start=start,
        end=end,
        processing_start=start,
        processing_end=end,
        credited_minutes=30,
        status=ReservationStatus.COMPLETED,
        schedule_version=1 + number // 100,
        created_at=start,
        updated_at=end,
        version=4,
    )


def _charge(number: int, past: Past) -> LedgerEntry:
    return LedgerEntry(
        id=f"le_{number:026}",
        tenant_id=_tenant(number),
        kind=EntryKind.CHARGE,
        minutes=30,
        recorded_at=_asked_at(number, past) + _HOUR,
        reservation_id=f"rs_{number:026}",
        note="completed",
    )


def _change(number: int, past: Past) -> Change:
    """Return a step of the life of a request; as many belong to each as there are."""
    request = (number * past.requests // max(1, past.changes)) % past.requests
    is_first = number % 2
    return Change(
        number=number,
        at=past.now - (past.changes - number) * timedelta(minutes=5),
        kind=ChangeKind.BOOKING_REQUEST if is_first else ChangeKind.RESERVATION,
        subject_id=request_id(request) if is_first else f"rs_{request:026}",
        verb="queued" if is_first else "confirmed",
        tenant_id=_tenant(request),
        request_id=request_id(request),
        feed=_tenant(request),
        new_status="queued" if is_first else "confirmed",
        new_version=1,
        actor=Actor(role=Role.TENANT, tenant_id=_tenant(request), key_id="key_01k9zq3v6c7f8g9h0j1k2m3n4p"),
        door=Door.API,
        trace_id="3e5d9a5f0c1b4f0e8e9c2a1d7b6f4a30",
    )


def each(add: Callable[[T], None]) -> Callable[[Sequence[T]], None]:
    """Return what adds several things, given what adds one."""

    def add_all(things: Sequence[T]) -> None:
        for thing in things:
            add(thing)

    return add_all


def _write(
    storage: UnitOfWorkFactory, things: Iterable[T], adding: Callable[[UnitOfWork], Callable[[Sequence[T]], None]]
) -> None:
    for several in _batches(iter(things)):
        with storage() as uow:
            adding(uow)(several)
            uow.commit()


def _batches(things: Iterator[T]) -> Iterator[list[T]]:
    while several := list(islice(things, _AT_ONCE)):
        yield several
