"""What every storage promises of webhooks, of how far each is, and of deliveries.

Over 150 lines because it is the specification of three tables, read as one.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from scheduler.domain.delivery import Attempt, Delivery, DeliveryStatus, Outcome, WebhookProgress
from scheduler.domain.tenant import Tenant
from scheduler.domain.webhook import SigningSecret, Webhook, WebhookStatus
from scheduler.errors import AlreadyExistsError, NotFoundError, StaleVersionError
from tests.scheduler.builders import NOW, at
from tests.scheduler.storage.values import stored

if TYPE_CHECKING:
    from scheduler.storage.unit_of_work import UnitOfWork, UnitOfWorkFactory


def make_webhook(key: str = "wh_1", **facts: Any) -> Webhook:
    """Return a webhook of ada's in which every field says something."""
    usual: dict[str, Any] = {
        "tenant_id": "ada",
        "url": "https://erp.example.com/钩?x=1",
        "types": ("reservation.moved",),
        "description": "企业系统",
        "status": WebhookStatus.DISABLED,
        "reason": "gone",
        "secrets": (SigningSecret(text="whsec_YQ=="), SigningSecret(text="whsec_Yg==", until=at(24))),
        "created_at": NOW,
        "updated_at": at(1),
    }
    return Webhook(id=key, **usual | facts)


def make_delivery(key: str = "dl_1", **facts: Any) -> Delivery:
    """Return a delivery that failed once and waits."""
    attempt = Attempt(at=NOW, outcome=Outcome.REFUSED, status=500, milliseconds=12, error="满了")
    usual: dict[str, Any] = {
        "webhook_id": "wh_1",
        "number": 7,
        "type": "reservation.moved",
        "attempts": (attempt,),
        "tries": 1,
        "next_at": at(1),
        "asked": True,
        "created_at": NOW,
    }
    return Delivery(id=key, **usual | facts)


def _with_webhooks(uow: UnitOfWork) -> None:
    uow.tenants.add(Tenant(id="ada", name="Ada"))
    uow.webhooks.add(make_webhook("wh_2", tenant_id=None, types=None))
    uow.webhooks.add(make_webhook())


