"""Drafts and publication: what is stored, what is promised, what is left alone, and that it is all or nothing.

Over 150 lines because publication is where promises are made, and each of its rules has its case.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from scheduler.domain.booking import RequestStatus, UnplacedReason
from scheduler.domain.plan import ScheduleStatus, UnplacedRequest
from scheduler.domain.reservation import ReservationStatus
from scheduler.errors import ConflictError, IllegalTransitionError, NotFoundError, OverlapError, RefusedError
from scheduler.services import booking_requests, reservations, schedules
from tests.scheduler.builders import (
    NOW,
    OPERATOR,
    HandClock,
    at,
    hours,
    make_context,
    make_draft,
    make_operation,
    make_slot,
    make_terms,
    publish_slots,
    tenant,
)

if TYPE_CHECKING:
    from scheduler.domain.booking import BookingRequest
    from scheduler.domain.plan import Schedule
    from scheduler.domain.reservation import Reservation
    from scheduler.services.context import Context
    from scheduler.services.publication import Publication

_FULL = (UnplacedReason(code="no_room_before_deadline", message="full", machine_ids=("cut-1",)),)


def ask(ctx: Context, who: str = "ada", operations: int = 1, **facts: Any) -> BookingRequest:
    """Take a request in."""
    terms = make_terms(*[make_operation()] * operations, tenant_id=who, **facts)
    return booking_requests.create(ctx, tenant(who), terms)


def status_of(ctx: Context, request: BookingRequest) -> RequestStatus:
    """Return where a request stands."""
    return booking_requests.get(ctx, OPERATOR, request.id).status


def live(ctx: Context) -> tuple[Reservation, ...]:
    """Return the live reservations."""
    with ctx.unit_of_work(read_only=True) as uow:
        return uow.reservations.live()


def publish(ctx: Context, draft: Schedule) -> Publication:
    """Publish a plan."""
    return schedules.publish(ctx, OPERATOR, draft.version)


def test_a_draft_promises_nothing() -> None:
    """Looking at a plan would otherwise book the machines; tenant and reference come from the request."""
    ctx = make_context()
    request = ask(ctx, "bob", external_reference="B-1")
    draft = schedules.store_draft(ctx, make_draft(make_slot(request, tenant_id="ada")))
    assert (draft.version, draft.status) == (1, ScheduleStatus.DRAFT)
    assert (draft.slots[0].tenant_id, draft.slots[0].external_reference) == ("bob", "B-1")
    assert schedules.get_draft(ctx, OPERATOR) == schedules.get(ctx, OPERATOR, 1) == draft
    assert live(ctx) == ()
    assert status_of(ctx, request) is RequestStatus.QUEUED
    with pytest.raises(NotFoundError):
        schedules.get_published(ctx, OPERATOR)
    with pytest.raises(NotFoundError):
        schedules.get(ctx, OPERATOR, 9)


@pytest.mark.parametrize(
    "facts",
    [
        {"operation": 1},
        {"operation": -1},
        {"machine_ids": ()},
        {"processing_start": at(0.5)},
        {"processing_end": at(2.5)},
        {"processing_end": at(1)},
        {"credited_minutes": -1},
    ],
)
def test_a_plan_that_contradicts_itself_is_not_stored(facts: dict[str, Any]) -> None:
    """A defect of the planning would otherwise become a promise."""
    ctx = make_context()
    slot = make_slot(ask(ctx), **facts)
    with pytest.raises(ConflictError) as conflict:
        schedules.store_draft(ctx, make_draft(slot))
    assert conflict.value.code == "bad_plan"
    with pytest.raises(NotFoundError):
        schedules.get_draft(ctx, OPERATOR)


def test_a_plan_speaks_of_what_exists_and_places_requests_whole() -> None:
    """A slot for nobody, on nothing, twice, or for half a request would otherwise be published."""
    ctx = make_context()
    request, chain = ask(ctx), ask(ctx, operations=2)
    slot = make_slot(request)
    unknown = UnplacedRequest(request_id="br_nowhere", reasons=_FULL)
    for draft in (
        make_draft(make_slot(request, request_id="br_nowhere")),
        make_draft(make_slot(request, machine_ids=("cut-9",))),
        make_draft(unplaced=(unknown,)),
    ):
        with pytest.raises(NotFoundError):
            schedules.store_draft(ctx, draft)
    for slots in ((slot, slot), (make_slot(chain, 3),)):
        with pytest.raises(ConflictError):
            schedules.store_draft(ctx, make_draft(*slots))
    with pytest.raises(OverlapError) as overlap:
        schedules.store_draft(ctx, make_draft(slot, make_slot(chain, 1.5), make_slot(chain, 3, operation=1)))
    assert overlap.value.start == at(1.5)


def test_publishing_makes_the_promise() -> None:
    """A tenant would otherwise not learn what it was given, or why it was not."""
    ctx = make_context()
    placed, left = ask(ctx), ask(ctx, "bob")
    unplaced = (UnplacedRequest(request_id=left.id, reasons=_FULL),)
    publication = publish_slots(ctx, make_slot(placed), unplaced=unplaced)
    assert publication.schedule.status is ScheduleStatus.PUBLISHED
    assert publication.schedule.published_at == NOW
    assert schedules.get_published(ctx, OPERATOR) == publication.schedule
    (reservation,) = publication.confirmed
    assert live(ctx) == (reservation,)
    assert (reservation.status, reservation.place) == (ReservationStatus.CONFIRMED, make_slot(placed).place)
    assert (reservation.schedule_version, reservation.sequence, reservation.replaces) == (1, 0, None)
    assert status_of(ctx, placed) is RequestStatus.SCHEDULED
    waiting = booking_requests.get(ctx, tenant("bob"), left.id)
    assert (waiting.status, waiting.reasons) == (RequestStatus.WAITLISTED, _FULL)


def test_publishing_again_changes_nothing() -> None:
    """A click repeated would otherwise displace what it has just confirmed."""
    ctx = make_context()
    request = ask(ctx)
    publication = publish_slots(ctx, make_slot(request))
    before = live(ctx)
    again = publish(ctx, publication.schedule)
    assert (again.schedule, again.confirmed, again.displaced) == (publication.schedule, (), ())
    assert live(ctx) == before


def test_the_next_plan_keeps_moves_adds_and_drops() -> None:
    """A plan would otherwise leave the old promises standing beside the new ones; what stays must not change at all."""
    ctx = make_context()
    kept, moved, dropped, silent, new = (ask(ctx) for _ in range(5))
    hours_of = ((kept, 1), (moved, 2), (dropped, 3), (silent, 4))
    first = publish_slots(ctx, *(make_slot(request, hour) for request, hour in hours_of))
    by_request = {reservation.request_id: reservation for reservation in first.confirmed}
    second = publish_slots(
        ctx,
        make_slot(kept, 1),
        # Where another one was: the old promise ends before the new one begins.
        make_slot(moved, 3),
        make_slot(new, 2),
        unplaced=(UnplacedRequest(request_id=dropped.id, reasons=_FULL),),
    )
    assert second.carried == (by_request[kept.id],)
    assert {r.request_id for r in second.displaced} == {moved.id, dropped.id, silent.id}
    replacement = next(r for r in second.confirmed if r.request_id == moved.id)
    assert (replacement.sequence, replacement.replaces) == (1, by_request[moved.id].id)
    assert reservations.get(ctx, OPERATOR, by_request[moved.id].id).status is ReservationStatus.DISPLACED
    assert [status_of(ctx, r).value for r in (kept, moved, dropped, silent, new)] == [
        "scheduled",
        "scheduled",
        "waitlisted",
        "queued",
        "scheduled",
    ]
    assert schedules.get(ctx, OPERATOR, 1).status is ScheduleStatus.SUPERSEDED
    with pytest.raises(IllegalTransitionError):
        schedules.publish(ctx, OPERATOR, 1)


def test_what_is_frozen_begun_or_outside_the_window_stays() -> None:
    """A plan would otherwise move work that is under way, too near, or not its business."""
    ctx = make_context()
    begun, near, far, inside = (ask(ctx) for _ in range(4))
    first = publish_slots(ctx, *(make_slot(r, hour) for r, hour in ((begun, 6), (near, 2), (far, 12), (inside, 8))))
    reservations.check_in(ctx, OPERATOR, next(r.id for r in first.confirmed if r.request_id == begun.id))
    draft = schedules.store_draft(ctx, make_draft(frozen_until=at(5), end=at(12)))
    publication = publish(ctx, draft)
    assert [r.request_id for r in publication.displaced] == [inside.id]
    assert {r.request_id for r in live(ctx)} == {begun.id, near.id, far.id}
    assert status_of(ctx, far) is RequestStatus.SCHEDULED


@pytest.mark.parametrize(
    ("hour", "frozen", "code"), [(1, 2, "frozen"), (0.5, 0, "in_the_past")], ids=["frozen", "past"]
)
def test_new_work_in_the_frozen_part_or_the_past_is_refused(hour: float, frozen: float, code: str) -> None:
    """A tenant would otherwise be promised an hour that is gone, or that it cannot come for; nothing is published then."""
    clock = HandClock()
    ctx = make_context(clock=clock)
    first, second = ask(ctx), ask(ctx)
    old = publish_slots(ctx, make_slot(first, 3))
    draft = schedules.store_draft(ctx, make_draft(make_slot(second, hour), frozen_until=at(frozen)))
    clock.advance(hours(0.75))
    with pytest.raises(ConflictError) as conflict:
        publish(ctx, draft)
    assert conflict.value.code == code
    assert live(ctx) == old.confirmed
    assert schedules.get_published(ctx, OPERATOR) == old.schedule
    assert schedules.get(ctx, OPERATOR, draft.version).status is ScheduleStatus.DRAFT


def test_a_plan_that_meets_what_stays_is_refused_whole() -> None:
    """One machine would otherwise be promised twice, or half a plan be published."""
    ctx = make_context()
    near, other, third = (ask(ctx) for _ in range(3))
    old = publish_slots(ctx, make_slot(near, 4, 2), make_slot(third, 8))
    draft = make_draft(make_slot(third, 9), make_slot(other, 5), frozen_until=at(5))
    with pytest.raises(OverlapError):
        publish(ctx, schedules.store_draft(ctx, draft))
    assert live(ctx) == old.confirmed
    assert status_of(ctx, other) is RequestStatus.QUEUED


def test_who_withdrew_in_the_meantime_is_left_out() -> None:
    """A whole plan would otherwise fail by one tenant's change of mind, or book what nobody wants."""
    ctx = make_context()
    gone, stays = ask(ctx), ask(ctx, "bob")
    draft = schedules.store_draft(ctx, make_draft(make_slot(gone, 1), make_slot(stays, 2)))
    booking_requests.withdraw(ctx, tenant(), gone.id)
    publication = publish(ctx, draft)
    assert publication.left_out == (gone.id,)
    assert [r.request_id for r in live(ctx)] == [stays.id]
    assert status_of(ctx, gone) is RequestStatus.WITHDRAWN


