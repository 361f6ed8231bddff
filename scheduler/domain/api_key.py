"""Keys for systems: shown once, kept as a hash, known afterwards by prefix and last four characters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from scheduler.domain.access import Role, Scope

#: What every key that the program makes begins with.
KEY_PREFIX = "es_"
#: A key set by hand must have at least this many characters.
LEAST_KEY_LENGTH = 24
#: For how long the key that was rotated still opens where nothing is said, and at most.
USUAL_OVERLAP, LONGEST_OVERLAP = timedelta(hours=24), timedelta(days=30)


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
    #: What it is narrowed to; None: all that its role may.
    scopes: tuple[Scope, ...] | None = None
    #: From when on it opens nothing, because it was made for so long or was rotated; None: it has no end.
    expires_at: datetime | None = None
    #: The key whose place it takes; None: it was not made by a rotation.
    replaces: str | None = None

    def is_open(self, now: datetime) -> bool:
        """Return whether it opens anything at `now`."""
        return self.revoked_at is None and not self.is_expired(now)

    def is_expired(self, now: datetime) -> bool:
        """Return whether its time is over at `now`, revoked or not."""
        return self.expires_at is not None and now >= self.expires_at
