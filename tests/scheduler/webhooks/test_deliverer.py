"""Workers that deliver to real receivers, on every storage: all of it, in order, several at once, and what stands in their way.

Over 150 lines because what a worker must not do is shown with several of them at work.
"""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from scheduler.clock import system_clock
from scheduler.domain.delivery import Attempt, DeliveryStatus
from scheduler.services import booking_requests, webhook_log, webhooks
from scheduler.webhooks.deliverer import Deliverer, How
from scheduler.webhooks.errands import DELIVER, FORGET, webhook_errands
from scheduler.webhooks.sending import Sender
from tests.scheduler.builders import OPERATOR, HandClock, make_context, make_terms, tenant
from tests.scheduler.storage.storages import storages
from tests.scheduler.webhooks.receiver import PATIENCE, receiving
from tests.scheduler.webhooks.tasks import Hand, make_webhook

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scheduler.services.context import Context
    from scheduler.services.webhooks import FreshWebhook
    from tests.scheduler.webhooks.receiver import Received, Receiver

_ADA = tenant("ada")


@pytest.fixture(params=sorted(storages()))
def ctx(request: pytest.FixtureRequest) -> Iterator[Context]:
    """A park with ada and bob, on each storage, by the clock of the machine."""
    with storages()[request.param](request) as factory:
        yield make_context(factory, system_clock)  # type: ignore[arg-type]  # a clock that nobody sets


def deliverer(ctx: Context, **facts: Any) -> Deliverer:
    """Return workers that may call loopback."""
    send = Sender(clock=ctx.clock, seconds=10, private=True)
    usual: dict[str, Any] = {"send": send, "seconds": 10, "chance": lambda: 0.0}
    return Deliverer(ctx, How(**usual | facts))


def book(ctx: Context, number: int, who: str = "ada") -> None:
    """Have so many events happen."""
    for _ in range(number):
        deadline = datetime.now(UTC) + timedelta(days=2)
        booking_requests.create(ctx, tenant(who), make_terms(tenant_id=who, deadline=deadline))


def told(made: FreshWebhook, received: list[Received]) -> list[int]:
    """Return the numbers of the events that came, in their order, each proved to be ours."""
    return [int(each.verified(made.secret)["data"]["id"]) for each in received]


def test_all_of_it_comes_in_order(ctx: Context, receiver: Receiver) -> None:
    """Twice called, it goes on where it was; every attempt is counted and in the log."""
    made = make_webhook(ctx, url=receiver.url)
    seen: list[Attempt] = []
    workers = deliverer(ctx, observe=seen.append)
    book(ctx, 5)
    workers.deliver()
    assert len(receiver.seen) == 6
    book(ctx, 2)
    workers.deliver()
    numbers = told(made, receiver.seen)
    assert numbers == list(range(numbers[0], numbers[0] + 8))
    log = Hand(ctx, made.id).log()
    assert [each.id for each in log] == [each.id for each in receiver.seen]
    assert {each.status for each in log} == {DeliveryStatus.DELIVERED}
    assert [attempt for each in log for attempt in each.attempts] == seen
    workers.deliver()
    assert len(receiver.seen) == 8


def test_two_processes_share_the_work_and_nothing_is_sent_twice(ctx: Context) -> None:
    """Each webhook is one worker's at a time: no two deliveries to it overlap, none is left out, order is kept."""
    with receiving() as one, receiving() as two:
        receivers = {make_webhook(ctx, url=each.url): each for each in (one, two)}
        inside: dict[str, int] = {}
        lock, overlaps = threading.Lock(), []

        def watch(send: Sender) -> Any:
            def sending(task: Any) -> Attempt:
                with lock:
                    inside[task.webhook.id] = inside.get(task.webhook.id, 0) + 1
                    overlaps.append(inside[task.webhook.id])
                try:
                    return send(task)
                finally:
                    with lock:
                        inside[task.webhook.id] -= 1

            return sending

        send = watch(Sender(clock=ctx.clock, seconds=10, private=True))
        book(ctx, 10)
        threads = [threading.Thread(target=deliverer(ctx, send=send).deliver) for _ in range(2)]
        for thread in threads:
            thread.start()
        book(ctx, 10)
        for thread in threads:
            thread.join(PATIENCE)
        deliverer(ctx).deliver()
        for made, receiver in receivers.items():
            numbers = told(made, receiver.seen)
            assert numbers == sorted(set(numbers))
            assert len(numbers) in {21, 22}
        assert set(overlaps) == {1}


