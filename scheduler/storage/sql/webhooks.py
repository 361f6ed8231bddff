"""The tables of webhooks: the webhooks, how far each is, and its deliveries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, func, select

from scheduler.domain.delivery import Delivery, DeliveryStatus, WebhookProgress
from scheduler.domain.pages import Page
from scheduler.domain.webhook import Webhook
from scheduler.errors import NotFoundError
from scheduler.storage.sql.catalogue import SqlVersionedTable
from scheduler.storage.sql.rows import Rows
from scheduler.storage.sql.tables import DELIVERIES, WEBHOOK_PROGRESS, WEBHOOKS

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

_D, _P = DELIVERIES.c, WEBHOOK_PROGRESS.c


class SqlWebhooks(SqlVersionedTable[Webhook]):
    """Webhooks, by id."""

    def __init__(self, connection: Connection) -> None:
        super().__init__("webhook", Rows(connection, WEBHOOKS, Webhook))

    def of_tenant(self, tenant_id: str | None) -> tuple[Webhook, ...]:
        """Return those of a tenant, or those that belong to none."""
        column = WEBHOOKS.c.tenant_id
        return self._rows.list(column.is_(None) if tenant_id is None else column == tenant_id)

    def remove(self, key: str) -> None:
        """Take one away."""
        if not self._rows.delete(key):
            raise NotFoundError(self._kind, key)


class SqlWebhookProgresses:
    """How far webhooks are, by the id of the webhook."""

    def __init__(self, connection: Connection) -> None:
        self._rows = Rows(connection, WEBHOOK_PROGRESS, WebhookProgress)

    def find(self, key: str) -> WebhookProgress | None:
        """Return that of a webhook, or None."""
        return self._rows.find(key)

    def due(self, now: datetime) -> tuple[str, ...]:
        """Return the webhooks whose `due_at` has come."""
        query = select(_P.id).where(_P.due_at <= now).order_by(_P.due_at, _P.id)
        return tuple(self._rows.connection.scalars(query))

    def put(self, progress: WebhookProgress) -> None:
        """Store it in place of what was known."""
        self._rows.put(progress)

    def remove(self, key: str) -> None:
        """Forget it."""
        self._rows.delete(key)


class SqlDeliveries:
    """Deliveries, by id."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._rows = Rows(connection, DELIVERIES, Delivery)

    def get(self, key: str) -> Delivery:
        """Return one."""
        found = self._rows.find(key)
        if found is None:
            raise NotFoundError("delivery", key)
        return found

    def of_event(self, webhook_id: str, number: int) -> Delivery | None:
        """Return the one of an event for a webhook, or None."""
        return self._rows.first(_D.webhook_id == webhook_id, _D.number == number)

    def waiting(self, webhook_id: str) -> tuple[Delivery, ...]:
        """Return those of a webhook that wait."""
        order = (func.coalesce(_D.number, 0), _D.id)
        return self._rows.list(_D.webhook_id == webhook_id, _D.status == DeliveryStatus.WAITING.value, order=order)

    def page(self, webhook_id: str, limit: int, after: str | None = None) -> Page[Delivery]:
        """Return one page, the youngest first."""
        older = [] if after is None else [_D.id < after]
        found = self._rows.list(_D.webhook_id == webhook_id, *older, order=(_D.id.desc(),), limit=limit + 1)
        items = found[:limit]
        return Page(items=items, next=items[-1].id if len(found) > limit else None)

    def count_waiting(self) -> int:
        """Return how many wait, of all webhooks."""
        query = select(func.count()).select_from(DELIVERIES).where(_D.status == DeliveryStatus.WAITING.value)
        return self._connection.scalar(query) or 0

    def put(self, delivery: Delivery) -> None:
        """Store one, new or not."""
        self._rows.put(delivery)

    def remove_all(self, webhook_id: str) -> None:
        """Take those of a webhook away."""
        self._connection.execute(delete(DELIVERIES).where(_D.webhook_id == webhook_id))

    def forget(self, before: datetime, limit: int) -> tuple[str, ...]:
        """Take up to `limit` of those away that are older and do not wait, and return their ids."""
        over = _D.status.in_((DeliveryStatus.DELIVERED.value, DeliveryStatus.FAILED.value))
        return self._rows.forget(_D.created_at < before, over, order=_D.created_at, limit=limit)
