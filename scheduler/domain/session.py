"""Sessions: a person who signed in, known again by a cookie, until it is over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

#: What the secret of every session begins with.
SESSION_PREFIX = "ess_"
#: What part of the time without a call may go by before the next one is noted.
_PARTS = 12
#: How long a session is known that is over.
KEPT = timedelta(days=30)
#: For how long somebody may be away at their provider of identities.
PENDING_KEPT = timedelta(minutes=10)


class SignInWay(StrEnum):
    """How somebody proved who they are."""

    PASSWORD = "password"  # noqa: S105 - a word, no secret
    OIDC = "oidc"


@dataclass(frozen=True, kw_only=True, slots=True)
class Session:
    """A session, without the secret of its cookie."""

    id: str
    account_id: str
    #: That of the account when it was made; None for the park's own roles.
    tenant_id: str | None
    way: SignInWay
    #: SHA-256 of the secret, in hexadecimal.
    digest: str
    created_at: datetime
    #: From when on it opens nothing, however busy it is.
    expires_at: datetime
    #: From when on it opens nothing because somebody ended it; None: nobody did.
    revoked_at: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class SessionTimes:
    """How long sessions last."""

    #: Without a call.
    idle: timedelta = timedelta(hours=2)
    #: From signing in, whatever happens.
    longest: timedelta = timedelta(hours=12)

    @property
    def grain(self) -> timedelta:
        """How far apart uses of a session are written down; so much sooner than `idle` it may end."""
        return self.idle / _PARTS

    def end_of(self, session: Session, last_used_at: datetime | None) -> datetime:
        """Return from when on a session opens nothing, if no further call comes."""
        ends = [session.expires_at, (last_used_at or session.created_at) + self.idle]
        return min(ends if session.revoked_at is None else [*ends, session.revoked_at])


@dataclass(frozen=True, kw_only=True, slots=True)
class PendingSignIn:
    """Somebody who was sent to a provider of identities and is not back."""

    #: SHA-256 of the secret in the cookie of the browser that was sent.
    id: str
    at: datetime
    #: What must come back with them: in the address, and in the token that the provider signs.
    state: str
    nonce: str
    #: What only we can show the provider in exchange for its code.
    verifier: str
