"""What a calendar feed shows of what becomes of reservations, and for how long.

Over 150 lines because there is a case for everything that can become of a reservation.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from scheduler.domain.calendar_feed import MOST_EVENTS
from scheduler.domain.calendar_feed_events import EventStatus
from scheduler.domain.reservation import ReservationStatus
from scheduler.services import calendar_feeds, reservations
from tests.scheduler.builders import (
    NOW,
    OPERATOR,
    HandClock,
    at,
    hours,
    make_reservation,
)
from tests.scheduler.services.calendar_feed_helpers import ADA, events, place, put, token, wish

if TYPE_CHECKING:
    from scheduler.services.context import Context

DAY = timedelta(days=1)


def test_a_reservation_is_an_event_of_its_occupation(ctx: Context) -> None:
    """People would otherwise come when setup is long over, or two events overlap on one machine."""
    request = wish(ctx, title="托架", external_reference="PO-7")
    slot = {"processing_start": at(2.25), "processing_end": at(2.75), "external_reference": "PO-7"}
    made = place(ctx, request, 2, **slot)
    (event,) = events(ctx, token(ctx))
    assert (event.start, event.end) == (at(2), at(3))
    assert (event.status, event.sequence, event.changed_at) == (EventStatus.CONFIRMED, 0, NOW)
    assert event.uid == f"{request.id}-0-0@equishare"
    assert event.summary == "cut-1 · 托架 (PO-7)"
    # 08:00 UTC is 16:00 in the park.
    assert "占用 Occupied: 2026-11-23 18:00-19:00 (Asia/Shanghai)" in event.description
    assert "加工 Processing: 2026-11-23 18:15-18:45 (Asia/Shanghai)" in event.description
    assert f"预约 Reservation: {made.id}" in event.description


def test_a_move_keeps_the_name_and_raises_the_number(ctx: Context) -> None:
    """A calendar would otherwise show both places, or go on showing the old one."""
    request, secret = wish(ctx), token(ctx)
    place(ctx, request, 2)
    (first,) = events(ctx, secret)
    place(ctx, request, 5)
    (second,) = events(ctx, secret)
    assert (second.uid, second.start, second.status) == (first.uid, at(5), EventStatus.CONFIRMED)
    assert second.sequence > first.sequence


def test_what_is_called_off_is_told_for_thirty_days(ctx: Context, clock: HandClock) -> None:
    """A client that keeps what it once read would otherwise show it for ever; the number rises so that it is believed."""
    request, secret = wish(ctx, title="托架"), token(ctx)
    before = place(ctx, request, 2)
    clock.advance(hours(1))
    reservations.cancel(ctx, OPERATOR, before.id)
    (event,) = events(ctx, secret)
    assert (event.status, event.sequence, event.changed_at) == (EventStatus.CANCELLED, 1, at(1))
    assert event.summary == "【已取消 Cancelled】 cut-1 · 托架"
    clock.moment = at(1) + 30 * DAY
    assert [e.status for e in events(ctx, secret)] == [EventStatus.CANCELLED]
    clock.advance(timedelta(seconds=1))
    assert events(ctx, secret) == ()


def test_what_is_given_back_and_placed_again_is_the_same_event(ctx: Context) -> None:
    """The number of the cancellation lies between those of the two places."""
    request, secret = wish(ctx), token(ctx)
    first = place(ctx, request, 2)
    numbers = [events(ctx, secret)[0].sequence]
    reservations.cancel(ctx, ADA, first.id, reopen=True)
    numbers.append(events(ctx, secret)[0].sequence)
    place(ctx, request, 4)
    (event,) = events(ctx, secret)
    assert event.status is EventStatus.CONFIRMED
    assert [*numbers, event.sequence] == [0, 1, 2]


def test_what_the_park_takes_away_is_called_off(ctx: Context) -> None:
    """Nobody would otherwise learn of a breakdown from the calendar."""
    made, secret = place(ctx, wish(ctx), 2), token(ctx)
    reservations.displace(ctx, OPERATOR, made.id)
    assert [e.status for e in events(ctx, secret)] == [EventStatus.CANCELLED]


def test_what_moves_out_of_sight_is_not_told_as_called_off(ctx: Context) -> None:
    """The tenant would otherwise believe that the work is not done at all."""
    request, secret = wish(ctx), token(ctx)
    before = make_reservation("rs_a", 2, request_id=request.id, status=ReservationStatus.DISPLACED)
    after = make_reservation("rs_b", 91 * 24, request_id=request.id, sequence=1, replaces="rs_a")
    put(ctx, before)
    assert [e.status for e in events(ctx, secret)] == [EventStatus.CANCELLED]
    put(ctx, after)
    assert events(ctx, secret) == ()


def test_the_past_and_the_future_have_bounds(ctx: Context) -> None:
    """Thirty days back and ninety ahead, half-open; a feed of a whole history would be too large for a phone."""
    requests = [wish(ctx).id for _ in range(4)]
    ended: dict[str, Any] = {"status": ReservationStatus.COMPLETED}
    put(
        ctx,
        make_reservation("rs_1", -30 * 24 - 1, request_id=requests[0], **ended),
        make_reservation("rs_2", -30 * 24 - 0.5, request_id=requests[1], **ended),
        make_reservation("rs_3", 90 * 24 - 1, request_id=requests[2]),
        make_reservation("rs_4", 90 * 24, request_id=requests[3]),
    )
    assert [e.uid.partition("-")[0] for e in events(ctx, token(ctx))] == requests[1:3]


@pytest.mark.parametrize(
    "status", [s for s in ReservationStatus if s.value not in {"cancelled", "displaced", "tentative"}]
)
def test_what_took_its_place_stays_an_event(ctx: Context, status: ReservationStatus) -> None:
    """What is under way or done would otherwise vanish from the calendar, or count twice."""
    put(ctx, make_reservation("rs_1", -0.5, request_id=wish(ctx).id, status=status))
    assert [e.status for e in events(ctx, token(ctx))] == [EventStatus.CONFIRMED]


def test_a_tentative_place_says_so(ctx: Context) -> None:
    """Somebody would otherwise rely on it."""
    put(ctx, make_reservation("rs_1", 1, request_id=wish(ctx).id, status=ReservationStatus.TENTATIVE))
    assert [e.status for e in events(ctx, token(ctx))] == [EventStatus.TENTATIVE]


def test_a_feed_is_about_its_machine(ctx: Context) -> None:
    """A planner of one machine would otherwise see all."""
    place(ctx, wish(ctx), 2, machine_ids=("cut-1",))
    assert len(events(ctx, token(ctx, machine_id="cut-1"))) == 1
    assert events(ctx, token(ctx, machine_id="cut-2")) == ()


def test_what_is_to_come_goes_before_what_is_past(ctx: Context) -> None:
    """A full feed would otherwise be full of what is over."""
    request = wish(ctx).id
    put(
        ctx,
        *(
            make_reservation(f"rs_{n:05}", (n - 10) / 10, 0.1, request_id=request, operation=n)
            for n in range(MOST_EVENTS + 20)
        ),
    )
    feed = calendar_feeds.read_feed(ctx, token(ctx))
    assert len(feed.events) == MOST_EVENTS
    assert feed.events[0].start == at(0)
    assert "未全部列出" in feed.description


def test_a_calendar_has_a_name(ctx: Context) -> None:
    """A phone with three of them would otherwise show three without a name."""
    named = {"name": "车间\r\nATTENDEE:x"}
    assert calendar_feeds.read_feed(ctx, token(ctx, **named)).name == "车间 ATTENDEE:x"
    assert calendar_feeds.read_feed(ctx, token(ctx)).name == "Ada"
    assert calendar_feeds.read_feed(ctx, token(ctx, OPERATOR, machine_id="cut-1")).name == "cut-1"
    assert calendar_feeds.read_feed(ctx, token(ctx, OPERATOR)).name == "Equishare"