def test_a_receiver_that_is_slow_holds_up_nobody_else(ctx: Context, receiver: Receiver) -> None:
    """One tenant could otherwise keep all others from their events; what happens meanwhile goes out meanwhile."""
    go_on = threading.Event()
    with receiving() as slow:
        slow.before = lambda _: go_on.wait(PATIENCE)
        make_webhook(ctx, url=slow.url)
        make_webhook(ctx, tenant("bob"), url=receiver.url)
        thread = threading.Thread(target=deliverer(ctx).deliver)
        thread.start()
        slow.wait_for(1)
        receiver.wait_for(1)
        book(ctx, 3, "bob")
        receiver.wait_for(4)
        assert thread.is_alive()
        go_on.set()
        thread.join(PATIENCE)
        assert not thread.is_alive()


def test_a_stop_ends_what_is_under_way_and_begins_nothing(ctx: Context, receiver: Receiver) -> None:
    """The service could not end while there is something to deliver; the next one goes on at once."""
    made = make_webhook(ctx, url=receiver.url)
    book(ctx, 9)
    workers = deliverer(ctx)
    receiver.before = lambda _: workers.stop()
    workers.deliver()
    assert len(receiver.seen) == 1
    receiver.before = None
    deliverer(ctx).deliver()
    numbers = told(made, receiver.seen)
    assert numbers == list(range(numbers[0], numbers[0] + 10))


def test_what_fails_waits_for_its_time(ctx: Context, receiver: Receiver) -> None:
    """A receiver that is down would be called without end; an errand with nothing due returns."""
    made = make_webhook(ctx, url=receiver.url)
    receiver.always = 503
    deliverer(ctx).deliver()
    deliverer(ctx).deliver()
    assert len(receiver.seen) == 1
    (waiting,) = Hand(ctx, made.id).log()
    assert waiting.status is DeliveryStatus.WAITING
    assert waiting.next_at is not None
    assert waiting.next_at - waiting.attempts[0].at == timedelta(seconds=5)


def test_after_an_error_of_ours_everything_is_looked_at_again(receiver: Receiver) -> None:
    """An event that was seen and not delivered, because the database was gone, would wait for the next one."""
    clock = HandClock(datetime.now(UTC))
    ctx = make_context(clock=clock)
    make_webhook(ctx, url=receiver.url)
    send, fails = Sender(clock=clock, seconds=10, private=True), [True]

    def failing(task: Any) -> Attempt:
        if fails:
            fails.clear()
            raise ZeroDivisionError
        return send(task)

    workers = deliverer(ctx, send=failing)
    with pytest.raises(ZeroDivisionError):
        workers.deliver()
    assert receiver.seen == []
    clock.advance(timedelta(seconds=30))
    workers.deliver()
    assert len(receiver.seen) == 1


def test_the_errands_deliver_and_forget(receiver: Receiver) -> None:
    """The log would grow for ever."""
    clock = HandClock(datetime.now(UTC))
    ctx = make_context(clock=clock)
    made = make_webhook(ctx, url=receiver.url)
    errands = {each.name: each for each in webhook_errands(ctx, deliverer(ctx))}
    errands[DELIVER].deed()
    assert len(Hand(ctx, made.id).log()) == 1
    clock.advance(timedelta(days=30))
    errands[FORGET].deed()
    assert len(Hand(ctx, made.id).log()) == 1
    clock.advance(timedelta(seconds=1))
    errands[FORGET].deed()
    assert webhook_log.deliveries(ctx, OPERATOR, made.id).items == ()
    webhooks.remove_webhook(ctx, _ADA, made.id)
