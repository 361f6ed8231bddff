"""Keys for systems: shown once, kept as a hash, known afterwards by prefix and last four characters."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime

    from scheduler.domain.access import Role

KEY_PREFIX = "es_"
#: How much of a key is shown at its front beside the prefix, and at its end.
_SHOWN = 4
#: Random bytes of a key; a key of this strength needs no slow hash.
_KEY_BYTES = 32
#: A key set by hand must have at least this many characters.
LEAST_KEY_LENGTH = 24


@dataclass(frozen=True, kw_only=True, slots=True)
class ApiKey:
    """A key, without the key."""

    id: str
    name: str
    role: Role
    #: None for the park's own roles.
    tenant_id: str | None
    #: SHA-256 of the key, in hexadecimal.
    digest: str
    #: The first characters and the last four, for people to tell keys apart.
    prefix: str
    last_four: str
    created_at: datetime
    #: From when on it opens nothing; None: it still does.
    revoked_at: datetime | None = None


class Hashed(Protocol):
    """What a secret opens until it is revoked: a key, or a calendar feed."""

    @property
    def digest(self) -> str:
        """SHA-256 of the secret, in hexadecimal."""
        ...

    @property
    def revoked_at(self) -> datetime | None:
        """From when on the secret opens nothing; None: it still does."""
        ...


def new_secret(prefix: str = KEY_PREFIX) -> str:
    """Return a new key in plain text: the prefix and 43 characters, all of them safe in a path."""
    return prefix + secrets.token_urlsafe(_KEY_BYTES)


def digest_of(secret: str) -> str:
    """Return the hash under which a key is kept."""
    return hashlib.sha256(secret.encode()).hexdigest()


def shown_parts(secret: str, prefix: str = KEY_PREFIX) -> tuple[str, str]:
    """Return the front of a key, which is its prefix and four characters, and its last four characters."""
    return secret[: len(prefix) + _SHOWN], secret[-_SHOWN:]


def matches(key: Hashed, secret: str) -> bool:
    """Return whether `secret` is the key and the key is not revoked; takes the same time either way."""
    return secrets.compare_digest(key.digest, digest_of(secret)) and key.revoked_at is None
