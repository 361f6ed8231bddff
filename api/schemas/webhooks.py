"""Webhooks and their deliveries over HTTP."""

from typing import Annotated, Any, Self

from pydantic import Field

from api.schemas.events import EventType
from api.schemas.values import Key, Many, Moment, Name, Schema, Word, example
from scheduler.domain import delivery as domain
from scheduler.domain.delivery import DeliveryStatus, Outcome
from scheduler.domain.webhook import WebhookStatus
from scheduler.services.webhooks import FreshWebhook, WebhookTerms

_Url = Annotated[str, Field(min_length=1, max_length=2000)]
_Types = Annotated[Many[EventType], Field(min_length=1, max_length=20)] | None
_TERMS = {
    "url": "https://erp.example.com/equishare",
    "types": ["reservation.confirmed", "reservation.moved"],
    "description": "ERP",
}


class NewWebhook(Schema):
    """A webhook to be made."""

    model_config = example(_TERMS)

    url: _Url
    """Where events are posted: https or http, without a user's name or password, and a public address."""
    types: _Types = None
    """Which events, such as `reservation.moved`; null: all that its owner is told of."""
    description: Name = ""
    """What it is for, for people."""
    tenant_id: Key | None = None
    """Whose events; null: the caller's own, for the operator everybody's."""

    def terms(self) -> WebhookTerms:
        """Return the terms of the domain."""
        return WebhookTerms(**self.fields())


class WebhookPatch(Schema):
    """What is to change; what is left out stays."""

    model_config = example({"types": None, "status": "enabled"})

    url: _Url = ""
    types: _Types = None
    """Null: all."""
    description: Name = ""
    status: Word[WebhookStatus] = WebhookStatus.ENABLED
    """`enabled`: it goes on where it was, and what happened meanwhile is delivered too; `disabled`: nothing is sent."""

    def facts(self) -> dict[str, Any]:
        """Return what was said, and nothing else."""
        return {name: value for name, value in self.fields().items() if name in self.model_fields_set}


class Webhook(Schema):
    """A webhook, without its secret."""

    id: str
    tenant_id: str | None
    """Whose events; null: all of the park."""
    url: str
    types: Many[str] | None
    description: str
    status: Word[WebhookStatus]
    reason: str
    """Why it is disabled, for people; empty while it is not."""
    created_at: Moment
    updated_at: Moment
    version: int
    """Counts the changes, from 1; also the ETag."""


class WebhookWithSecret(Webhook):
    """A webhook whose secret is new."""

    secret: str
    """What deliveries are signed with: shown now and never again."""

    @classmethod
    def of(cls, made: FreshWebhook) -> Self:
        """Return it from what the service made."""
        return cls(**Webhook.model_validate(made.webhook).model_dump(), secret=made.secret)


class DeliveryAttempt(Schema):
    """One try of a delivery."""

    at: Moment
    outcome: Word[Outcome]
    status: int | None
    """The status that the receiver answered; null: there was no answer."""
    milliseconds: int
    error: str
    """What went wrong, for people; empty where nothing did."""


class Delivery(Schema):
    """One event on its way to a webhook."""

    id: str
    """The `webhook-id` of every attempt."""
    webhook_id: str
    event: str | None
    """Id of the event; null: a test."""
    type: str
    status: Word[DeliveryStatus]
    attempts: Many[DeliveryAttempt]
    """The oldest first; the last thirty are kept."""
    next_at: Moment | None
    """When it is tried, if its webhook is enabled then; null: not by itself."""
    created_at: Moment

    @classmethod
    def of(cls, delivery: domain.Delivery) -> Self:
        """Return a delivery of the domain."""
        facts = {name: getattr(delivery, name) for name in cls.model_fields if name not in {"event", "attempts"}}
        attempts = tuple(map(DeliveryAttempt.model_validate, delivery.attempts))
        return cls(**facts, attempts=attempts, event=None if delivery.number is None else str(delivery.number))


class Replay(Schema):
    """From where a webhook is to go on."""

    model_config = example({"cursor": "0"})

    cursor: Annotated[str, Field(min_length=1, max_length=15, pattern=r"^[0-9]+$")]
    """Id of an event: what follows it is delivered, again where it was before; `0`: everything there is."""
