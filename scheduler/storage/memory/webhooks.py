"""The tables of webhooks: the webhooks, how far each is, and its deliveries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.domain.delivery import DeliveryStatus
from scheduler.domain.pages import Page
from scheduler.errors import NotFoundError
from scheduler.storage.memory.catalogue import MemoryVersionedTable

if TYPE_CHECKING:
    from datetime import datetime

    from scheduler.domain.delivery import Delivery, WebhookProgress
    from scheduler.domain.webhook import Webhook
    from scheduler.storage.memory.rows import Rows


class MemoryWebhooks(MemoryVersionedTable["Webhook"]):
    """Webhooks, by id."""

    def __init__(self, rows: Rows[str, Webhook]) -> None:
        super().__init__("webhook", rows)

    def of_tenant(self, tenant_id: str | None) -> tuple[Webhook, ...]:
        """Return those of a tenant, or those that belong to none."""
        return tuple(each for each in self._rows.in_order() if each.tenant_id == tenant_id)

    def remove(self, key: str) -> None:
        """Take one away."""
        self.get(key)
        self._rows.remove(key)


class MemoryWebhookProgresses:
    """How far webhooks are, by the id of the webhook."""

    def __init__(self, rows: Rows[str, WebhookProgress]) -> None:
        self._rows = rows

    def find(self, key: str) -> WebhookProgress | None:
        """Return that of a webhook, or None."""
        return self._rows.find(key)

    def due(self, now: datetime) -> tuple[str, ...]:
        """Return the webhooks whose `due_at` has come."""
        found = sorted((each.due_at, each.id) for each in self._rows.values() if each.due_at is not None)
        return tuple(key for due_at, key in found if due_at <= now)

    def put(self, progress: WebhookProgress) -> None:
        """Store it in place of what was known."""
        self._rows.put(progress.id, progress)

    def remove(self, key: str) -> None:
        """Forget it."""
        self._rows.remove(key)


class MemoryDeliveries:
    """Deliveries, by id."""

    def __init__(self, rows: Rows[str, Delivery]) -> None:
        self._rows = rows

    def get(self, key: str) -> Delivery:
        """Return one."""
        found = self._rows.find(key)
        if found is None:
            raise NotFoundError("delivery", key)
        return found

    def of_event(self, webhook_id: str, number: int) -> Delivery | None:
        """Return the one of an event for a webhook, or None."""
        return next((each for each in self._of(webhook_id) if each.number == number), None)

    def waiting(self, webhook_id: str) -> tuple[Delivery, ...]:
        """Return those of a webhook that wait."""
        found = (each for each in self._of(webhook_id) if each.status is DeliveryStatus.WAITING)
        return tuple(sorted(found, key=lambda each: (each.number or 0, each.id)))

    def page(self, webhook_id: str, limit: int, after: str | None = None) -> Page[Delivery]:
        """Return one page, the youngest first."""
        found = [each for each in reversed(self._of(webhook_id)) if after is None or each.id < after]
        items = tuple(found[:limit])
        return Page(items=items, next=items[-1].id if len(found) > limit else None)

    def count_waiting(self) -> int:
        """Return how many wait, of all webhooks."""
        return sum(each.status is DeliveryStatus.WAITING for each in self._rows.values())

    def put(self, delivery: Delivery) -> None:
        """Store one, new or not."""
        self._rows.put(delivery.id, delivery)

    def remove_all(self, webhook_id: str) -> None:
        """Take those of a webhook away."""
        for each in self._of(webhook_id):
            self._rows.remove(each.id)

    def forget(self, before: datetime, limit: int) -> tuple[str, ...]:
        """Take up to `limit` of those away that are older and do not wait, and return their ids."""

        def is_over(delivery: Delivery) -> bool:
            return delivery.created_at < before and delivery.status is not DeliveryStatus.WAITING

        return self._rows.forget(is_over, lambda each: each.created_at, limit)

    def _of(self, webhook_id: str) -> list[Delivery]:
        return [each for each in self._rows.in_order() if each.webhook_id == webhook_id]
