"""What the service answered to a request that carried a key, so that the same key gets the same answer again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from scheduler.domain.access import Actor

#: How long an answer is kept.
KEPT = timedelta(hours=24)


@dataclass(frozen=True, kw_only=True, slots=True)
class Reply:
    """An answer as it goes out."""

    status: int
    #: Names and values, in the order of the answer.
    headers: tuple[tuple[str, str], ...] = ()
    #: None: it holds a secret, and is not kept.
    body: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """A reply that is kept."""

    #: `answer_id` of whose key it is, and the key.
    id: str
    at: datetime
    #: Of method, path and body, in hexadecimal.
    fingerprint: str
    reply: Reply


def answer_id(actor: Actor, key: str) -> str:
    """Return the id of a caller's key: tenants, and within one its roles, do not see each other's; the park's roles likewise.

    Nor do keys with other scopes, which may not do the same, nor people who signed in.

    A key that was made anew by the same tenant, as when it is rotated, finds the answers of the one before.
    """
    narrower = "" if actor.scopes is None else f"\n{' '.join(actor.scopes)}"
    person = "" if actor.account_id is None else f"\n@{actor.account_id}"
    owner = f"{actor.tenant_id or ''}\n{actor.role.value}{narrower}{person}\n{key}"
    return sha256(owner.encode()).hexdigest()


def fingerprint_of(method: str, path: str, body: bytes) -> str:
    """Return what is equal for two requests that ask for the same, byte by byte."""
    return sha256(b"\n".join((method.encode(), path.encode(), body))).hexdigest()
