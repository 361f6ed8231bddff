"""Whose turn it is, by a clock that is set by hand: order, retries, leases, replay, what is given up, what is disabled.

Over 150 lines because every way to lose an event, to tell one twice or to tell it to the wrong one has its case.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from scheduler.domain.delivery import DELAYS, MOST_WAITING, DeliveryStatus
from scheduler.domain.pages import FeedFilter
from scheduler.domain.webhook import WebhookStatus
from scheduler.errors import RefusedError
from scheduler.services import booking_requests, delivering, history, webhook_log, webhooks
from tests.scheduler.builders import OPERATOR, hours, make_slot, make_terms, publish_slots, tenant
from tests.scheduler.webhooks.tasks import Hand, begun, book, make_webhook, numbers

if TYPE_CHECKING:
    from scheduler.services.context import Context
    from tests.scheduler.builders import HandClock

_ADA, _BOB = tenant("ada"), tenant("bob")
_SECONDS = timedelta(seconds=1)


def test_a_webhook_is_told_what_the_feed_tells_its_owner(ctx: Context) -> None:
    """Nothing of another tenant, nothing left out, in the same order; the park's own is told all."""
    ada, last = begun(ctx)
    park, _ = begun(ctx, OPERATOR)
    book(ctx, "ada")
    book(ctx, "bob", 2)
    request = booking_requests.create(ctx, _ADA, make_terms())
    publish_slots(ctx, make_slot(request, 3))
    assert ada.run() == numbers(ctx, _ADA, last)
    assert len(ada.sent) < len(park.run()) + 1
    assert park.sent == numbers(ctx, OPERATOR, last)
    assert ada.run() == []


def test_a_webhook_is_told_the_types_that_it_wants(ctx: Context) -> None:
    """A system that only wants to know of moves would be called a thousand times a night."""
    hand, _ = begun(ctx, types=("reservation.confirmed",))
    request = booking_requests.create(ctx, _ADA, make_terms())
    publish_slots(ctx, make_slot(request, 3))
    hand.run()
    assert [each.type for each in hand.log()] == ["reservation.confirmed"]


def test_what_happened_before_is_not_told(ctx: Context) -> None:
    """A new receiver would be flooded with the past; whoever wants it asks for it."""
    book(ctx, "ada", 3)
    made = make_webhook(ctx)
    assert len(Hand(ctx, made.id).run()) == 1


def test_one_that_fails_is_tried_again_by_the_schedule_and_given_up(ctx: Context, clock: HandClock) -> None:
    """The id stays the same; every attempt is in the log."""
    hand, _ = begun(ctx)
    book(ctx)
    assert len(hand.run(always=500)) == 1
    for delay in DELAYS:
        clock.advance(delay - _SECONDS)
        assert hand.run(always=500) == []
        clock.advance(_SECONDS)
        assert len(hand.run(always=None)) == 1
    clock.advance(hours(1000))
    assert hand.run() == []
    last = hand.log()[-1]
    assert (last.status, len(last.attempts), last.next_at) == (DeliveryStatus.FAILED, 1 + len(DELAYS), None)
    assert {each.status for each in last.attempts} == {500, None}


def test_events_keep_their_order_while_one_is_tried_again_soon(ctx: Context, clock: HandClock) -> None:
    """A receiver that restarts would otherwise hear of a move before the booking."""
    hand, last = begun(ctx)
    book(ctx, number=3)
    assert hand.run(503) == [last + 1]
    clock.advance(5 * _SECONDS)
    assert hand.run(503) == [last + 1]
    clock.advance(timedelta(minutes=5))
    assert hand.run() == [last + 1, last + 2, last + 3]


def test_an_event_that_is_always_refused_is_passed_by_the_others(ctx: Context, clock: HandClock) -> None:
    """One event that a receiver chokes on would otherwise keep all others back for days."""
    hand, last = begun(ctx)
    book(ctx, number=3)
    hand.run(500)
    clock.advance(DELAYS[0])
    hand.run(500)
    clock.advance(DELAYS[1])
    assert hand.run(500) == [last + 1, last + 2, last + 3]
    assert [each.status.value for each in hand.log()[-3:]] == ["waiting", "delivered", "delivered"]
    clock.advance(DELAYS[2])
    assert hand.run() == [last + 1]


def test_a_receiver_that_is_down_is_not_beaten(ctx: Context, clock: HandClock) -> None:
    """Of a thousand events only a handful is tried in vain; when it is back all of them come, each once, those not begun in order."""
    hand, last = begun(ctx)
    book(ctx, number=40)
    calls = 0
    for _ in range(12 * 30):
        calls += len(hand.run(always=None))
        clock.advance(timedelta(minutes=10))
    waiting = [each for each in hand.log() if each.status is DeliveryStatus.WAITING]
    assert len(waiting) <= MOST_WAITING
    assert calls < 200
    taken: list[int | None] = []
    for _ in range(24 * 6):
        taken += hand.run()
        clock.advance(timedelta(minutes=10))
    assert sorted(number for number in taken if number is not None) == list(range(last + 1, last + 41))
    late = [number for number in taken if number is not None and number > last + MOST_WAITING]
    assert late == sorted(late)


