"""Webhooks: where events are sent to, which of them, and with what they are signed.

A webhook is told what its owner is told by the feed of events, no more: a tenant's what the tenant is, one of the park's own roles all.
"""

from __future__ import annotations

import base64
import secrets
from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from scheduler.domain.status import StatusMachine
from scheduler.domain.telling import EVERYBODY, feeds_of

if TYPE_CHECKING:
    from datetime import datetime

#: What a secret begins with, as Standard Webhooks has it.
SECRET_PREFIX = "whsec_"  # noqa: S105 - the part of it that all secrets share
#: How many webhooks a tenant has at most, and the park beside them.
MOST_WEBHOOKS = 20
#: How long a secret goes on signing beside the one that took its place.
OLD_SECRET_SIGNS = timedelta(hours=24)
#: How many secrets of a webhook sign at one moment; each makes the header longer.
MOST_SECRETS = 5
#: Random bytes of a secret.
_BYTES = 32


class WebhookStatus(StrEnum):
    """Whether a webhook is told anything."""

    ENABLED = "enabled"
    #: By its owner, or because it failed for days or said that it is gone; `reason` says which.
    DISABLED = "disabled"


_S = WebhookStatus
WEBHOOK_STATUSES = StatusMachine("webhook", MappingProxyType({_S.ENABLED: (_S.DISABLED,), _S.DISABLED: (_S.ENABLED,)}))


@dataclass(frozen=True, kw_only=True, slots=True)
class SigningSecret:
    """What deliveries are signed with; kept as it is, since signing needs it."""

    text: str = field(repr=False)
    #: Until when it signs; None: until it is replaced.
    until: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Webhook:
    """An address that events are sent to."""

    id: str
    #: Whose events; None: all of the park's, which only the park's own roles may have.
    tenant_id: str | None
    url: str
    #: Types such as `reservation.moved`; None: all.
    types: tuple[str, ...] | None = None
    #: What it is for, for people.
    description: str = ""
    status: WebhookStatus = WebhookStatus.ENABLED
    #: Why it is disabled; empty while it is not.
    reason: str = ""
    #: The present one first, then those that sign beside it for a while.
    secrets: tuple[SigningSecret, ...] = field(default=(), repr=False)
    created_at: datetime
    updated_at: datetime
    version: int = 1

    @property
    def is_enabled(self) -> bool:
        """Whether it is told anything."""
        return self.status is WebhookStatus.ENABLED

    @property
    def feeds(self) -> tuple[str, ...] | None:
        """The feeds of events that it is told of; None: all."""
        return None if self.tenant_id is None else feeds_of(self.tenant_id)

    def hears(self, feed: str | None, kind: str) -> bool:
        """Return whether it is told of an event of this type in this feed."""
        own = feed is not None and (self.tenant_id is None or feed in {self.tenant_id, EVERYBODY})
        return own and (self.types is None or kind in self.types)


def new_signing_secret() -> SigningSecret:
    """Return a new secret: the prefix and 32 random bytes in base 64."""
    return SigningSecret(text=SECRET_PREFIX + base64.b64encode(secrets.token_bytes(_BYTES)).decode())


def signing(webhook: Webhook, now: datetime) -> tuple[SigningSecret, ...]:
    """Return the secrets that sign at a moment, the present one first."""
    return tuple(each for each in webhook.secrets if each.until is None or now < each.until)


def rotated(webhook: Webhook, secret: SigningSecret, now: datetime) -> Webhook:
    """Return the webhook with a new secret; the one before signs too for `OLD_SECRET_SIGNS`, older ones as long as they had left."""
    until = now + OLD_SECRET_SIGNS
    kept = tuple(replace(each, until=each.until or until) for each in signing(webhook, now))
    return replace(webhook, secrets=(secret, *kept), updated_at=now, version=webhook.version + 1)


def switched(webhook: Webhook, status: WebhookStatus, reason: str, now: datetime) -> Webhook:
    """Return the webhook with another status, and why; IllegalTransitionError where it has it already."""
    status = WEBHOOK_STATUSES.transition(webhook.status, status)
    return replace(webhook, status=status, reason=reason, updated_at=now, version=webhook.version + 1)
