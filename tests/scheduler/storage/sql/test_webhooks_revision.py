"""How a database came to webhooks, and goes back."""

from __future__ import annotations

from scheduler.domain.delivery import WebhookProgress
from scheduler.storage.sql import check, upgrade
from scheduler.storage.sql.engine import database_at
from scheduler.storage.sql.revisions import HEAD, REVISIONS
from scheduler.storage.sql.upgrading import revision_in
from tests.scheduler.storage.sql.parks import make_park, migrate, opened, tamper, tenants_in
from tests.scheduler.storage.webhook_contract import make_delivery, make_webhook

_BEFORE = REVISIONS[REVISIONS.index("0006") - 1]


def _with_webhook(url: str) -> None:
    with opened(url) as storage, storage.unit_of_work() as uow:
        uow.webhooks.add(make_webhook())
        uow.webhook_progress.put(WebhookProgress(id="wh_1", cursor=3))
        uow.deliveries.put(make_delivery())
        uow.commit()


def test_the_revision_of_webhooks_goes_up_and_down_over_data(url: str) -> None:
    """A park that has run for a year would otherwise lose its bookings on the way; the webhooks themselves are lost, as is said."""
    make_park(url)
    _with_webhook(url)
    migrate(url, _BEFORE, down=True)
    assert revision_in(database_at(url)) == _BEFORE
    upgrade(url)
    assert (revision_in(database_at(url)), tenants_in(url)) == (HEAD, ["ada", "bob"])
    with opened(url) as storage, storage.unit_of_work(read_only=True) as uow:
        assert uow.webhooks.list() == ()
        assert len(uow.reservations.live()) == 1
    _with_webhook(url)
    assert check(url) == ()


def test_a_webhook_that_was_given_to_another_tenant_is_seen(url: str) -> None:
    """Its owner, and whose events it is told, could otherwise differ."""
    make_park(url)
    _with_webhook(url)
    tamper(url, "UPDATE webhooks SET tenant_id = 'bob'", "UPDATE deliveries SET number = 8")
    assert check(url) == (
        "webhooks: wh_1 is kept under another tenant_id than its own",
        "deliveries: dl_1 is kept under another number than its own",
    )
