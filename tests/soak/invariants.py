"""What must hold of a park whatever happened to it, read from its database.

I1 no two live allocations of a machine overlap, setup included. I2 every acknowledged request exists for ever, in a status that is known.
I3 same key, same answer. I4 the ledger is added to and never changed, and balances are its sums. I5 what is frozen stays, unless somebody is
on record who changed it. I6 the published plan passes the referee and is what the reservations are, all of a night or none. I7 the changes, read
from the first on, lead to what is there.

I3 and I5 are about two moments; they are held where the moments are: `day.Day.repeat`, `story.Story`.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING, TypeVar

from scheduler.domain.booking import OPEN_REQUESTS
from scheduler.domain.ledger import balance
from scheduler.domain.pages import AuditFilter, RequestFilter, ReservationFilter
from scheduler.domain.plan import ScheduleStatus
from scheduler.domain.run import RunStatus

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from scheduler.domain.booking import BookingRequest
    from scheduler.domain.change import Change
    from scheduler.domain.pages import Page
    from scheduler.domain.reservation import Reservation
    from scheduler.services.context import Context
    from scheduler.storage.unit_of_work import UnitOfWork

T = TypeVar("T")

_MANY = 1000
#: A run that is left in one of these after a restart, with nobody at it, would stay so for ever.
_ACTIVE = (RunStatus.BUILDING, RunStatus.SOLVING)


def broken(context: Context, acknowledged: Iterable[str], *, over: bool = True) -> list[str]:
    """Return what does not hold, a line each; `acknowledged` are ids of requests, `over`: no run is under way."""
    with context.unit_of_work(read_only=True) as uow:
        return [
            *_overlaps(uow),
            *_lost(uow, acknowledged),
            *_ledger(uow),
            *_half_nights(uow, over=over),
            *_replayed(uow),
        ]


def _overlaps(uow: UnitOfWork) -> Iterator[str]:
    held: dict[str, list[Reservation]] = defaultdict(list)
    for reservation in uow.reservations.live():
        for machine in reservation.machine_ids:
            held[machine].append(reservation)
    for machine, those in held.items():
        for earlier, later in pairwise(sorted(those, key=lambda each: (each.start, each.end))):
            if later.start < earlier.end:
                yield f"I1: {earlier.id} and {later.id} hold {machine} at once"


def _lost(uow: UnitOfWork, acknowledged: Iterable[str]) -> Iterator[str]:
    yield from (
        f"I2: {key} was acknowledged and is not there" for key in acknowledged if uow.booking_requests.find(key) is None
    )


def _ledger(uow: UnitOfWork) -> Iterator[str]:
    entries = uow.ledger.list()
    for tenant in uow.tenants.list():
        told, summed = uow.ledger.total(tenant.id), balance(e for e in entries if e.tenant_id == tenant.id)
        if told != summed:
            yield f"I4: the balance of {tenant.id} is {told}, its entries add up to {summed}"
    for key in {entry.reservation_id for entry in entries if entry.reservation_id}:
        if balance(uow.ledger.about(key)) < 0:
            yield f"I4: more was given back for {key} than it was charged"


def _half_nights(uow: UnitOfWork, *, over: bool) -> Iterator[str]:
    plans = [uow.schedules.get(version) for version in range(1, uow.schedules.highest_version() + 1)]
    published = [plan for plan in plans if plan.status is ScheduleStatus.PUBLISHED]
    if len(published) > 1:
        yield f"I6: plans {[plan.version for plan in published]} are all published"
    of_plan: dict[int, list[Reservation]] = defaultdict(list)
    for reservation in _reservations(uow):
        of_plan[reservation.schedule_version].append(reservation)
    for plan in plans:
        if plan.status is ScheduleStatus.DRAFT and of_plan[plan.version]:
            yield f"I6: plan {plan.version} is a draft and has reservations"
        if plan.certificate.get("verified") is False:
            yield f"I6: plan {plan.version} was stored against the word of the referee"
    for plan in published:
        made = {reservation.place for reservations in of_plan.values() for reservation in reservations}
        for slot in plan.slots:
            if slot.place not in made and not _was_closed(uow, slot.request_id):
                yield f"I6: plan {plan.version} is published without its slot for {slot.request_id}"
    if over and (active := uow.runs.with_status(_ACTIVE)):
        yield f"I6: {[run.id for run in active]} are neither over nor queued"


def _was_closed(uow: UnitOfWork, request_id: str) -> bool:
    """Return whether a request is not open any more: one that was closed before the publication was left out of it."""
    return uow.booking_requests.get(request_id).status not in OPEN_REQUESTS


def _replayed(uow: UnitOfWork) -> Iterator[str]:
    """Read all changes, the oldest first, and hold where they lead against what is there."""
    last: dict[str, Change] = {}
    expected = 1
    for change in _changes(uow):
        if change.number != expected:
            yield f"I7: change {expected} is missing"
        expected = change.number + 1
        last[change.subject_id] = change
    requests = _pages(lambda after: uow.booking_requests.page(RequestFilter(limit=_MANY, after=after)))
    things: list[BookingRequest | Reservation] = [*requests, *_reservations(uow)]
    for thing in things:
        found = last.get(thing.id)
        told = None if found is None else (found.new_status, found.new_version)
        if told != (thing.status.value, thing.version):
            yield f"I7: {thing.id} is {thing.status.value}, version {thing.version}; the changes lead to {told}"


def _changes(uow: UnitOfWork) -> list[Change]:
    found = _pages(lambda after: uow.changes.page(AuditFilter(limit=_MANY, after=after)))
    return sorted(found, key=lambda change: change.number)


def _reservations(uow: UnitOfWork) -> list[Reservation]:
    return _pages(lambda after: uow.reservations.page(ReservationFilter(limit=_MANY, after=after)))


def _pages(page_after: Callable[[str | None], Page[T]]) -> list[T]:
    """Return all items of a list that comes in pages."""
    page = page_after(None)
    found = [*page.items]
    while page.next is not None:
        page = page_after(page.next)
        found += page.items
    return found
