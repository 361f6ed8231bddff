"""People: who may sign in, as what, and how they prove who they are."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from scheduler.domain.access import Role

#: What every invitation begins with.
INVITATION_PREFIX = "esi_"
#: For how long an invitation may be used.
INVITATION_KEPT = timedelta(days=7)
LEAST_LOGIN, LONGEST_LOGIN = 3, 254
#: Characters of a password. The upper end keeps the work of hashing bounded.
LEAST_PASSWORD, LONGEST_PASSWORD = 12, 256


@dataclass(frozen=True, kw_only=True, slots=True)
class Account:
    """Somebody who may sign in."""

    id: str
    #: What is typed to sign in: an e-mail address or a name, as `login_of` writes it; never changes.
    login: str
    #: What people call them.
    name: str
    role: Role
    #: None for the park's own roles.
    tenant_id: str | None
    #: False: nobody gets in by it, and its sessions open nothing.
    active: bool = True
    #: Argon2id, in the usual form with its parameters; None: no password opens it.
    password_hash: str | None = field(default=None, repr=False)
    #: SHA-256 of the invitation that is open, and from when on it is not; None: there is none.
    invitation_digest: str | None = field(default=None, repr=False)
    invitation_until: datetime | None = None
    #: Who they are to a provider of identities: its address, and its own name for them; None: it does not know them.
    issuer: str | None = None
    subject: str | None = None
    created_at: datetime
    updated_at: datetime
    version: int = 1


def login_of(text: str) -> str:
    """Return a login as it is kept: capitals, widths and outer spaces make no difference to whoever types it."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text.strip()).casefold())


def is_login(login: str) -> bool:
    """Return whether a login, as `login_of` writes it, is one: 3 to 254 characters that can be seen, no space among them."""
    return LEAST_LOGIN <= len(login) <= LONGEST_LOGIN and login.isprintable() and not any(map(str.isspace, login))
