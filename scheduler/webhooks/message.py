"""What is sent: a thin body with a link to the thing itself, and the three headers of Standard Webhooks that prove who sent it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from standardwebhooks import Webhook as Signer

from scheduler.domain.webhook import signing
from scheduler.services.event_facts import facts_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scheduler.services.delivering import Task

_AGENT = "equishare-webhooks/1"
_SAYS = "asked for by the owner of the webhook; nothing happened"


@dataclass(frozen=True, kw_only=True, slots=True)
class Message:
    """One POST."""

    url: str
    headers: Mapping[str, str]
    body: bytes


def message_of(task: Task, now: datetime) -> Message:
    """Return what an attempt sends at a moment.

    The id is the same in every attempt, the timestamp is of this one, and there is a signature by each secret that signs now.
    """
    body = json.dumps(_content(task), ensure_ascii=False, separators=(",", ":"))
    key, moment = task.delivery.id, now.astimezone(UTC)
    signatures = [Signer(each.text).sign(key, moment, body) for each in signing(task.webhook, now)]
    headers = {
        "content-type": "application/json",
        "user-agent": _AGENT,
        "webhook-id": key,
        "webhook-timestamp": str(int(moment.timestamp())),
        "webhook-signature": " ".join(signatures),
    }
    return Message(url=task.webhook.url, headers=headers, body=body.encode())


def _content(task: Task) -> dict[str, Any]:
    """Return the body: for an event what the feed of events shows, for a test no more than that it is one."""
    at, data = task.delivery.created_at, _said_by_a_test(task)
    if task.change is not None:
        at, data = task.change.at, facts_of(task.change)
    shown = {name: _written(value) if isinstance(value, datetime) else value for name, value in data.items()}
    return {"type": task.delivery.type, "timestamp": _written(at), "data": shown}


def _said_by_a_test(task: Task) -> dict[str, Any]:
    return {"webhook_id": task.webhook.id, "message": _SAYS}


def _written(moment: datetime) -> str:
    """Return a moment as the API writes it."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