def test_half_a_request_is_not_called_scheduled() -> None:
    """A tenant would otherwise believe its chain is planned when the plan took its second half away."""
    ctx = make_context()
    chain = ask(ctx, operations=2)
    publish_slots(ctx, make_slot(chain, 1), make_slot(chain, 6, operation=1))
    publish(ctx, schedules.store_draft(ctx, make_draft(frozen_until=at(3))))
    assert [r.operation for r in live(ctx)] == [0]
    assert status_of(ctx, chain) is RequestStatus.QUEUED


def test_a_plan_on_several_machines_at_once() -> None:
    """An operation on two machines would otherwise hold one of them only."""
    ctx = make_context()
    both, other = ask(ctx), ask(ctx)
    publish_slots(ctx, make_slot(both, 1, 2, machine_ids=("cut-1", "cut-2")))
    slots = (make_slot(both, 1, 2, machine_ids=("cut-1", "cut-2")), make_slot(other, 2, machine_ids=("cut-2",)))
    with pytest.raises(OverlapError) as overlap:
        publish_slots(ctx, *slots)
    assert overlap.value.machine_id == "cut-2"


def test_slots_come_in_pages() -> None:
    """A plan of thousands would otherwise come in one piece."""
    ctx = make_context()
    requests = [ask(ctx) for _ in range(3)]
    slots = tuple(make_slot(request, 1 + number) for number, request in enumerate(requests))
    version = schedules.store_draft(ctx, make_draft(*slots)).version
    first = schedules.slots_page(ctx, OPERATOR, version, limit=2)
    second = schedules.slots_page(ctx, OPERATOR, version, limit=2, after=first.next)
    assert [s.request_id for s in (*first.items, *second.items)] == [r.id for r in requests]
    assert second.next is None
    for limit, after in ((0, None), (2, "x"), (2, "-1")):
        with pytest.raises(RefusedError):
            schedules.slots_page(ctx, OPERATOR, version, limit=limit, after=after)


def test_publication_takes_the_last_moment_into_account() -> None:
    """A reservation that has started while the plan was made would otherwise be displaced."""
    clock = HandClock()
    ctx = make_context(clock=clock)
    started = ask(ctx)
    publish_slots(ctx, make_slot(started, 1))
    draft = schedules.store_draft(ctx, make_draft())
    clock.advance(hours(1) + timedelta(minutes=5))
    assert publish(ctx, draft).displaced == ()
    assert [r.request_id for r in live(ctx)] == [started.id]
