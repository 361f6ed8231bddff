"""The tables of people in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.errors import AlreadyExistsError, NotFoundError
from scheduler.storage.memory.catalogue import MemoryVersionedTable

if TYPE_CHECKING:
    from datetime import datetime

    from scheduler.domain.account import Account
    from scheduler.domain.last_use import LastUse
    from scheduler.domain.session import PendingSignIn, Session
    from scheduler.storage.memory.rows import Rows


class MemoryAccounts:
    """Accounts, by id."""

    def __init__(self, rows: Rows[str, Account]) -> None:
        self._rows = rows
        self._table: MemoryVersionedTable[Account] = MemoryVersionedTable("account", rows)
        self.get, self.find, self.update = self._table.get, self._table.find, self._table.update

    def list(self, tenant_id: str | None = None) -> tuple[Account, ...]:
        """Return those of one tenant or all, by id."""
        return tuple(each for each in self._rows.in_order() if tenant_id in {None, each.tenant_id})

    def by_login(self, login: str) -> Account | None:
        """Return the one with that login, or None."""
        return next((each for each in self._rows.values() if each.login == login), None)

    def by_subject(self, issuer: str, subject: str) -> Account | None:
        """Return the one that a provider of identities knows by that name, or None."""
        wanted = (issuer, subject)
        return next((each for each in self._rows.values() if (each.issuer, each.subject) == wanted), None)

    def by_invitation(self, digest: str) -> Account | None:
        """Return the one whose open invitation has that hash, or None."""
        return next((each for each in self._rows.values() if each.invitation_digest == digest), None)

    def add(self, thing: Account, /) -> None:
        """Store a new one."""
        taken = self.by_login(thing.login)
        if taken is None and thing.invitation_digest is not None:
            taken = self.by_invitation(thing.invitation_digest)
        if taken is None and thing.issuer is not None and thing.subject is not None:
            taken = self.by_subject(thing.issuer, thing.subject)
        if taken is not None:
            raise AlreadyExistsError("account", thing.id)
        self._table.add(thing)


class MemorySessions:
    """Sessions, by id."""

    def __init__(self, rows: Rows[str, Session]) -> None:
        self._rows = rows

    def get(self, key: str) -> Session:
        """Return one by id."""
        found = self._rows.find(key)
        if found is None:
            raise NotFoundError("session", key)
        return found

    def by_digest(self, digest: str) -> Session | None:
        """Return the one whose secret has that hash, or None."""
        return next((each for each in self._rows.values() if each.digest == digest), None)

    def of_account(self, account_id: str) -> tuple[Session, ...]:
        """Return those of an account that nobody ended, by id."""
        found = (each for each in self._rows.in_order() if each.account_id == account_id)
        return tuple(each for each in found if each.revoked_at is None)

    def add(self, thing: Session, /) -> None:
        """Store a new one."""
        if thing.id in self._rows or self.by_digest(thing.digest) is not None:
            raise AlreadyExistsError("session", thing.id)
        self._rows.put(thing.id, thing)

    def update(self, thing: Session, /) -> None:
        """Store one anew."""
        self.get(thing.id)
        self._rows.put(thing.id, thing)

    def forget(self, before: datetime, limit: int) -> tuple[str, ...]:
        """Take up to `limit` of those away that were over by then, and return their ids."""
        return self._rows.forget(lambda each: each.expires_at < before, lambda each: each.expires_at, limit)


class MemoryLastUses:
    """When keys and sessions were last used."""

    def __init__(self, rows: Rows[str, LastUse]) -> None:
        self._rows = rows

    def find(self, key: str) -> LastUse | None:
        """Return what was written last, or None."""
        return self._rows.find(key)

    def put(self, thing: LastUse, /) -> None:
        """Store it, in place of what was there."""
        self._rows.put(thing.id, thing)

    def remove(self, key: str) -> None:
        """Forget it."""
        self._rows.remove(key)


class MemoryPendingSignIns:
    """Those who are away at their provider of identities, by id."""

    def __init__(self, rows: Rows[str, PendingSignIn]) -> None:
        self._rows = rows

    def find(self, key: str) -> PendingSignIn | None:
        """Return one, or None."""
        return self._rows.find(key)

    def add(self, thing: PendingSignIn, /) -> None:
        """Store a new one."""
        if thing.id in self._rows:
            raise AlreadyExistsError("sign-in", thing.id)
        self._rows.put(thing.id, thing)

    def remove(self, key: str, /) -> None:
        """Take one away, if it is there."""
        self._rows.remove(key)

    def forget(self, before: datetime, limit: int) -> tuple[str, ...]:
        """Take up to `limit` of those away that are older, and return their ids."""
        return self._rows.forget(lambda each: each.at < before, lambda each: each.at, limit)
