"""Protocols of the tables by which somebody comes in: accounts, sessions, when something was last used, pending sign-ins, secrets.

What is said of `add`, `get`, `find` and `update` in `scheduler.storage.repositories` holds here too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

from scheduler.storage.repositories import VersionedRows

if TYPE_CHECKING:
    from datetime import datetime

    from scheduler.domain.account import Account
    from scheduler.domain.last_use import LastUse
    from scheduler.domain.session import PendingSignIn, Session

T = TypeVar("T")


class Accounts(VersionedRows["Account"], Protocol):
    """Accounts, by id; `add` raises AlreadyExistsError for a login, an invitation or a subject that is taken, too."""

    def list(self, tenant_id: str | None = None) -> tuple[Account, ...]:
        """Return those of one tenant or all, by id."""
        ...

    def by_login(self, login: str) -> Account | None:
        """Return the one with that login, as `login_of` writes it, or None."""
        ...

    def by_subject(self, issuer: str, subject: str) -> Account | None:
        """Return the one that a provider of identities knows by that name, or None."""
        ...

    def by_invitation(self, digest: str) -> Account | None:
        """Return the one whose open invitation has that hash, or None."""
        ...


class Sessions(Protocol):
    """Sessions, by id; `add` raises AlreadyExistsError for a hash that is taken, too."""

    def get(self, key: str) -> Session:
        """Return one by id."""
        ...

    def by_digest(self, digest: str) -> Session | None:
        """Return the one whose secret has that hash, over or not, or None."""
        ...

    def of_account(self, account_id: str) -> tuple[Session, ...]:
        """Return those of an account that nobody ended, by id."""
        ...

    def add(self, thing: Session, /) -> None:
        """Store a new one."""
        ...

    def update(self, thing: Session, /) -> None:
        """Store one anew; NotFoundError when there is none."""
        ...

    def forget(self, before: datetime, limit: int) -> tuple[str, ...]:
        """Take up to `limit` of those away that were over by then, the first to be over first, and return their ids.

        By `expires_at`; it leaves no trace, for the trace of how each ended stays.
        """
        ...


class LastUses(Protocol):
    """When keys and sessions were last used, by their ids."""

    def find(self, key: str) -> LastUse | None:
        """Return what was written last, or None."""
        ...

    def put(self, thing: LastUse, /) -> None:
        """Store it, in place of what was there."""
        ...

    def remove(self, key: str) -> None:
        """Forget it, if it is there."""
        ...


class PendingSignIns(Protocol):
    """Those who are away at their provider of identities, by id."""

    def find(self, key: str) -> PendingSignIn | None:
        """Return one, or None."""
        ...

    def add(self, thing: PendingSignIn, /) -> None:
        """Store a new one."""
        ...

    def remove(self, key: str, /) -> None:
        """Take one away, if it is there."""
        ...

    def forget(self, before: datetime, limit: int) -> tuple[str, ...]:
        """Take up to `limit` of those away that are older, the oldest first, and return their ids."""
        ...


class Secrets(Protocol[T]):
    """Things that a secret opens, by id: API keys and calendar feeds."""

    def get(self, key: str) -> T:
        """Return one by id."""
        ...

    def by_digest(self, digest: str) -> T | None:
        """Return the one whose secret has that hash, revoked or not, or None."""
        ...

    def list(self, tenant_id: str | None = None) -> tuple[T, ...]:
        """Return those of one tenant or all, by id."""
        ...

    def add(self, thing: T, /) -> None:
        """Store a new one; AlreadyExistsError for its id or its hash."""
        ...

    def update(self, thing: T, /) -> None:
        """Store one anew; NotFoundError when there is none."""
        ...
