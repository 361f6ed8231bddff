"""Calendar feeds: whose they are, what they show, and for how long.

Over 150 lines because a feed has a case for everything that can become of a reservation.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from scheduler.domain.access import Role
from scheduler.domain.calendar_feed import MOST_EVENTS, MOST_FEEDS, FeedDetail
from scheduler.domain.feed_events import EventStatus, FeedEvent
from scheduler.domain.reservation import ReservationStatus
from scheduler.errors import ConflictError, ForbiddenError, NotFoundError
from scheduler.services import booking_requests, calendar_feeds, reservations
from tests.scheduler.builders import (
    AUDITOR,
    NOW,
    OPERATOR,
    HandClock,
    at,
    hours,
    make_context,
    make_machine,
    make_park,
    make_reservation,
    make_slot,
    make_terms,
    publish_slots,
    tenant,
)

if TYPE_CHECKING:
    from scheduler.domain.booking import BookingRequest
    from scheduler.domain.feed_events import Feed
    from scheduler.domain.reservation import Reservation
    from scheduler.services.context import Context

ADA, BOB = tenant("ada"), tenant("bob")
DAY = timedelta(days=1)


@pytest.fixture
def clock() -> HandClock:
    """The clock of the park."""
    return HandClock()


@pytest.fixture
def ctx(clock: HandClock) -> Context:
    """A park with ada and bob."""
    return make_context(clock=clock)


def wish(ctx: Context, tenant_id: str = "ada", **facts: Any) -> BookingRequest:
    """Return a request for an hour of cutting."""
    return booking_requests.create(ctx, tenant(tenant_id), make_terms(tenant_id=tenant_id, **facts))


def place(ctx: Context, request: BookingRequest, hour: float, **facts: Any) -> Reservation:
    """Publish a plan with this slot alone, and return its reservation."""
    return publish_slots(ctx, make_slot(request, hour, **facts)).confirmed[0]


def put(ctx: Context, *found: Reservation) -> None:
    """Store reservations as they are, past any plan."""
    with ctx.unit_of_work() as uow:
        for each in found:
            uow.reservations.add(each)
        uow.commit()


def token(ctx: Context, actor: Any = ADA, **facts: Any) -> str:
    """Make a feed and return its token."""
    return calendar_feeds.create_feed(ctx, actor, **facts).token


def events(ctx: Context, secret: str) -> tuple[FeedEvent, ...]:
    """Return what a feed shows."""
    return calendar_feeds.read_feed(ctx, secret).events


def words(feed: Feed) -> str:
    """Return everything that a feed says."""
    return repr(feed)


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
    ended = {"status": ReservationStatus.COMPLETED}
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


def test_a_tenant_reads_nothing_of_another(ctx: Context) -> None:
    """Neither with a feed of its own, nor by asking for one of another tenant or of a machine that it may not see."""
    publish_slots(ctx, make_slot(wish(ctx, "bob", title="geheim")), make_slot(wish(ctx), 3))
    feed = calendar_feeds.read_feed(ctx, token(ctx))
    assert len(feed.events) == 1
    assert "bob" not in words(feed).lower()
    assert "geheim" not in words(feed)
    with pytest.raises(NotFoundError, match="tenant"):
        calendar_feeds.create_feed(ctx, ADA, tenant_id="bob")
    assert calendar_feeds.create_feed(ctx, tenant("ada", Role.TENANT_ADMIN)).feed.tenant_id == "ada"


def test_a_machine_that_is_not_open_to_a_tenant_does_not_exist_for_it() -> None:
    """A tenant could otherwise try names until one answers."""
    park = make_park()
    closed = make_machine("closed", open_to=("bob",))
    ctx = make_context(park=type(park)(machines=(*park.machines, closed), tenants=park.tenants))
    for machine_id in ("closed", "nowhere"):
        with pytest.raises(NotFoundError, match="machine"):
            calendar_feeds.create_feed(ctx, ADA, machine_id=machine_id)
    assert calendar_feeds.create_feed(ctx, BOB, machine_id="closed").feed.machine_id == "closed"


def test_a_feed_of_the_park_tells_only_what_is_taken(ctx: Context, clock: HandClock) -> None:
    """Its address would otherwise tell everybody everything: no name, no number, no status, no cancellation, no id."""
    ada, bob = wish(ctx, title="geheim", external_reference="PO-7"), wish(ctx, "bob")
    made = publish_slots(
        ctx, make_slot(ada, external_reference="PO-7"), make_slot(bob, 3, machine_ids=("cut-1", "bend-1"))
    ).confirmed
    secret, of_one = token(ctx, OPERATOR), token(ctx, OPERATOR, machine_id="bend-1")
    clock.advance(hours(0.5))
    reservations.check_in(ctx, OPERATOR, made[0].id)
    feed = calendar_feeds.read_feed(ctx, secret)
    assert [(e.start, e.summary) for e in feed.events] == [
        (at(1), "占用 Busy · cut-1"),
        (at(3), "占用 Busy · cut-1 + bend-1"),
    ]
    assert [e.summary for e in events(ctx, of_one)] == ["占用 Busy · bend-1"]
    told = words(feed)
    for private in ("ada", "Ada", "bob", "Bob", "geheim", "PO-7", "br_", "rs_", "签到"):
        assert private not in told
    assert {e.changed_at for e in feed.events} == {NOW}
    reservations.cancel(ctx, OPERATOR, made[1].id)
    assert len(events(ctx, secret)) == 1


def test_the_names_of_a_busy_feed_are_stable_and_its_own(ctx: Context) -> None:
    """Two busy feeds laid side by side would otherwise show whose work is whose by its name."""
    request = wish(ctx)
    place(ctx, request, 2)
    one, other = token(ctx, OPERATOR), token(ctx, OPERATOR)
    before = events(ctx, one)[0]
    assert before.uid != events(ctx, other)[0].uid
    place(ctx, request, 5)
    (after,) = events(ctx, one)
    assert (after.uid, after.start) == (before.uid, at(5))
    assert after.sequence > before.sequence


def test_the_operator_may_see_everything_and_says_so(ctx: Context) -> None:
    """For its own calendar: with the tenants' names, and only where `full` was asked for."""
    place(ctx, wish(ctx, title="托架"), 2)
    (event,) = events(ctx, token(ctx, OPERATOR, detail=FeedDetail.FULL))
    assert event.summary == "cut-1 · 托架 · Ada"
    (of_ada,) = events(ctx, token(ctx, OPERATOR, tenant_id="ada"))
    assert of_ada.summary == "cut-1 · 托架"
    (own_busy,) = events(ctx, token(ctx, detail=FeedDetail.BUSY))
    assert own_busy.summary == "占用 Busy · cut-1"


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


