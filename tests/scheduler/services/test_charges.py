"""What a reservation costs, derived by hand: what was executed, a no-show in full, the park's fault not at all.

Over 150 lines because each way to end a reservation stands here with what it costs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from scheduler.domain.booking import RequestStatus
from scheduler.domain.reservation import ReservationStatus
from scheduler.errors import IllegalTransitionError
from scheduler.services import booking_requests, ledger, reservations, time_off
from tests.scheduler.builders import (
    OPERATOR,
    HandClock,
    at,
    hours,
    make_operation,
    make_slot,
    make_terms,
    publish_slots,
    tenant,
)

if TYPE_CHECKING:
    from scheduler.domain.reservation import Reservation
    from scheduler.services.context import Context

_S = ReservationStatus


def reserve(ctx: Context, *, length: float = 4, **facts: Any) -> Reservation:
    """Reserve four hours on cut-1 from the first hour on, all of it processing."""
    request = booking_requests.create(ctx, tenant(), make_terms(make_operation(duration=hours(length))))
    (reservation,) = publish_slots(ctx, make_slot(request, 1, length, **facts)).confirmed
    return reservation


def break_down(ctx: Context, first: float, last: float, machine_id: str = "cut-1") -> None:
    """Take a machine out for some hours."""
    time_off.add_outage(ctx, OPERATOR, machine_id=machine_id, start=at(first), end=at(last))


def end(ctx: Context, reservation: Reservation, how: str) -> int:
    """End a reservation in one of three ways, and return what the ledger has."""
    deeds = {"no_show": ("no_show",), "complete": ("check_in", "begin", "complete"), "release_early": ("check_in",)}
    for deed in (*deeds[how], *(("release_early",) if how == "release_early" else ())):
        getattr(reservations, deed)(ctx, OPERATOR, reservation.id)
    return ledger.balance_of(ctx, tenant(), "ada")


@pytest.mark.parametrize("how", ["no_show", "complete"])
@pytest.mark.parametrize(
    ("first", "last", "minutes"),
    [
        (2, 3, 180),  # an hour in the middle
        (0, 2, 180),  # half of the outage is before the start
        (4.5, 9, 210),
        (0, 9, 0),  # out for all of it: not even a no-show is the tenant's
        (5, 9, 240),  # touching is not meeting
    ],
)
def test_time_without_the_machine_is_not_charged(
    ctx: Context, how: str, first: float, last: float, minutes: int
) -> None:
    """A tenant would pay for the park's breakdown; of four hours it pays those in which the machine was to be had."""
    reservation = reserve(ctx)
    break_down(ctx, first, last)
    assert end(ctx, reservation, how) == minutes


def test_a_released_machine_is_charged_up_to_the_release_less_the_outage(ctx: Context, clock: HandClock) -> None:
    """Released after two of four hours, of which it was out for half an hour: an hour and a half."""
    reservation = reserve(ctx)
    break_down(ctx, 2, 2.5)
    break_down(ctx, 3.5, 9)
    clock.advance(hours(3))
    assert end(ctx, reservation, "release_early") == 90


def test_what_the_park_shut_is_not_charged_either(ctx: Context) -> None:
    """A closure that was decided after the plan is the park's doing too; twice out at once is once."""
    reservation = reserve(ctx)
    time_off.add_closure(ctx, OPERATOR, start=at(1), end=at(2), machine_ids=("cut-1",))
    break_down(ctx, 1.5, 2.5)
    assert end(ctx, reservation, "complete") == 150


def test_any_of_the_machines_will_do(ctx: Context) -> None:
    """Work on two machines at once stops when either does; another machine's breakdown is nobody's loss."""
    reservation = reserve(ctx, machine_ids=("cut-1", "cut-2"))
    break_down(ctx, 1, 2, "cut-2")
    break_down(ctx, 2, 4, "bend-1")
    assert end(ctx, reservation, "complete") == 180


def test_credit_goes_by_the_part_that_was_used(ctx: Context) -> None:
    """Four hours credited with 100 minutes, a third of an hour out: 11/12 of 100 is 91.67, and a begun minute counts."""
    reservation = reserve(ctx, credited_minutes=100)
    break_down(ctx, 1, 1 + 1 / 3)
    assert end(ctx, reservation, "complete") == 92
    (entry,) = ledger.entries(ctx, tenant(), "ada")
    assert entry.note == "completed; 20 minutes not charged: a machine was not to be had"


def test_setup_and_teardown_are_not_what_is_charged(ctx: Context) -> None:
    """An outage in the setup costs nobody anything: what is credited is processing."""
    reservation = reserve(ctx, processing_start=at(2), processing_end=at(4), credited_minutes=120)
    break_down(ctx, 1, 2)
    break_down(ctx, 4, 5)
    assert end(ctx, reservation, "complete") == 120


@pytest.mark.parametrize("deeds", [(), ("check_in",), ("check_in", "begin")])
def test_what_the_park_takes_away_is_not_charged(ctx: Context, deeds: tuple[str, ...]) -> None:
    """A breakdown in the middle of the work would be charged like the work; the wish competes again."""
    reservation = reserve(ctx)
    for deed in deeds:
        getattr(reservations, deed)(ctx, OPERATOR, reservation.id)
    assert reservations.displace(ctx, OPERATOR, reservation.id).status is _S.DISPLACED
    assert ledger.entries(ctx, tenant(), "ada") == ()
    assert booking_requests.get(ctx, tenant(), reservation.request_id).status is RequestStatus.QUEUED
    with pytest.raises(IllegalTransitionError):
        reservations.complete(ctx, OPERATOR, reservation.id)


def test_what_is_done_of_a_chain_stays_done(ctx: Context) -> None:
    """The first step would be planned and charged again; a request that waits beside work done is waitlisted, not queued."""
    request = booking_requests.create(ctx, tenant(), make_terms(make_operation(), make_operation()))
    first, second = publish_slots(ctx, make_slot(request, 1), make_slot(request, 3, operation=1)).confirmed
    assert end(ctx, first, "complete") == 60
    reservations.displace(ctx, OPERATOR, second.id)
    assert booking_requests.get(ctx, tenant(), request.id).status is RequestStatus.WAITLISTED
    assert ledger.balance_of(ctx, tenant(), "ada") == 60


def test_what_a_plan_moves_or_the_operator_cancels_is_not_charged(ctx: Context) -> None:
    """A tenant would pay for a slot that was taken from it."""
    first = reserve(ctx)
    request = booking_requests.get(ctx, tenant(), first.request_id)
    (moved,) = publish_slots(ctx, make_slot(request, 9, 4)).confirmed
    assert reservations.get(ctx, OPERATOR, first.id).status is _S.DISPLACED
    reservations.cancel(ctx, OPERATOR, moved.id)
    assert ledger.entries(ctx, tenant(), "ada") == ()
