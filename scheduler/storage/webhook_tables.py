"""What a storage keeps of webhooks: the webhooks, how far each is, and its deliveries; protocols as in `repositories`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from scheduler.storage.repositories import VersionedTable

if TYPE_CHECKING:
    from datetime import datetime

    from scheduler.domain.delivery import Delivery, WebhookProgress
    from scheduler.domain.pages import Page
    from scheduler.domain.webhook import Webhook


class Webhooks(VersionedTable["Webhook"], Protocol):
    """Webhooks, by id."""

    def of_tenant(self, tenant_id: str | None) -> tuple[Webhook, ...]:
        """Return those of a tenant, or (None) those that belong to none; by id."""
        ...

    def remove(self, key: str) -> None:
        """Take one away, when its progress and deliveries are gone; NotFoundError when there is none."""
        ...


class WebhookProgresses(Protocol):
    """How far webhooks are, by the id of the webhook."""

    def find(self, key: str) -> WebhookProgress | None:
        """Return that of a webhook, or None."""
        ...

    def due(self, now: datetime) -> tuple[str, ...]:
        """Return the webhooks whose `due_at` has come, the longest overdue first."""
        ...

    def put(self, progress: WebhookProgress) -> None:
        """Store it in place of what was known."""
        ...

    def remove(self, key: str) -> None:
        """Forget it; nothing happens when there is none."""
        ...


class Deliveries(Protocol):
    """Deliveries, by id; their ids rise with time."""

    def get(self, key: str) -> Delivery:
        """Return one; NotFoundError."""
        ...

    def of_event(self, webhook_id: str, number: int) -> Delivery | None:
        """Return the one of an event for a webhook, or None; there is never a second."""
        ...

    def waiting(self, webhook_id: str) -> tuple[Delivery, ...]:
        """Return those of a webhook that wait: tests first, then by event."""
        ...

    def page(self, webhook_id: str, limit: int, after: str | None = None) -> Page[Delivery]:
        """Return one page, the youngest first; `Page.next` is the id of its last item where more follow."""
        ...

    def count_waiting(self) -> int:
        """Return how many wait, of all webhooks."""
        ...

    def put(self, delivery: Delivery) -> None:
        """Store one, new or not."""
        ...

    def remove_all(self, webhook_id: str) -> None:
        """Take those of a webhook away."""
        ...

    def forget(self, before: datetime, limit: int) -> tuple[str, ...]:
        """Take up to `limit` of those away that are older and do not wait, the oldest first, and return their ids."""
        ...
