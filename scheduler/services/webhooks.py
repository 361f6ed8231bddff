"""Webhooks: made, looked at, changed, given another secret, taken away.

Over 150 lines because a webhook has few use cases, alike in form, and whoever changes one reads the others.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from scheduler.domain.access import Action
from scheduler.domain.delivery import WebhookProgress
from scheduler.domain.rules.webhooks import check_webhook
from scheduler.domain.seen import check_version
from scheduler.domain.webhook import (
    MOST_SECRETS,
    MOST_WEBHOOKS,
    Webhook,
    WebhookStatus,
    new_signing_secret,
    rotated,
    signing,
    switched,
)
from scheduler.errors import ConflictError, RefusedError
from scheduler.services.access import keep_apart, narrowed, require

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scheduler.domain.access import Actor
    from scheduler.services.context import Context
    from scheduler.storage.unit_of_work import UnitOfWork

KIND = "webhook"
_BY_ITS_OWNER = "disabled by its owner"


@dataclass(frozen=True, kw_only=True, slots=True)
class FreshWebhook:
    """A webhook whose secret is new, the only time that it is seen."""

    webhook: Webhook

    @property
    def id(self) -> str:
        """That of the webhook."""
        return self.webhook.id

    @property
    def version(self) -> int:
        """That of the webhook."""
        return self.webhook.version

    @property
    def secret(self) -> str:
        """The present secret."""
        return self.webhook.secrets[0].text


@dataclass(frozen=True, kw_only=True, slots=True)
class WebhookTerms:
    """What is said about a webhook to be made."""

    url: str
    #: None: all.
    types: tuple[str, ...] | None = None
    description: str = ""
    #: None: the caller's own, and for the park's own roles everybody's.
    tenant_id: str | None = None


def create_webhook(ctx: Context, actor: Actor, terms: WebhookTerms, *, private: bool = False) -> FreshWebhook:
    """Make a webhook, which is told of what happens from now on.

    Parameters
    ----------
    private
        Whether addresses of one's own network may be called.

    Raises
    ------
    RefusedError
        For its address or its types.
    NotFoundError
        When there is no such tenant, or it is not the caller.
    ConflictError
        `webhooks` when there are too many.
    ForbiddenError
    """
    require(actor, Action.MANAGE_WEBHOOKS)
    tenant_id, now = narrowed(actor, terms.tenant_id), ctx.clock()
    webhook = Webhook(
        id=ctx.ids("wh"),
        tenant_id=tenant_id,
        url=terms.url,
        types=terms.types,
        description=terms.description,
        secrets=(new_signing_secret(),),
        created_at=now,
        updated_at=now,
    )
    _check(webhook, private=private)
    with ctx.unit_of_work() as uow:
        if tenant_id is not None:
            uow.tenants.get(tenant_id)
        if len(uow.webhooks.of_tenant(tenant_id)) >= MOST_WEBHOOKS:
            raise ConflictError(
                "webhooks", f"there are {MOST_WEBHOOKS} webhooks already", "take one away that is not used"
            )
        uow.webhooks.add(webhook)
        uow.webhook_progress.put(WebhookProgress(id=webhook.id, cursor=uow.changes.highest()))
        uow.commit()
    return FreshWebhook(webhook=webhook)


def list_webhooks(ctx: Context, actor: Actor) -> tuple[Webhook, ...]:
    """Return the webhooks by id; to a tenant its own."""
    require(actor, Action.MANAGE_WEBHOOKS)
    with ctx.unit_of_work(read_only=True) as uow:
        return uow.webhooks.list() if actor.tenant_id is None else uow.webhooks.of_tenant(actor.tenant_id)


def get_webhook(ctx: Context, actor: Actor, webhook_id: str) -> Webhook:
    """Return one; NotFoundError also for another tenant's, ForbiddenError."""
    with ctx.unit_of_work(read_only=True) as uow:
        return owned(uow, actor, webhook_id)


