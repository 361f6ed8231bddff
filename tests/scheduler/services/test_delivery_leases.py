"""Who delivers, by a clock that is set by hand: leases, workers that die, that are late, that give back, and who is looked at.

Over 150 lines because a lease has one promise, and each way to break it has its case.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from scheduler.domain.delivery import DeliveryStatus
from scheduler.domain.webhook import WebhookStatus
from scheduler.services import delivering, webhook_log, webhooks
from tests.scheduler.builders import hours, tenant
from tests.scheduler.webhooks.tasks import LEASE, Hand, begun, book

if TYPE_CHECKING:
    from scheduler.services.context import Context
    from tests.scheduler.builders import HandClock

_ADA, _BOB = tenant("ada"), tenant("bob")
_SECONDS = timedelta(seconds=1)


def test_two_workers_never_deliver_to_one_webhook_at_once(ctx: Context, clock: HandClock) -> None:
    """The same delivery would be made twice at the same moment, or a later event overtake."""
    one, last = begun(ctx)
    two = Hand(ctx, one.webhook_id)
    book(ctx, number=2)
    task = one.take()
    assert task is not None
    assert two.take() is None
    clock.advance(LEASE - _SECONDS)
    assert two.take() is None
    following = one.settle(task)
    assert following is not None
    assert following.delivery.number == last + 2
    assert two.take() is None
    assert one.settle(following) is None
    assert two.take() is None


def test_what_is_asked_for_while_somebody_is_at_it_is_not_asked_for_again_and_again(
    ctx: Context, clock: HandClock
) -> None:
    """The others would ask without a pause until the lease is over, each time in the turn of those who write."""
    one, _ = begun(ctx)
    book(ctx)
    task = one.take()
    assert task is not None
    test = webhook_log.send_test(ctx, _ADA, one.webhook_id)
    assert delivering.look(ctx, 10**6)[0] == {one.webhook_id}
    assert Hand(ctx, one.webhook_id).take() is None
    assert delivering.look(ctx, 10**6)[0] == frozenset()
    following = one.settle(task)
    assert following is not None
    assert following.delivery == test
    clock.advance(LEASE)
    assert delivering.look(ctx, 10**6)[0] == {one.webhook_id}


def test_what_a_dead_worker_was_at_is_taken_up_by_another(ctx: Context, clock: HandClock) -> None:
    """It would never be delivered; under the same id, so that a receiver that has it already knows it again."""
    dead, _ = begun(ctx)
    book(ctx)
    task = dead.take()
    assert task is not None
    assert delivering.look(ctx, 10**6)[0] == frozenset()
    clock.advance(LEASE)
    assert delivering.look(ctx, 10**6)[0] == {dead.webhook_id}
    heir = Hand(ctx, dead.webhook_id)
    again = heir.take()
    assert again is not None
    assert (again.delivery.id, again.change) == (task.delivery.id, task.change)
    assert again.lease != task.lease


def test_a_worker_that_comes_late_changes_nothing(ctx: Context, clock: HandClock) -> None:
    """It would put a delivery that is done back among those that wait, or open the door to a third."""
    late, last = begun(ctx)
    book(ctx, number=2)
    task = late.take()
    assert task is not None
    clock.advance(LEASE)
    heir = Hand(ctx, late.webhook_id)
    again = heir.take()
    assert again is not None
    assert late.settle(task, 500) is None
    delivering.release(ctx, task)
    assert Hand(ctx, late.webhook_id).take() is None
    following = heir.settle(again)
    assert following is not None
    assert following.delivery.number == last + 2
    done = webhook_log.get_delivery(ctx, _ADA, late.webhook_id, task.delivery.id)
    assert (done.status, len(done.attempts)) == (DeliveryStatus.DELIVERED, 1)


def test_a_task_that_is_given_back_is_taken_at_once(ctx: Context) -> None:
    """A service that stops would keep its webhooks from the others until the lease is over."""
    one, _ = begun(ctx)
    book(ctx)
    task = one.take()
    assert task is not None
    delivering.release(ctx, task)
    again = Hand(ctx, one.webhook_id).take()
    assert again is not None
    assert again.delivery == task.delivery


def test_a_clock_that_was_set_back_holds_no_lease_for_hours(ctx: Context, clock: HandClock) -> None:
    """Nothing would be delivered until the clock is where it was."""
    one, _ = begun(ctx)
    book(ctx)
    assert one.take() is not None
    clock.advance(hours(-1))
    assert Hand(ctx, one.webhook_id).take() is not None


def test_a_webhook_that_is_gone_is_delivered_nothing(ctx: Context) -> None:
    """The worker that was at it would bring its log back to life, or fail."""
    hand, _ = begun(ctx)
    book(ctx)
    task = hand.take()
    assert task is not None
    webhooks.remove_webhook(ctx, _ADA, hand.webhook_id)
    assert hand.settle(task) is None
    delivering.release(ctx, task)
    assert hand.take() is None


def test_a_look_names_those_who_have_something_to_do(ctx: Context) -> None:
    """An event would wait for the next one; or every webhook be asked after every event."""
    ada, bob = begun(ctx)[0].webhook_id, begun(ctx, _BOB)[0].webhook_id
    quiet = begun(ctx, types=("reservation.moved",))[0].webhook_id
    named, seen = delivering.look(ctx, None)
    assert named == {ada, bob, quiet}
    assert delivering.look(ctx, seen) == (frozenset(), seen)
    book(ctx, "ada")
    assert delivering.look(ctx, seen) == (frozenset({ada}), seen + 1)
    webhook = webhooks.get_webhook(ctx, _BOB, bob)
    webhooks.update_webhook(ctx, _BOB, bob, {"status": WebhookStatus.DISABLED}, webhook.version)
    assert bob not in delivering.look(ctx, None)[0]


def test_what_is_not_enabled_writes_nothing(ctx: Context) -> None:
    """A look at what has nothing to do would fill the disk."""
    hand, _ = begun(ctx)
    with ctx.unit_of_work(read_only=True) as uow:
        before = uow.webhook_progress.find(hand.webhook_id)
    assert hand.run() == []
    with ctx.unit_of_work(read_only=True) as uow:
        assert uow.webhook_progress.find(hand.webhook_id) == before
    assert before is not None
    assert (before.lease, before.lease_until, before.due_at) == (None, None, None)
