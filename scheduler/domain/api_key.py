"""Keys for systems: shown once, kept as a hash, known afterwards by prefix and last four characters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from scheduler.domain.access import Role

#: What every key that the program makes begins with.
KEY_PREFIX = "es_"
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
