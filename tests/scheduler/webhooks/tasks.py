"""Parks with a webhook, and workers that are driven by hand."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from scheduler.domain.delivery import Attempt, Outcome
from scheduler.domain.pages import FeedFilter
from scheduler.services import booking_requests, delivering, history, webhook_log, webhooks
from scheduler.services.webhooks import FreshWebhook, WebhookTerms
from scheduler.webhooks.sending import Sender
from tests.scheduler.builders import OPERATOR, make_terms, tenant

if TYPE_CHECKING:
    from scheduler.domain.access import Actor
    from scheduler.domain.delivery import Delivery
    from scheduler.services.context import Context
    from scheduler.services.delivering import Task

#: How long a lease lasts here.
LEASE = timedelta(seconds=30)
URL = "https://erp.example.com/hook"


def make_webhook(ctx: Context, actor: Actor | None = None, *, url: str = URL, **terms: Any) -> FreshWebhook:
    """Make a webhook of ada's, or of another's, for any address."""
    return webhooks.create_webhook(ctx, actor or tenant("ada"), WebhookTerms(url=url, **terms), private=True)


def attempt_at(ctx: Context, status: int | None = 204) -> Attempt:
    """Return an attempt of now that was answered so; None: not at all."""
    taken = status is not None and status // 100 == 2
    outcome = Outcome.DELIVERED if taken else Outcome.UNREACHABLE if status is None else Outcome.REFUSED
    error = "" if taken else f"the receiver answered {status}"
    return Attempt(at=ctx.clock(), outcome=outcome, status=status, milliseconds=5, error=error)


@dataclass
class Hand:
    """A worker that takes and settles when it is told, and remembers what it sent."""

    ctx: Context
    webhook_id: str
    #: The numbers of the events it sent, None for a test.
    sent: list[int | None] = field(default_factory=list)

    def take(self) -> Task | None:
        """Take the next attempt."""
        return delivering.take(self.ctx, self.webhook_id, LEASE)

    def settle(self, task: Task, status: int | None = 204) -> Task | None:
        """Send it, have it answered so, and take the next."""
        self.sent.append(task.delivery.number)
        return delivering.settle(self.ctx, task, attempt_at(self.ctx, status), LEASE, chance=0)

    def run(self, *statuses: int | None, always: int | None = 204) -> list[int | None]:
        """Send all that is due, answered so one after the other, then `always`; return what was sent."""
        first, answers = len(self.sent), list(statuses)
        task = self.take()
        while task is not None:
            task = self.settle(task, answers.pop(0) if answers else always)
        return self.sent[first:]

    def log(self) -> list[Delivery]:
        """Return the log, the oldest first."""
        return list(reversed(webhook_log.deliveries(self.ctx, OPERATOR, self.webhook_id).items))


def book(ctx: Context, who: str = "ada", number: int = 1) -> None:
    """Have so many events happen to a tenant."""
    for _ in range(number):
        booking_requests.create(ctx, tenant(who), make_terms(tenant_id=who))


def numbers(ctx: Context, actor: Actor, after: int = 0) -> list[int]:
    """Return the numbers of the events that somebody is told by the feed."""
    return [change.number for change in history.events(ctx, actor, FeedFilter(after=after))]


def begun(ctx: Context, actor: Actor | None = None, **terms: Any) -> tuple[Hand, int]:
    """Make a webhook that was told of its own beginning, and return its worker and the number up to which events happened."""
    made = make_webhook(ctx, actor, **terms)
    hand = Hand(ctx, made.id)
    hand.run()
    with ctx.unit_of_work(read_only=True) as uow:
        return hand, uow.changes.highest()


def sender(ctx: Context, **facts: Any) -> Sender:
    """Return a sender that may call loopback."""
    usual: dict[str, Any] = {"clock": ctx.clock, "seconds": 10, "private": True}
    return Sender(**usual | facts)


def send(ctx: Context, url: str, **facts: Any) -> Attempt:
    """Make a webhook for an address and send its first event there."""
    task = Hand(ctx, make_webhook(ctx, url=url).id).take()
    assert task is not None
    return sender(ctx, **facts)(task)
