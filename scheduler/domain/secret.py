"""Secrets that open something: shown once, kept as a hash, known afterwards by their front and their last four characters."""

from __future__ import annotations

import hashlib
import secrets
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime

#: How much of a secret is shown behind its prefix, and at its end.
_SHOWN = 4
#: Random bytes of a secret; one of this strength needs no slow hash.
_BYTES = 32


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


def new_secret(prefix: str) -> str:
    """Return a new secret in plain text: the prefix and 43 characters, all of them safe in a path."""
    return prefix + secrets.token_urlsafe(_BYTES)


def digest_of(secret: str) -> str:
    """Return the hash under which a secret is kept."""
    return hashlib.sha256(secret.encode()).hexdigest()


def shown_parts(secret: str, prefix: str) -> tuple[str, str]:
    """Return what people tell secrets apart by: the prefix with the four characters behind it, and the last four."""
    return secret[: len(prefix) + _SHOWN], secret[-_SHOWN:]


def matches(opened: Hashed, secret: str) -> bool:
    """Return whether a secret opens something that is not revoked; takes the same time either way."""
    return secrets.compare_digest(opened.digest, digest_of(secret)) and opened.revoked_at is None