def update_webhook(
    ctx: Context, actor: Actor, webhook_id: str, facts: Mapping[str, Any], version: int | None, *, private: bool = False
) -> Webhook:
    """Change those of `url`, `types`, `description` and `status` that `facts` names; what is new is delivered at once where it goes now.

    One that is enabled again goes on where it was: what happened meanwhile is delivered too.

    Raises
    ------
    RefusedError
        For its address or its types.
    NotFoundError
        Also for another tenant's.
    StaleVersionError
        When it is at another version than `version`; None: any will do.
    ForbiddenError
    """
    with ctx.unit_of_work() as uow:
        webhook = owned(uow, actor, webhook_id)
        check_version(KIND, webhook_id, webhook.version, version)
        changed = _changed(ctx, webhook, facts)
        if facts.keys() & {"url", "types"}:
            _check(changed, private=private)
        if changed is not webhook:
            uow.webhooks.update(changed)
            _look_anew(ctx, uow, changed)
            uow.commit()
    return changed


def remove_webhook(ctx: Context, actor: Actor, webhook_id: str) -> Webhook:
    """Take a webhook away with the log of its deliveries; NotFoundError, ForbiddenError."""
    with ctx.unit_of_work() as uow:
        webhook = owned(uow, actor, webhook_id)
        uow.deliveries.remove_all(webhook_id)
        uow.webhook_progress.remove(webhook_id)
        uow.webhooks.remove(webhook_id)
        uow.commit()
    return webhook


def rotate_secret(ctx: Context, actor: Actor, webhook_id: str) -> FreshWebhook:
    """Give a webhook a new secret; for a day the one before signs beside it, so that no delivery is refused meanwhile.

    NotFoundError, ForbiddenError; ConflictError `secrets` when too many sign already.
    """
    with ctx.unit_of_work() as uow:
        webhook = owned(uow, actor, webhook_id)
        if len(signing(webhook, ctx.clock())) >= MOST_SECRETS:
            told = f"{MOST_SECRETS} secrets sign already"
            raise ConflictError("secrets", told, "wait until one is a day old, or make another webhook")
        webhook = rotated(webhook, new_signing_secret(), ctx.clock())
        uow.webhooks.update(webhook)
        uow.commit()
    return FreshWebhook(webhook=webhook)


def owned(uow: UnitOfWork, actor: Actor, webhook_id: str) -> Webhook:
    """Return a webhook that the actor may manage; NotFoundError, also for another tenant's, ForbiddenError."""
    require(actor, Action.MANAGE_WEBHOOKS)
    webhook = uow.webhooks.get(webhook_id)
    keep_apart(actor, webhook.tenant_id, KIND, webhook_id)
    return webhook


def _changed(ctx: Context, webhook: Webhook, facts: Mapping[str, Any]) -> Webhook:
    """Return the webhook with other facts; itself where they are none."""
    status: WebhookStatus = facts.get("status", webhook.status)
    terms = {name: facts[name] for name in ("url", "types", "description") if name in facts}
    changed = replace(webhook, **terms)
    if status is not webhook.status:
        return switched(changed, status, "" if status is WebhookStatus.ENABLED else _BY_ITS_OWNER, ctx.clock())
    if changed == webhook:
        return webhook
    return replace(changed, updated_at=ctx.clock(), version=webhook.version + 1)


def _look_anew(ctx: Context, uow: UnitOfWork, webhook: Webhook) -> None:
    """Have a webhook that is enabled looked at, with a clean sheet."""
    progress = uow.webhook_progress.find(webhook.id)
    if progress is not None and webhook.is_enabled:
        uow.webhook_progress.put(replace(progress, due_at=ctx.clock(), failing_since=None))


def _check(webhook: Webhook, *, private: bool) -> None:
    refusals = check_webhook(webhook, private=private)
    if refusals:
        raise RefusedError(refusals)
