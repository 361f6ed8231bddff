"""Webhooks as their owners keep them.

Over 150 lines because each of seven use cases has its owner, its stranger and its rule.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from scheduler.domain.change import ChangeKind, Door, Origin
from scheduler.domain.delivery import MOST_WAITING, DeliveryStatus
from scheduler.domain.pages import AuditFilter
from scheduler.domain.webhook import MOST_SECRETS, MOST_WEBHOOKS, WebhookStatus
from scheduler.errors import ConflictError, ForbiddenError, NotFoundError, RefusedError, StaleVersionError
from scheduler.services import booking_requests, history, webhook_log, webhooks
from scheduler.services.webhooks import WebhookTerms
from tests.scheduler.builders import AUDITOR, NOW, OPERATOR, hours, make_terms, tenant
from tests.scheduler.states import all_changes
from tests.scheduler.webhooks.tasks import URL, Hand, make_webhook

if TYPE_CHECKING:
    from collections.abc import Callable

    from scheduler.domain.access import Actor
    from scheduler.services.context import Context
    from tests.scheduler.builders import HandClock

_ADA, _BOB = tenant("ada"), tenant("bob")


def test_a_webhook_is_its_makers(ctx: Context) -> None:
    """A tenant's hears the tenant, one of the operator all; the secret is in what is made and nowhere else."""
    own = make_webhook(ctx)
    assert (own.webhook.tenant_id, own.webhook.status, own.version) == ("ada", WebhookStatus.ENABLED, 1)
    assert own.secret.startswith("whsec_")
    assert own.secret not in repr(own)
    assert make_webhook(ctx, OPERATOR).webhook.tenant_id is None
    assert make_webhook(ctx, OPERATOR, tenant_id="bob").webhook.tenant_id == "bob"
    assert len(webhooks.list_webhooks(ctx, OPERATOR)) == 3
    assert webhooks.list_webhooks(ctx, _ADA) == (own.webhook,)
    assert webhooks.get_webhook(ctx, _ADA, own.id) == own.webhook


def test_what_is_wrong_is_refused_and_nothing_stored(ctx: Context) -> None:
    """A tenant's webhook would call the inside of the park."""
    with pytest.raises(RefusedError, match="no public address"):
        webhooks.create_webhook(ctx, _ADA, WebhookTerms(url="http://127.0.0.1:8000/"))
    with pytest.raises(RefusedError, match="kind"):
        make_webhook(ctx, types=("reservations.moved",))
    with pytest.raises(NotFoundError):
        make_webhook(ctx, OPERATOR, tenant_id="nobody")
    with pytest.raises(NotFoundError):
        make_webhook(ctx, _ADA, tenant_id="bob")
    assert webhooks.list_webhooks(ctx, OPERATOR) == ()


_ACTS: list[Callable[[Context, Actor, str], object]] = [
    webhooks.get_webhook,
    lambda ctx, actor, key: webhooks.update_webhook(ctx, actor, key, {"description": "x"}, 1),
    webhooks.remove_webhook,
    webhooks.rotate_secret,
    webhook_log.send_test,
    webhook_log.deliveries,
    lambda ctx, actor, key: webhook_log.replay_since(ctx, actor, key, "0"),
    lambda ctx, actor, key: webhook_log.get_delivery(ctx, actor, key, "dl_1"),
    lambda ctx, actor, key: webhook_log.replay_delivery(ctx, actor, key, "dl_1"),
]


@pytest.mark.parametrize("act", _ACTS)
def test_another_tenants_is_not_there(ctx: Context, act: Callable[[Context, Actor, str], object]) -> None:
    """Whether a competitor has one, and what it is told, is nobody's business; an auditor looks at none."""
    own, others = make_webhook(ctx, _ADA), make_webhook(ctx, _BOB)
    noted = len(all_changes(ctx.storage))
    with pytest.raises(NotFoundError) as told:
        act(ctx, _ADA, others.id)
    with pytest.raises(NotFoundError) as missing:
        act(ctx, _ADA, "wh_9")
    assert str(told.value) == str(missing.value).replace("wh_9", others.id)
    with pytest.raises(NotFoundError):
        act(ctx, _ADA, make_webhook(ctx, OPERATOR).id)
    with pytest.raises(ForbiddenError):
        act(ctx, AUDITOR, own.id)
    assert len(all_changes(ctx.storage)) == noted + 1


def test_there_are_so_many_and_no_more(ctx: Context) -> None:
    """One tenant could have the service call the whole world; another has its own count, and so has the park."""
    made = [make_webhook(ctx) for _ in range(MOST_WEBHOOKS)]
    with pytest.raises(ConflictError, match="already"):
        make_webhook(ctx)
    make_webhook(ctx, _BOB)
    make_webhook(ctx, OPERATOR)
    webhooks.remove_webhook(ctx, _ADA, made[0].id)
    make_webhook(ctx)


def test_a_patch_changes_what_it_names(ctx: Context, clock: HandClock) -> None:
    """What it does not name would be lost; two who change one would not see each other."""
    made = make_webhook(ctx, types=("reservation.moved",), description="ERP").webhook
    clock.advance(hours(1))
    changed = webhooks.update_webhook(ctx, _ADA, made.id, {"types": None}, 1)
    assert changed == replace(made, types=None, version=2, updated_at=clock())
    assert webhooks.update_webhook(ctx, _ADA, made.id, {"types": None}, 2) == changed
    with pytest.raises(StaleVersionError):
        webhooks.update_webhook(ctx, _ADA, made.id, {"description": "x"}, 1)
    with pytest.raises(RefusedError):
        webhooks.update_webhook(ctx, _ADA, made.id, {"url": "http://10.0.0.1/"}, 2)
    assert webhooks.update_webhook(ctx, _ADA, made.id, {"url": "http://10.0.0.1/"}, 2, private=True).version == 3
    # It was allowed once: its owner can still switch it off.
    assert webhooks.update_webhook(ctx, _ADA, made.id, {"status": WebhookStatus.DISABLED}, 3).version == 4