def test_a_revoked_feed_shows_nothing(ctx: Context) -> None:
    """An address that got about could otherwise not be closed; what is told is the same as for one that never was."""
    made = calendar_feeds.create_feed(ctx, ADA)
    assert made.token not in repr(made)
    with pytest.raises(NotFoundError) as unknown:
        calendar_feeds.read_feed(ctx, "esf_wrong")
    first = calendar_feeds.revoke_feed(ctx, ADA, made.feed.id)
    assert calendar_feeds.revoke_feed(ctx, ADA, made.feed.id) == first
    with pytest.raises(NotFoundError) as revoked:
        calendar_feeds.read_feed(ctx, made.token)
    assert str(revoked.value) == str(unknown.value)
    assert calendar_feeds.list_feeds(ctx, ADA) == (first,)


def test_feeds_are_their_tenants(ctx: Context) -> None:
    """Another tenant could otherwise see or close them; an auditor changes nothing."""
    own, park = calendar_feeds.create_feed(ctx, ADA).feed, calendar_feeds.create_feed(ctx, OPERATOR).feed
    assert calendar_feeds.list_feeds(ctx, BOB) == ()
    assert calendar_feeds.list_feeds(ctx, OPERATOR) == (own, park)
    for feed in (own, park):
        with pytest.raises(NotFoundError):
            calendar_feeds.revoke_feed(ctx, BOB, feed.id)
    with pytest.raises(ForbiddenError):
        calendar_feeds.create_feed(ctx, AUDITOR)


def test_there_are_not_endlessly_many(ctx: Context) -> None:
    """A script that makes one every day would otherwise fill the database; revoked ones and others' do not count."""
    made = [calendar_feeds.create_feed(ctx, ADA).feed for _ in range(MOST_FEEDS)]
    with pytest.raises(ConflictError, match="50 calendar feeds"):
        calendar_feeds.create_feed(ctx, ADA)
    calendar_feeds.create_feed(ctx, BOB)
    calendar_feeds.create_feed(ctx, OPERATOR)
    calendar_feeds.revoke_feed(ctx, ADA, made[0].id)
    calendar_feeds.create_feed(ctx, ADA)


def test_a_calendar_has_a_name(ctx: Context) -> None:
    """A phone with three of them would otherwise show three without a name."""
    named = {"name": "车间\r\nATTENDEE:x"}
    assert calendar_feeds.read_feed(ctx, token(ctx, **named)).name == "车间 ATTENDEE:x"
    assert calendar_feeds.read_feed(ctx, token(ctx)).name == "Ada"
    assert calendar_feeds.read_feed(ctx, token(ctx, OPERATOR, machine_id="cut-1")).name == "cut-1"
    assert calendar_feeds.read_feed(ctx, token(ctx, OPERATOR)).name == "Equishare"