def test_a_receiver_that_is_gone_is_told_nothing_more(ctx: Context, clock: HandClock) -> None:
    """410 means for ever; its owner is told by an event, and what happens meanwhile waits for it to be enabled again."""
    hand, last = begun(ctx)
    other, _ = begun(ctx, types=("webhook.disabled",))
    book(ctx, number=2)
    assert hand.run(204, 410) == [last + 1, last + 2]
    webhook = webhooks.get_webhook(ctx, _ADA, hand.webhook_id)
    assert webhook.status is WebhookStatus.DISABLED
    assert "410" in webhook.reason
    other.run()
    assert [each.type for each in other.log()] == ["webhook.disabled"]
    (event,) = history.events(ctx, _ADA, FeedFilter(types=("webhook.disabled",)))
    assert (event.subject_id, event.reason) == (hand.webhook_id, webhook.reason)
    assert history.events(ctx, _BOB, FeedFilter(types=("webhook.disabled",))) == ()
    clock.advance(hours(1))
    assert hand.run() == []
    webhooks.update_webhook(ctx, _ADA, hand.webhook_id, {"status": WebhookStatus.ENABLED}, webhook.version)
    assert hand.webhook_id in delivering.look(ctx, 10**6)[0]
    assert hand.run() == numbers(ctx, _ADA, last + 1)


def test_a_webhook_that_took_nothing_for_days_is_disabled(ctx: Context, clock: HandClock) -> None:
    """The service would call an address for ever that was given to somebody else; one success begins the count anew."""
    hand, _ = begun(ctx)

    def fail_for(days: int) -> None:
        for _ in range(24 * days):
            hand.run(always=500)
            clock.advance(hours(1))

    book(ctx, number=100)
    fail_for(4)
    hand.run(204, always=500)
    fail_for(4)
    assert webhooks.get_webhook(ctx, _ADA, hand.webhook_id).is_enabled
    fail_for(2)
    webhook = webhooks.get_webhook(ctx, _ADA, hand.webhook_id)
    assert not webhook.is_enabled
    assert webhook.reason == "nothing was taken for 5 days; the last attempt: the receiver answered 500"
    enabled = webhooks.update_webhook(ctx, _ADA, webhook.id, {"status": WebhookStatus.ENABLED}, webhook.version)
    hand.run(always=500)
    assert webhooks.get_webhook(ctx, _ADA, hand.webhook_id) == enabled


def test_a_delivery_is_made_again_under_its_id(ctx: Context) -> None:
    """A receiver that lost it could otherwise not have it again, or would take it for another; it holds nothing back."""
    hand, last = begun(ctx)
    book(ctx, number=2)
    hand.run()
    log = hand.log()
    again = webhook_log.replay_delivery(ctx, _ADA, hand.webhook_id, log[-2].id)
    assert (again.id, again.status, again.attempts) == (log[-2].id, DeliveryStatus.WAITING, log[-2].attempts)
    book(ctx)
    assert hand.run(500) == [last + 1, last + 3]
    assert len(webhook_log.get_delivery(ctx, _ADA, hand.webhook_id, again.id).attempts) == 2


def test_all_since_an_event_is_delivered_again(ctx: Context) -> None:
    """Whoever restores a copy of its database would miss what came after it; ids are those of the first time."""
    book(ctx, number=2)
    hand, last = begun(ctx)
    book(ctx, number=3)
    hand.run()
    ids = {each.number: each.id for each in hand.log()}
    webhook_log.replay_since(ctx, _ADA, hand.webhook_id, str(last + 1))
    assert hand.run() == [last + 2, last + 3]
    assert {each.number: each.id for each in hand.log()} == ids
    webhook_log.replay_since(ctx, _ADA, hand.webhook_id, "0")
    assert hand.run() == numbers(ctx, _ADA)


def test_what_waits_is_not_begun_twice_by_a_replay(ctx: Context, clock: HandClock) -> None:
    """It has its place in the schedule already."""
    hand, last = begun(ctx)
    book(ctx, number=2)
    for delay in DELAYS[:3]:
        hand.run(500)
        clock.advance(delay)
    webhook_log.replay_since(ctx, _ADA, hand.webhook_id, str(last))
    clock.advance(-DELAYS[2])
    assert hand.run() == [last + 2]
    clock.advance(DELAYS[2])
    assert hand.run() == [last + 1]


def test_a_cursor_ahead_leaves_out_what_lies_between(ctx: Context) -> None:
    """Whoever was away for a month need not hear all of it; what has not happened cannot be left out."""
    hand, last = begun(ctx)
    book(ctx, number=3)
    webhook_log.replay_since(ctx, _ADA, hand.webhook_id, str(last + 2))
    assert hand.run() == [last + 3]
    for cursor in (str(last + 4), "x", "-1", ""):
        with pytest.raises(RefusedError):
            webhook_log.replay_since(ctx, _ADA, hand.webhook_id, cursor)
