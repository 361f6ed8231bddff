"""When a delivery is tried again, and when it is given up."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from scheduler.domain.delivery import (
    DELAYS,
    MOST_ATTEMPTS,
    Attempt,
    Delivery,
    DeliveryStatus,
    Outcome,
    WebhookProgress,
    asked_again,
    is_leased,
    tried,
)
from tests.scheduler.builders import NOW, at


def make(**facts: Any) -> Delivery:
    """Return the delivery of event 7, not tried yet."""
    usual: dict[str, Any] = {
        "id": "dl_1",
        "webhook_id": "wh_1",
        "number": 7,
        "type": "reservation.moved",
        "next_at": NOW,
    }
    return Delivery(**usual | {"created_at": NOW} | facts)


def attempt(moment: datetime = NOW, outcome: Outcome = Outcome.REFUSED) -> Attempt:
    """Return an attempt that took a tenth of a second."""
    return Attempt(at=moment, outcome=outcome, status=500, milliseconds=100, error="the receiver answered 500")


def test_the_delays_grow_and_reach_three_days() -> None:
    """A receiver that was down over a weekend would miss what happened."""
    assert list(DELAYS) == sorted(DELAYS)
    assert timedelta(days=3) < sum(DELAYS, timedelta()) < timedelta(days=4)
    assert (DELAYS[0], DELAYS[1], DELAYS[-1]) == (timedelta(seconds=5), timedelta(minutes=5), timedelta(hours=24))


def test_what_is_taken_is_done() -> None:
    """It would be sent for ever."""
    done = tried(make(), attempt(outcome=Outcome.DELIVERED), 0.5)
    assert (done.status, done.next_at, done.tries, len(done.attempts)) == (DeliveryStatus.DELIVERED, None, 1, 1)
    assert not done.holds


@pytest.mark.parametrize(("chance", "seconds"), [(0.0, 5.0), (0.5, 5.5), (0.99, 5.99)])
def test_a_delay_is_drawn_out_by_a_fifth_at_most(chance: float, seconds: float) -> None:
    """All that failed together would otherwise come back together."""
    again = tried(make(), attempt(), chance)
    assert again.status is DeliveryStatus.WAITING
    assert again.next_at == NOW + timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("asked", "waits"),
    [
        (None, timedelta(seconds=6)),
        (timedelta(hours=-3), timedelta(seconds=6)),
        (timedelta(seconds=5.9), timedelta(seconds=6)),
        (timedelta(minutes=7), timedelta(minutes=7)),
        (timedelta(days=400), timedelta(hours=24)),
    ],
)
def test_a_receiver_that_asks_for_time_gets_it(asked: timedelta | None, waits: timedelta) -> None:
    """It would be called while it has said that it is away; one that asks for less or for ever would be called at once or never."""
    told = replace(attempt(), not_before=None if asked is None else NOW + asked)
    assert tried(make(), told, 1.0).next_at == NOW + waits
    late = tried(make(tries=8), told, 1.0).next_at
    assert late == NOW + max(waits, timedelta(hours=24) * 1.2)


def test_after_the_last_delay_it_is_given_up() -> None:
    """Ten attempts: the first, and one behind each of the nine delays."""
    delivery, moment = make(), NOW
    for number, delay in enumerate(DELAYS, 1):
        assert delivery.holds is (number <= 3)
        delivery = tried(delivery, attempt(moment), 0)
        moment += delay
        assert (delivery.tries, delivery.next_at) == (number, moment)
    delivery = tried(delivery, attempt(moment), 0)
    assert (delivery.status, delivery.next_at, len(delivery.attempts)) == (DeliveryStatus.FAILED, None, 10)
    assert [each.at for each in delivery.attempts] == [NOW + sum(DELAYS[:n], timedelta()) for n in range(10)]


def test_a_test_is_tried_once() -> None:
    """Whoever tries a receiver that is not there would be told of it for days."""
    assert tried(make(number=None, asked=True), attempt(), 0).status is DeliveryStatus.FAILED


def test_one_that_is_asked_for_again_begins_anew_and_holds_nothing_back() -> None:
    """It would be given up after one more attempt, or the present would wait for the past."""
    given_up = make(status=DeliveryStatus.FAILED, tries=10, next_at=None, attempts=(attempt(),))
    again = asked_again(given_up, at(9))
    assert (again.id, again.status, again.tries, again.next_at) == ("dl_1", DeliveryStatus.WAITING, 0, at(9))
    assert again.attempts == given_up.attempts
    assert not again.holds
    assert asked_again(given_up, at(9), asked=False).holds


def test_only_the_last_attempts_are_kept() -> None:
    """A delivery that is replayed again and again would grow for ever."""
    delivery = make()
    for hour in range(MOST_ATTEMPTS + 5):
        delivery = asked_again(tried(delivery, attempt(at(hour)), 0), at(hour))
    assert [each.at for each in delivery.attempts] == [at(hour) for hour in range(5, MOST_ATTEMPTS + 5)]


def test_a_lease_holds_until_it_is_over_and_not_longer_than_one_can() -> None:
    """A worker that died would be waited for; after a clock that was set back, for hours."""
    length = timedelta(seconds=30)
    leased = WebhookProgress(id="wh_1", cursor=0, lease="ls_1", lease_until=at(1))
    assert not is_leased(WebhookProgress(id="wh_1", cursor=0), NOW, length)
    assert is_leased(leased, at(1) - timedelta(seconds=1), length)
    assert is_leased(leased, at(1) - length, length)
    assert not is_leased(leased, at(1), length)
    assert not is_leased(leased, at(0), length)
