"""Whose turn it is: which webhooks have something to be delivered, who delivers it, and what is written down of how it went.

A webhook is delivered to by one worker at a time, so that events come in their order. The worker holds a lease, which it must show
when it comes back; one that died, or is late, has lost it to the next. Between the two transactions of a delivery, when it is taken
and when it is settled, anything may be killed: what was taken and not settled is delivered once more.

Over 150 lines because taking and settling are the two halves of one promise.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from scheduler.domain.delivery import (
    FAILING,
    MOST_WAITING,
    Delivery,
    DeliveryStatus,
    Outcome,
    asked_again,
    is_leased,
    is_ready,
    tried,
)
from scheduler.domain.pages import HIGHEST_LIMIT, FeedFilter
from scheduler.domain.webhook import WebhookStatus, switched

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from scheduler.domain.change import Change
    from scheduler.domain.delivery import Attempt, WebhookProgress
    from scheduler.domain.webhook import Webhook
    from scheduler.services.context import Context
    from scheduler.storage.unit_of_work import UnitOfWork

#: The receiver says that nobody is there any more.
_GONE = 410


@dataclass(frozen=True, kw_only=True, slots=True)
class Task:
    """One attempt to be made."""

    webhook: Webhook
    delivery: Delivery
    #: The event; None: a test.
    change: Change | None
    #: To be shown when it is settled.
    lease: str


def look(ctx: Context, seen: int | None) -> tuple[frozenset[str], int]:
    """Return the webhooks that may have something to do now, and the number up to which events were looked through.

    `seen` is that number from the look before; None: there was none, and every webhook that is enabled is named.
    """
    with ctx.unit_of_work(read_only=True) as uow:
        highest = uow.changes.highest()
        due = frozenset(uow.webhook_progress.due(ctx.clock()))
        if seen == highest:
            return due, highest
        enabled = [webhook for webhook in uow.webhooks.list() if webhook.is_enabled]
        # Every change of the park has this looked at: where nobody listens it ends here.
        news = bool(enabled) and seen is not None
        found = uow.changes.feed(FeedFilter(limit=HIGHEST_LIMIT, after=seen or 0)) if news else ()
    told = {(change.feed, change.type) for change in found}
    # After very many events it is simpler to look at all.
    all_of_them = seen is None or len(found) == HIGHEST_LIMIT
    heard = (each.id for each in enabled if all_of_them or any(each.hears(*event) for event in told))
    return due.union(heard), highest


def take(ctx: Context, webhook_id: str, length: timedelta) -> Task | None:
    """Return the next attempt for a webhook, leased for `length`; None: there is nothing to do now, or somebody is at it."""
    with ctx.unit_of_work() as uow:
        webhook, progress = uow.webhooks.find(webhook_id), uow.webhook_progress.find(webhook_id)
        if webhook is None or progress is None:
            return None
        leased = is_leased(progress, ctx.clock(), length)
        if leased:
            # Whoever holds it looks again when it settles; until it could be dead nobody else need ask.
            uow.webhook_progress.put(replace(progress, due_at=progress.lease_until))
        task = None if leased else _next(ctx, uow, webhook, progress, length)
        uow.commit()
    return task


def settle(ctx: Context, task: Task, attempt: Attempt, length: timedelta, *, chance: float) -> Task | None:
    """Write down how an attempt went, and take the next for the same webhook.

    Nothing is written, and None returned, where the lease is no longer that of the task: another has taken the delivery up.
    `chance` in [0, 1) draws the jitter.
    """
    with ctx.unit_of_work() as uow:
        webhook, progress = uow.webhooks.find(task.webhook.id), uow.webhook_progress.find(task.webhook.id)
        if webhook is None or progress is None or progress.lease != task.lease:
            return None
        uow.deliveries.put(tried(uow.deliveries.get(task.delivery.id), attempt, chance))
        if task.change is not None:
            progress = _judged(progress, attempt)
            webhook = _disabled_if_hopeless(uow, webhook, progress, attempt, ctx.clock())
        following = _next(ctx, uow, webhook, progress, length)
        uow.commit()
    return following


def release(ctx: Context, task: Task) -> None:
    """Give a task back that is not begun, so that another worker can take it up at once."""
    with ctx.unit_of_work() as uow:
        progress = uow.webhook_progress.find(task.webhook.id)
        if progress is not None and progress.lease == task.lease:
            uow.webhook_progress.put(replace(progress, lease=None, lease_until=None, due_at=ctx.clock()))
            uow.commit()


def _next(ctx: Context, uow: UnitOfWork, webhook: Webhook, progress: WebhookProgress, length: timedelta) -> Task | None:
    """Lease the next attempt, or note when to look again."""
    now = ctx.clock()
    waiting = uow.deliveries.waiting(webhook.id)
    ready = [each for each in waiting if webhook.is_enabled or each.number is None]
    delivery = next((each for each in ready if is_ready(each, now)), None)
    if delivery is None and webhook.is_enabled and not _held(waiting):
        delivery, progress = _of_next_event(ctx, uow, webhook, progress)
    if delivery is None:
        due_at = min((each.next_at for each in ready if each.next_at is not None), default=None)
        idle = replace(progress, lease=None, lease_until=None, due_at=due_at)
        if idle != uow.webhook_progress.find(webhook.id):
            uow.webhook_progress.put(idle)
        return None
    lease, until = ctx.ids("ls"), now + length
    uow.webhook_progress.put(replace(progress, lease=lease, lease_until=until, due_at=until))
    change = None if delivery.number is None else _event_after(uow, webhook, delivery.number - 1, typed=False)
    return Task(webhook=webhook, delivery=delivery, change=change, lease=lease)


def _held(waiting: tuple[Delivery, ...]) -> bool:
    """Return whether no further event is to be begun."""
    return len(waiting) >= MOST_WAITING or any(each.holds for each in waiting)


def _of_next_event(
    ctx: Context, uow: UnitOfWork, webhook: Webhook, progress: WebhookProgress
) -> tuple[Delivery | None, WebhookProgress]:
    """Make a delivery of the next event, where there is one, and move the cursor behind it: both are stored together, or neither."""
    now = ctx.clock()
    while (change := _event_after(uow, webhook, progress.cursor)) is not None:
        progress = replace(progress, cursor=change.number)
        before = uow.deliveries.of_event(webhook.id, change.number)
        if before is not None and before.status is DeliveryStatus.WAITING:
            continue  # It has its own time.
        delivery = asked_again(before or _new_delivery(ctx, webhook, change), now, asked=False)
        uow.deliveries.put(delivery)
        return delivery, progress
    return None, progress


def _new_delivery(ctx: Context, webhook: Webhook, change: Change) -> Delivery:
    now = ctx.clock()
    return Delivery(
        id=ctx.ids("dl"), webhook_id=webhook.id, number=change.number, type=change.type, next_at=now, created_at=now
    )


def _event_after(uow: UnitOfWork, webhook: Webhook, number: int, *, typed: bool = True) -> Change | None:
    """Return the first event above a number that the webhook's owner is told of; `typed`: and that the webhook wants."""
    where = FeedFilter(feeds=webhook.feeds, types=webhook.types if typed else None, limit=1, after=number)
    return next(iter(uow.changes.feed(where)), None)


def _judged(progress: WebhookProgress, attempt: Attempt) -> WebhookProgress:
    since = None if attempt.outcome is Outcome.DELIVERED else progress.failing_since or attempt.at
    return replace(progress, failing_since=since)


def _disabled_if_hopeless(
    uow: UnitOfWork, webhook: Webhook, progress: WebhookProgress, attempt: Attempt, now: datetime
) -> Webhook:
    """Return the webhook, disabled where its receiver is gone, or took nothing for days."""
    since, reason = progress.failing_since, ""
    if attempt.status == _GONE:
        reason = f"the receiver says that it is gone (status {_GONE})"
    elif since is not None and now - since >= FAILING:
        reason = f"nothing was taken for {FAILING.days} days; the last attempt: {attempt.error}"
    if not reason or not webhook.is_enabled:
        return webhook
    disabled = switched(webhook, WebhookStatus.DISABLED, reason, now)
    uow.webhooks.update(disabled)
    return disabled