class WebhookContract:
    """Webhooks and deliveries."""

    def test_a_webhook_comes_back_as_it_was(self, uow_factory: UnitOfWorkFactory) -> None:
        """What it forgets of one would sign wrongly, or tell too much."""
        with stored(uow_factory, _with_webhooks) as uow:
            assert uow.webhooks.get("wh_1") == make_webhook()
            assert uow.webhooks.find("wh_2") == make_webhook("wh_2", tenant_id=None, types=None)
            assert [each.id for each in uow.webhooks.list()] == ["wh_1", "wh_2"]
            assert [each.id for each in uow.webhooks.of_tenant("ada")] == ["wh_1"]
            assert [each.id for each in uow.webhooks.of_tenant(None)] == ["wh_2"]
            assert uow.webhooks.of_tenant("bob") == ()
            with pytest.raises(NotFoundError, match="webhook"):
                uow.webhooks.get("wh_3")

    def test_webhooks_count_their_versions(self, uow_factory: UnitOfWorkFactory) -> None:
        """Two who change one would otherwise lose one of the changes."""
        with uow_factory() as uow:
            _with_webhooks(uow)
            changed = make_webhook(status=WebhookStatus.ENABLED, version=2)
            uow.webhooks.update(changed)
            assert uow.webhooks.get("wh_1") == changed
            with pytest.raises(StaleVersionError):
                uow.webhooks.update(changed)
            with pytest.raises(AlreadyExistsError):
                uow.webhooks.add(changed)

    def test_a_webhook_is_taken_away_with_what_is_known_of_it(self, uow_factory: UnitOfWorkFactory) -> None:
        """It would go on calling, or leave its deliveries to nobody."""

        def write(uow: UnitOfWork) -> None:
            _with_webhooks(uow)
            uow.webhook_progress.put(WebhookProgress(id="wh_1", cursor=3))
            uow.deliveries.put(make_delivery())
            uow.deliveries.put(make_delivery("dl_2", webhook_id="wh_2"))

        stored(uow_factory, write)
        with uow_factory() as uow:
            uow.deliveries.remove_all("wh_1")
            uow.webhook_progress.remove("wh_1")
            uow.webhook_progress.remove("wh_1")
            uow.webhooks.remove("wh_1")
            with pytest.raises(NotFoundError):
                uow.webhooks.remove("wh_1")
            uow.commit()
        with uow_factory(read_only=True) as uow:
            assert [each.id for each in uow.webhooks.list()] == ["wh_2"]
            assert uow.webhook_progress.find("wh_1") is None
            assert [each.id for each in uow.deliveries.page("wh_2", 9).items] == ["dl_2"]
            assert uow.deliveries.page("wh_1", 9).items == ()

    def test_how_far_a_webhook_is(self, uow_factory: UnitOfWorkFactory) -> None:
        """It would begin again from the beginning, or never be looked at."""
        whole = WebhookProgress(
            id="wh_1", cursor=7, due_at=at(2), lease="ls_1", lease_until=at(3), failing_since=at(1)
        )  # fmt: skip

        def write(uow: UnitOfWork) -> None:
            _with_webhooks(uow)
            uow.webhook_progress.put(WebhookProgress(id="wh_1", cursor=1))
            uow.webhook_progress.put(whole)
            uow.webhook_progress.put(WebhookProgress(id="wh_2", cursor=0, due_at=at(1)))

        with stored(uow_factory, write) as uow:
            assert uow.webhook_progress.find("wh_1") == whole
            assert uow.webhook_progress.find("wh_3") is None
            assert uow.webhook_progress.due(at(0)) == ()
            assert uow.webhook_progress.due(at(1)) == ("wh_2",)
            assert uow.webhook_progress.due(at(2)) == ("wh_2", "wh_1")
        with uow_factory() as uow:
            uow.webhook_progress.put(replace(whole, due_at=None))
            assert uow.webhook_progress.due(at(9)) == ("wh_2",)

    def test_a_delivery_comes_back_as_it_was(self, uow_factory: UnitOfWorkFactory) -> None:
        """The log would tell something else than what was tried."""

        def write(uow: UnitOfWork) -> None:
            _with_webhooks(uow)
            uow.deliveries.put(make_delivery(attempts=()))
            uow.deliveries.put(make_delivery())

        with stored(uow_factory, write) as uow:
            assert uow.deliveries.get("dl_1") == make_delivery()
            assert uow.deliveries.of_event("wh_1", 7) == make_delivery()
            assert uow.deliveries.of_event("wh_1", 8) is None
            assert uow.deliveries.of_event("wh_2", 7) is None
            with pytest.raises(NotFoundError, match="delivery"):
                uow.deliveries.get("dl_9")

    def test_what_waits_comes_by_event_and_tests_first(self, uow_factory: UnitOfWorkFactory) -> None:
        """The second move of a reservation would be told before the first; one that is done would be told again."""

        def write(uow: UnitOfWork) -> None:
            _with_webhooks(uow)
            for key, number in (("dl_1", 9), ("dl_2", 8), ("dl_3", None), ("dl_4", None), ("dl_5", 10)):
                uow.deliveries.put(make_delivery(key, number=number))
            uow.deliveries.put(make_delivery("dl_6", number=1, status=DeliveryStatus.DELIVERED, next_at=None))
            uow.deliveries.put(make_delivery("dl_7", number=2, status=DeliveryStatus.FAILED, next_at=None))
            uow.deliveries.put(make_delivery("dl_8", number=2, webhook_id="wh_2"))

        with stored(uow_factory, write) as uow:
            named = [each.id for each in uow.deliveries.waiting("wh_1")]
            assert named == ["dl_3", "dl_4", "dl_2", "dl_1", "dl_5"]
            assert uow.deliveries.count_waiting() == 6

    def test_the_log_comes_in_pages_the_youngest_first(self, uow_factory: UnitOfWorkFactory) -> None:
        """One would stand on two pages, or on none."""

        def write(uow: UnitOfWork) -> None:
            _with_webhooks(uow)
            for number in range(1, 6):
                uow.deliveries.put(make_delivery(f"dl_{number}", number=number))

        with stored(uow_factory, write) as uow:
            seen, after = [], None
            while True:
                page = uow.deliveries.page("wh_1", 2, after)
                seen += [each.id for each in page.items]
                after = page.next
                if after is None:
                    break
            assert seen == ["dl_5", "dl_4", "dl_3", "dl_2", "dl_1"]
            assert uow.deliveries.page("wh_1", 5).next is None

    def test_what_is_old_and_done_is_forgotten(self, uow_factory: UnitOfWorkFactory) -> None:
        """The log would grow for ever; what waits may never be forgotten, however old."""

        def write(uow: UnitOfWork) -> None:
            _with_webhooks(uow)
            for number, (status, hour) in enumerate(
                [("waiting", 0), ("delivered", 0), ("failed", 0), ("delivered", 2)], 1
            ):
                made = make_delivery(f"dl_{number}", number=number, status=DeliveryStatus(status), created_at=at(hour))
                uow.deliveries.put(made)

        stored(uow_factory, write)
        with uow_factory() as uow:
            assert uow.deliveries.forget(at(1), 1) == ("dl_2",)
            assert uow.deliveries.forget(at(1), 9) == ("dl_3",)
            assert uow.deliveries.forget(at(1), 9) == ()
            uow.commit()
        with uow_factory(read_only=True) as uow:
            assert [each.id for each in uow.deliveries.page("wh_1", 9).items] == ["dl_4", "dl_1"]
