"""The log of a webhook's deliveries, and deliveries that somebody asks for: a test, one once more, all since a cursor."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from scheduler.domain.delivery import MOST_WAITING, TEST, Delivery, asked_again
from scheduler.domain.pages import DEFAULT_LIMIT
from scheduler.domain.refusal import Refusal
from scheduler.errors import ConflictError, NotFoundError, RefusedError
from scheduler.services.history import number_of
from scheduler.services.pages import check_limit
from scheduler.services.webhooks import KIND, owned

if TYPE_CHECKING:
    from datetime import datetime

    from scheduler.domain.access import Actor
    from scheduler.domain.pages import Page
    from scheduler.services.context import Context
    from scheduler.storage.unit_of_work import UnitOfWork

_KIND = "delivery"


@dataclass(frozen=True, kw_only=True, slots=True)
class Rewound:
    """From where a webhook goes on."""

    #: Id of the last event that is not delivered again.
    cursor: str


def deliveries(
    ctx: Context, actor: Actor, webhook_id: str, limit: int = DEFAULT_LIMIT, after: str | None = None
) -> Page[Delivery]:
    """Return one page of the log, the youngest first.

    Raises
    ------
    NotFoundError
        Also for another tenant's webhook, and for an `after` that no page gave out.
    RefusedError
        For the limit.
    ForbiddenError
    """
    check_limit(limit)
    with ctx.unit_of_work(read_only=True) as uow:
        owned(uow, actor, webhook_id)
        if after is not None:
            _of_webhook(uow, webhook_id, after)
        return uow.deliveries.page(webhook_id, limit, after)


def get_delivery(ctx: Context, actor: Actor, webhook_id: str, delivery_id: str) -> Delivery:
    """Return one delivery; NotFoundError, also for another tenant's or another webhook's, ForbiddenError."""
    with ctx.unit_of_work(read_only=True) as uow:
        owned(uow, actor, webhook_id)
        return _of_webhook(uow, webhook_id, delivery_id)


def send_test(ctx: Context, actor: Actor, webhook_id: str) -> Delivery:
    """Have something sent that is no event, once and whether the webhook is enabled or not; the log tells how it went.

    NotFoundError, ForbiddenError; ConflictError `waiting` when too much waits to be sent.
    """
    with ctx.unit_of_work() as uow:
        owned(uow, actor, webhook_id)
        if len(uow.deliveries.waiting(webhook_id)) >= 2 * MOST_WAITING:
            raise ConflictError("waiting", "too many deliveries wait", "wait until some are through")
        now = ctx.clock()
        delivery = Delivery(
            id=ctx.ids("dl"), webhook_id=webhook_id, number=None, type=TEST, next_at=now, asked=True, created_at=now
        )
        _ask(uow, delivery, now)
        uow.commit()
    return delivery


def replay_delivery(ctx: Context, actor: Actor, webhook_id: str, delivery_id: str) -> Delivery:
    """Have a delivery made once more, under the same id, as soon as its webhook is enabled.

    NotFoundError, ForbiddenError.
    """
    with ctx.unit_of_work() as uow:
        owned(uow, actor, webhook_id)
        delivery = asked_again(_of_webhook(uow, webhook_id, delivery_id), ctx.clock())
        _ask(uow, delivery, ctx.clock())
        uow.commit()
    return delivery


def replay_since(ctx: Context, actor: Actor, webhook_id: str, cursor: str) -> Rewound:
    """Let a webhook go on behind an event: what follows is delivered, again where it was before, under the ids it had.

    A cursor ahead of where the webhook is leaves out what lies between.

    Raises
    ------
    RefusedError
        For a cursor that is none, or of an event that has not happened.
    NotFoundError
        Also for another tenant's.
    ForbiddenError
    """
    number = number_of(cursor)
    with ctx.unit_of_work() as uow:
        owned(uow, actor, webhook_id)
        if number > uow.changes.highest():
            told, cure = f"nothing with the number {number} has happened", "give the id of an event, or 0 for all"
            raise RefusedError((Refusal(rule="cursor", pointer="/cursor", message=told, cure=cure),))
        progress = uow.webhook_progress.find(webhook_id)
        if progress is None:
            raise NotFoundError(KIND, webhook_id)
        uow.webhook_progress.put(replace(progress, cursor=number, due_at=ctx.clock()))
        uow.commit()
    return Rewound(cursor=str(number))


def _of_webhook(uow: UnitOfWork, webhook_id: str, delivery_id: str) -> Delivery:
    delivery = uow.deliveries.get(delivery_id)
    if delivery.webhook_id != webhook_id:
        raise NotFoundError(_KIND, delivery_id)
    return delivery


def _ask(uow: UnitOfWork, delivery: Delivery, now: datetime) -> None:
    """Store a delivery, and have its webhook looked at."""
    uow.deliveries.put(delivery)
    progress = uow.webhook_progress.find(delivery.webhook_id)
    if progress is not None:
        uow.webhook_progress.put(replace(progress, due_at=now))
