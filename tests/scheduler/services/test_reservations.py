"""Reservations through their services: given up, used, charged."""

from __future__ import annotations

import pytest

from scheduler.domain.booking import RequestStatus
from scheduler.domain.ledger import EntryKind
from scheduler.domain.pages import ReservationFilter
from scheduler.domain.reservation import ReservationStatus
from scheduler.errors import ConflictError, IllegalTransitionError, RefusedError
from scheduler.services import booking_requests, ledger, reservations
from tests.scheduler.builders import (
    OPERATOR,
    HandClock,
    at,
    hours,
    make_context,
    make_operation,
    make_slot,
    make_terms,
    publish_slots,
    tenant,
)

_S = ReservationStatus


def test_cancelling_gives_the_whole_request_up(clock: HandClock) -> None:
    """The second half of a chain would otherwise hold its machine for nothing."""
    ctx = make_context(clock=clock)
    request = booking_requests.create(ctx, tenant(), make_terms(make_operation(), make_operation()))
    first, second = publish_slots(ctx, make_slot(request, 1), make_slot(request, 3, operation=1)).confirmed
    cancelled = reservations.cancel(ctx, tenant(), second.id)
    assert [(r.id, r.status, r.version) for r in cancelled] == [
        (first.id, _S.CANCELLED, 2),
        (second.id, _S.CANCELLED, 2),
    ]
    assert booking_requests.get(ctx, tenant(), request.id).status is RequestStatus.WITHDRAWN
    with pytest.raises(IllegalTransitionError):
        reservations.cancel(ctx, tenant(), first.id)


def test_a_wish_may_be_kept(clock: HandClock) -> None:
    """A tenant that cannot come at that hour would otherwise have to ask anew; the next plan counts its moves on."""
    ctx = make_context(clock=clock)
    request = booking_requests.create(ctx, tenant(), make_terms())
    (first,) = publish_slots(ctx, make_slot(request, 1)).confirmed
    reservations.cancel(ctx, tenant(), first.id, reopen=True)
    assert booking_requests.get(ctx, tenant(), request.id).status is RequestStatus.QUEUED
    (second,) = publish_slots(ctx, make_slot(request, 5)).confirmed
    assert (second.sequence, second.replaces) == (1, first.id)


def test_what_has_started_is_not_cancelled(clock: HandClock) -> None:
    """A no-show could otherwise be called a cancellation, and go uncharged."""
    ctx = make_context(clock=clock)
    request = booking_requests.create(ctx, tenant(), make_terms())
    (reservation,) = publish_slots(ctx, make_slot(request, 1)).confirmed
    clock.advance(hours(1.25))
    with pytest.raises(RefusedError, match="cancel_notice"):
        reservations.cancel(ctx, tenant(), reservation.id)
    assert reservations.get(ctx, tenant(), reservation.id).status is _S.CONFIRMED


def test_a_chain_under_way_is_not_cancelled(clock: HandClock) -> None:
    """The later steps would otherwise vanish while the first one runs."""
    ctx = make_context(clock=clock)
    request = booking_requests.create(ctx, tenant(), make_terms(make_operation(), make_operation()))
    first, second = publish_slots(ctx, make_slot(request, 1), make_slot(request, 3, operation=1)).confirmed
    reservations.check_in(ctx, OPERATOR, first.id)
    with pytest.raises(ConflictError):
        reservations.cancel(ctx, tenant(), second.id)
    with pytest.raises(IllegalTransitionError):
        reservations.cancel(ctx, tenant(), first.id)


def test_work_done_is_charged_once_and_fulfils_the_request(clock: HandClock) -> None:
    """A tenant would otherwise use the park for nothing, or pay twice, or wait for a request that is done."""
    ctx = make_context(clock=clock)
    request = booking_requests.create(ctx, tenant(), make_terms(make_operation(), make_operation()))
    first, second = publish_slots(ctx, make_slot(request, 1), make_slot(request, 3, 2, operation=1)).confirmed
    for number, key in enumerate((first.id, second.id)):
        assert reservations.check_in(ctx, OPERATOR, key).status is _S.CHECKED_IN
        assert reservations.begin(ctx, OPERATOR, key).status is _S.IN_PROGRESS
        assert reservations.complete(ctx, OPERATOR, key).status is _S.COMPLETED
        wanted = (RequestStatus.SCHEDULED, RequestStatus.FULFILLED)[number]
        assert booking_requests.get(ctx, tenant(), request.id).status is wanted
    assert [(e.kind, e.minutes, e.reservation_id) for e in ledger.entries(ctx, tenant(), "ada")] == [
        (EntryKind.CHARGE, 60, first.id),
        (EntryKind.CHARGE, 120, second.id),
    ]
    assert ledger.balance_of(ctx, tenant(), "ada") == 180
    with pytest.raises(IllegalTransitionError):
        reservations.complete(ctx, OPERATOR, first.id)


def test_nobody_came(clock: HandClock) -> None:
    """Booking and staying away would otherwise cost nothing."""
    ctx = make_context(clock=clock)
    request = booking_requests.create(ctx, tenant(), make_terms())
    (reservation,) = publish_slots(ctx, make_slot(request, 1)).confirmed
    reservations.no_show(ctx, OPERATOR, reservation.id)
    assert ledger.balance_of(ctx, tenant(), "ada") == 60
    assert booking_requests.get(ctx, tenant(), request.id).status is RequestStatus.EXPIRED


@pytest.mark.parametrize(("after", "minutes"), [(0.5, 0), (1.25, 15), (1 + 1 / 120, 1), (9, 60)])
def test_released_early_is_charged_for_what_was_used(clock: HandClock, after: float, minutes: int) -> None:
    """Giving time back would otherwise not pay; what is begun of a minute counts, before the start nothing does."""
    ctx = make_context(clock=clock)
    request = booking_requests.create(ctx, tenant(), make_terms())
    (reservation,) = publish_slots(ctx, make_slot(request, 1)).confirmed
    reservations.check_in(ctx, OPERATOR, reservation.id)
    clock.advance(hours(after))
    reservations.release_early(ctx, OPERATOR, reservation.id)
    assert ledger.balance_of(ctx, tenant(), "ada") == minutes
    assert booking_requests.get(ctx, tenant(), request.id).status is RequestStatus.FULFILLED


def test_my_reservations_by_time_and_machine(clock: HandClock) -> None:
    """A tenant would otherwise look through all of its past for what is next."""
    ctx = make_context(clock=clock)
    requests = [booking_requests.create(ctx, tenant(), make_terms()) for _ in range(3)]
    publish_slots(ctx, *(make_slot(request, hour) for request, hour in zip(requests, (5, 1, 9), strict=True)))
    found = reservations.page(ctx, tenant(), ReservationFilter(start=at(2), end=at(48), machine_id="cut-1"))
    assert [r.request_id for r in found.items] == [requests[0].id, requests[2].id]
    with pytest.raises(RefusedError):
        reservations.page(ctx, tenant(), ReservationFilter(limit=1001))
