"""Booking requests through their services: taken in, paged, taken back, expired.

Over 150 lines because it follows a request through all that its tenant can do with it.
"""

from __future__ import annotations

import pytest

from scheduler.domain.booking import RequestStatus
from scheduler.domain.pages import RequestFilter
from scheduler.domain.policy import BookingPolicy
from scheduler.domain.reservation import ReservationStatus
from scheduler.errors import (
    AlreadyExistsError,
    ConflictError,
    IllegalTransitionError,
    NotFoundError,
    RefusedError,
    StaleVersionError,
)
from scheduler.services import booking_requests, park, reservations
from tests.scheduler.builders import (
    NOW,
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


def test_a_request_is_queued_as_it_was_asked() -> None:
    """What the tenant reads back would otherwise not be what it asked for."""
    ctx = make_context()
    terms = make_terms(external_reference="A-17", title="bracket")
    request = booking_requests.create(ctx, tenant(), terms)
    assert request.status is RequestStatus.QUEUED
    assert booking_requests.terms_of(request) == terms
    assert (request.created_at, request.version, request.policy_version) == (NOW, 1, 1)
    assert request.not_before == NOW
    assert booking_requests.get(ctx, tenant(), request.id) == request


def test_as_soon_as_possible_keeps_the_notice() -> None:
    """A request without a start would otherwise be planned before the park can prepare it."""
    ctx = make_context()
    park.add_policy(ctx, OPERATOR, BookingPolicy(notice=hours(3)))
    assert booking_requests.create(ctx, tenant(), make_terms()).not_before == at(3)


def test_a_refused_request_leaves_nothing() -> None:
    """Half a request would otherwise be planned; validating must not store either."""
    ctx = make_context()
    wrong = make_terms(deadline=at(-1))
    with pytest.raises(RefusedError) as refused:
        booking_requests.create(ctx, tenant(), wrong)
    assert booking_requests.validate(ctx, tenant(), wrong) == refused.value.refusals
    assert booking_requests.validate(ctx, tenant(), make_terms()) == ()
    assert booking_requests.page(ctx, OPERATOR, RequestFilter()).items == ()


def test_a_batch_is_taken_whole_or_not_at_all() -> None:
    """A tenant would otherwise have to find out which of its hundred orders came in."""
    ctx = make_context()
    good, wrong = make_terms(), make_terms(make_operation(capability="knitting"))
    with pytest.raises(RefusedError) as refused:
        booking_requests.create_batch(ctx, tenant(), [good, wrong, good])
    assert [r.pointer for r in refused.value.refusals] == ["/requests/1/operations/0/capability"]
    twice = make_terms(external_reference="A-17")
    with pytest.raises(AlreadyExistsError):
        booking_requests.create_batch(ctx, tenant(), [twice, twice])
    assert booking_requests.page(ctx, OPERATOR, RequestFilter()).items == ()
    assert [r.id for r in booking_requests.create_batch(ctx, tenant(), [good, good])] == sorted(
        r.id for r in booking_requests.page(ctx, OPERATOR, RequestFilter()).items
    )


def test_a_reference_is_used_once_while_it_is_open() -> None:
    """An order sent twice would otherwise be made twice; another tenant may use the same number."""
    ctx = make_context()
    first = booking_requests.create(ctx, tenant(), make_terms(external_reference="A-17"))
    with pytest.raises(AlreadyExistsError, match="A-17"):
        booking_requests.create(ctx, tenant(), make_terms(external_reference="A-17"))
    booking_requests.create(ctx, tenant("bob"), make_terms(tenant_id="bob", external_reference="A-17"))
    booking_requests.withdraw(ctx, tenant(), first.id)
    booking_requests.create(ctx, tenant(), make_terms(external_reference="A-17"))


def test_pages_have_a_limit() -> None:
    """One look would otherwise load the whole history."""
    ctx = make_context()
    booking_requests.create_batch(ctx, tenant(), [make_terms()] * 3)
    page = booking_requests.page(ctx, tenant(), RequestFilter(limit=2))
    rest = booking_requests.page(ctx, tenant(), RequestFilter(limit=2, after=page.next))
    assert (len(page.items), len(rest.items), rest.next) == (2, 1, None)
    for limit in (0, 1001):
        with pytest.raises(RefusedError):
            booking_requests.page(ctx, tenant(), RequestFilter(limit=limit))


def test_withdrawing_frees_the_machine() -> None:
    """A machine would otherwise wait for work that nobody wants; who saw an older version is told."""
    ctx = make_context()
    request = booking_requests.create(ctx, tenant(), make_terms())
    publish_slots(ctx, make_slot(request))
    with pytest.raises(StaleVersionError):
        booking_requests.withdraw(ctx, tenant(), request.id, expected_version=1)
    withdrawn = booking_requests.withdraw(ctx, tenant(), request.id, expected_version=2)
    assert withdrawn.status is RequestStatus.WITHDRAWN
    with ctx.unit_of_work(read_only=True) as uow:
        (reservation,) = uow.reservations.of_request(request.id)
        assert reservation.status is ReservationStatus.CANCELLED
        assert uow.reservations.live() == ()
    with pytest.raises(IllegalTransitionError):
        booking_requests.withdraw(ctx, tenant(), request.id)
    with pytest.raises(NotFoundError):
        booking_requests.withdraw(ctx, tenant(), "br_nowhere")


def test_what_has_begun_is_not_withdrawn() -> None:
    """The machine would otherwise be given away while it cuts; nothing of the request may change then."""
    ctx = make_context()
    request = booking_requests.create(ctx, tenant(), make_terms(make_operation(), make_operation()))
    first, second = publish_slots(ctx, make_slot(request, 1), make_slot(request, 3, operation=1)).confirmed
    reservations.check_in(ctx, OPERATOR, first.id)
    with pytest.raises(ConflictError) as conflict:
        booking_requests.withdraw(ctx, tenant(), request.id)
    assert conflict.value.code == "already_begun"
    assert reservations.get(ctx, tenant(), second.id) == second


def test_too_late_to_withdraw() -> None:
    """A machine could otherwise be given back when nobody else can use it; to the minute it is still in time."""
    clock = HandClock()
    ctx = make_context(clock=clock)
    park.add_policy(ctx, OPERATOR, BookingPolicy(cancel_notice=hours(2)))
    early, late = (booking_requests.create(ctx, tenant(), make_terms()) for _ in range(2))
    publish_slots(ctx, make_slot(early, 5), make_slot(late, 4))
    clock.advance(hours(3))
    booking_requests.withdraw(ctx, tenant(), early.id)
    with pytest.raises(RefusedError) as refused:
        booking_requests.withdraw(ctx, tenant(), late.id)
    assert refused.value.refusals[0].rule == "cancel_notice"


def test_what_waited_too_long_expires() -> None:
    """The night would otherwise plan for a deadline that is past; what is scheduled is left alone."""
    clock = HandClock()
    ctx = make_context(clock=clock)
    soon, later, placed = (booking_requests.create(ctx, tenant(), make_terms(deadline=at(hour))) for hour in (5, 9, 5))
    publish_slots(ctx, make_slot(placed, 4))
    clock.advance(hours(5))
    assert [r.id for r in booking_requests.expire_overdue(ctx)] == [soon.id]
    assert booking_requests.get(ctx, tenant(), soon.id).status is RequestStatus.EXPIRED
    assert booking_requests.get(ctx, tenant(), later.id).status is RequestStatus.QUEUED
    assert booking_requests.get(ctx, tenant(), placed.id).status is RequestStatus.SCHEDULED
    assert booking_requests.expire_overdue(ctx) == ()