def test_it_is_switched_off_and_on_by_its_owner(ctx: Context) -> None:
    """Something that goes wrong at the receiver could otherwise be stopped only by taking the webhook away."""
    made = make_webhook(ctx).webhook
    off = webhooks.update_webhook(ctx, _ADA, made.id, {"status": WebhookStatus.DISABLED}, 1)
    assert (off.status, off.reason) == (WebhookStatus.DISABLED, "disabled by its owner")
    assert Hand(ctx, made.id).run() == []
    on = webhooks.update_webhook(ctx, _ADA, made.id, {"status": WebhookStatus.ENABLED}, 2)
    assert (on.status, on.reason) == (WebhookStatus.ENABLED, "")
    types = [change.type for change in all_changes(ctx.storage) if change.kind is ChangeKind.WEBHOOK]
    assert types == ["webhook.added", "webhook.disabled", "webhook.enabled"]
    assert len(Hand(ctx, made.id).run()) == 3


def test_a_secret_is_replaced_while_the_old_one_still_signs(ctx: Context, clock: HandClock) -> None:
    """It may be replaced again at once, as when the answer got lost; but not without end."""
    made = make_webhook(ctx)
    secrets = [made.secret]
    for _ in range(MOST_SECRETS - 1):
        secrets.insert(0, webhooks.rotate_secret(ctx, _ADA, made.id).secret)
    assert [each.text for each in webhooks.get_webhook(ctx, _ADA, made.id).secrets] == secrets
    with pytest.raises(ConflictError, match="sign already"):
        webhooks.rotate_secret(ctx, _ADA, made.id)
    clock.advance(hours(24))
    assert len(webhooks.rotate_secret(ctx, _ADA, made.id).webhook.secrets) == 2


def test_what_was_done_is_noted_without_the_secret(ctx: Context) -> None:
    """An auditor could not tell who let events out of the house; or could sign as the service does."""
    acting = ctx.acting(Origin(actor=_ADA, door=Door.API))
    made = make_webhook(acting)
    rotated = webhooks.rotate_secret(acting, _ADA, made.id)
    webhooks.remove_webhook(acting, _ADA, made.id)
    noted = history.audit_entries(ctx, OPERATOR, AuditFilter(kind=ChangeKind.WEBHOOK)).items
    assert [each.verb for each in noted] == ["removed", "changed", "added"]
    assert noted[1].changed_fields == ("secrets",)
    assert all((each.actor, each.tenant_id, each.feed) == (_ADA, "ada", "ada") for each in noted)
    assert not any(secret in repr(noted) for secret in (made.secret, rotated.secret, URL))


def test_a_test_is_sent_at_once_and_also_where_the_webhook_is_off(ctx: Context) -> None:
    """Whoever mends a receiver could only see whether it works by letting everything loose on it."""
    made = make_webhook(ctx)
    webhooks.update_webhook(ctx, _ADA, made.id, {"status": WebhookStatus.DISABLED}, 1)
    asked = webhook_log.send_test(ctx, _ADA, made.id)
    assert (asked.type, asked.number, asked.status) == ("webhook.test", None, DeliveryStatus.WAITING)
    hand = Hand(ctx, made.id)
    assert hand.run(500) == [None]
    done = webhook_log.get_delivery(ctx, _ADA, made.id, asked.id)
    assert (done.status, [each.status for each in done.attempts]) == (DeliveryStatus.FAILED, [500])


def test_tests_do_not_pile_up(ctx: Context) -> None:
    """A client in a loop would have thousands sent when the receiver is back."""
    made = make_webhook(ctx)
    for _ in range(2 * MOST_WAITING):
        webhook_log.send_test(ctx, _ADA, made.id)
    with pytest.raises(ConflictError, match="wait"):
        webhook_log.send_test(ctx, _ADA, made.id)
    assert len(Hand(ctx, made.id).run()) == 2 * MOST_WAITING + 1
    webhook_log.send_test(ctx, _ADA, made.id)


def test_the_log_is_of_one_webhook(ctx: Context) -> None:
    """A delivery of another would be shown, or sent again to the wrong place."""
    one, other = make_webhook(ctx), make_webhook(ctx)
    hand = Hand(ctx, one.id)
    booking_requests.create(ctx, _ADA, make_terms())
    assert len(hand.run()) == 3
    log = hand.log()
    assert [each.type for each in log] == ["webhook.added", "webhook.added", "booking_request.queued"]
    page = webhook_log.deliveries(ctx, _ADA, one.id, limit=2)
    assert page.items == (log[2], log[1])
    assert webhook_log.deliveries(ctx, _ADA, one.id, 2, page.next).items == (log[0],)
    for act in (webhook_log.get_delivery, webhook_log.replay_delivery):
        with pytest.raises(NotFoundError):
            act(ctx, _ADA, other.id, log[0].id)
    with pytest.raises(NotFoundError):
        webhook_log.deliveries(ctx, _ADA, other.id, 2, log[0].id)
    with pytest.raises(RefusedError):
        webhook_log.deliveries(ctx, _ADA, one.id, 0)
    assert log[0].created_at == NOW
