"""`/webhooks` and the log of their deliveries."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.conditional import UNCHANGED, IfMatch, Show, tag
from api.creating import Create
from api.dependencies import Caller, Ctx, Running
from api.errors import failing
from api.schemas import webhooks as schemas
from api.schemas.lists import Page, PageQuery, whole
from scheduler.domain.pages import Page as Found
from scheduler.domain.webhook import Webhook
from scheduler.services import webhook_log, webhooks

router = APIRouter(prefix="/webhooks", tags=["webhooks"], responses=failing(401, 403, 422))


@router.get("", response_model=Page[schemas.Webhook])
def list_webhooks(ctx: Ctx, caller: Caller) -> Found[Webhook]:
    """List the webhooks by id, without their secrets; a tenant sees its own."""
    return whole(webhooks.list_webhooks(ctx, caller))


@router.post("", response_model=schemas.WebhookWithSecret, status_code=201, responses=failing(404, 409))
def create_webhook(body: schemas.NewWebhook, create: Create) -> Response:
    """Make a webhook; the secret that it signs with is in this answer and nowhere else, whatever its `Idempotency-Key`."""
    shape, private = schemas.WebhookWithSecret, create.running.private_targets
    return create(
        shape,
        lambda ctx, caller: webhooks.create_webhook(ctx, caller, body.terms(), private=private),
        show=shape.of,
        secret=True,
    )


@router.get("/{webhook_id}", response_model=schemas.Webhook, responses=failing(404) | UNCHANGED)
def get_webhook(webhook_id: str, ctx: Ctx, caller: Caller, show: Show) -> Webhook:
    """Look a webhook up."""
    return show(webhooks.get_webhook(ctx, caller, webhook_id))


@router.patch("/{webhook_id}", response_model=schemas.Webhook, responses=failing(404, 412, 428))
def change_webhook(
    webhook_id: str, body: schemas.WebhookPatch, ctx: Ctx, running: Running, version: IfMatch, response: Response
) -> Webhook:
    """Change what the body says of a webhook, and leave the rest; a webhook that was disabled is enabled so."""
    private = running.private_targets
    changed = webhooks.update_webhook(ctx, ctx.origin.actor, webhook_id, body.facts(), version, private=private)
    return tag(response, changed)


@router.delete("/{webhook_id}", response_model=schemas.Webhook, responses=failing(404))
def remove_webhook(webhook_id: str, ctx: Ctx, caller: Caller) -> Webhook:
    """Take a webhook away, with the log of its deliveries."""
    return webhooks.remove_webhook(ctx, caller, webhook_id)


@router.post(
    "/{webhook_id}:rotate-secret",
    response_model=schemas.WebhookWithSecret,
    status_code=201,
    responses=failing(404, 409),
)
def rotate_webhook_secret(webhook_id: str, create: Create) -> Response:
    """Give a webhook a new secret, shown in this answer and nowhere else; for a day the old one signs beside it."""
    shape = schemas.WebhookWithSecret
    return create(
        shape,
        lambda ctx, caller: webhooks.rotate_secret(ctx, caller, webhook_id),
        show=shape.of,
        located=False,
        secret=True,
    )


@router.post("/{webhook_id}:test", response_model=schemas.Delivery, status_code=202, responses=failing(404, 409))
def test_webhook(webhook_id: str, create: Create) -> Response:
    """Have a `webhook.test` sent, once, whether the webhook is enabled or not; the log of deliveries tells how it went."""
    answer = create(
        schemas.Delivery,
        lambda ctx, caller: webhook_log.send_test(ctx, caller, webhook_id),
        show=schemas.Delivery.of,
        located=False,
    )
    create.running.wake_webhooks()
    return answer


@router.post("/{webhook_id}:replay", response_model=schemas.Replay, status_code=202, responses=failing(404, 409))
def replay_webhook(webhook_id: str, body: schemas.Replay, create: Create) -> Response:
    """Let a webhook go on behind an event: what follows is delivered, again where it was before, under the ids it had."""
    answer = create(
        schemas.Replay,
        lambda ctx, caller: webhook_log.replay_since(ctx, caller, webhook_id, body.cursor),
        located=False,
    )
    create.running.wake_webhooks()
    return answer


@router.get("/{webhook_id}/deliveries", response_model=Page[schemas.Delivery], responses=failing(404))
def list_deliveries(
    webhook_id: str, query: Annotated[PageQuery, Query()], ctx: Ctx, caller: Caller
) -> Page[schemas.Delivery]:
    """List the deliveries of the last thirty days with their attempts, the youngest first."""
    found = webhook_log.deliveries(ctx, caller, webhook_id, query.limit, query.cursor)
    return Page(items=tuple(map(schemas.Delivery.of, found.items)), next=found.next)


@router.get("/{webhook_id}/deliveries/{delivery_id}", responses=failing(404))
def get_delivery(webhook_id: str, delivery_id: str, ctx: Ctx, caller: Caller) -> schemas.Delivery:
    """Look a delivery up."""
    return schemas.Delivery.of(webhook_log.get_delivery(ctx, caller, webhook_id, delivery_id))


@router.post(
    "/{webhook_id}/deliveries/{delivery_id}:replay",
    response_model=schemas.Delivery,
    status_code=202,
    responses=failing(404, 409),
)
def replay_delivery(webhook_id: str, delivery_id: str, create: Create) -> Response:
    """Have a delivery made once more, under the same id."""
    answer = create(
        schemas.Delivery,
        lambda ctx, caller: webhook_log.replay_delivery(ctx, caller, webhook_id, delivery_id),
        show=schemas.Delivery.of,
        located=False,
    )
    create.running.wake_webhooks()
    return answer
