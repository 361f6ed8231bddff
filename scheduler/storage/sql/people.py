"""The tables of people in a database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.domain.account import Account
from scheduler.domain.last_use import LastUse
from scheduler.domain.session import PendingSignIn, Session
from scheduler.errors import AlreadyExistsError, NotFoundError
from scheduler.storage.sql.catalogue import SqlVersionedTable
from scheduler.storage.sql.rows import Rows, TakenError
from scheduler.storage.sql.tables import ACCOUNTS, LAST_USES, PENDING_SIGN_INS, SESSIONS

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection


class SqlAccounts:
    """Accounts, by id; what must be unique is so in the database."""

    def __init__(self, connection: Connection) -> None:
        self._rows = Rows(connection, ACCOUNTS, Account)
        table: SqlVersionedTable[Account] = SqlVersionedTable("account", self._rows)
        self.get, self.find, self.add, self.update = table.get, table.find, table.add, table.update

    def list(self, tenant_id: str | None = None) -> tuple[Account, ...]:
        """Return those of one tenant or all, by id."""
        return self._rows.list(*([] if tenant_id is None else [ACCOUNTS.c.tenant_id == tenant_id]))

    def by_login(self, login: str) -> Account | None:
        """Return the one with that login, or None."""
        return self._rows.first(ACCOUNTS.c.login == login)

    def by_subject(self, issuer: str, subject: str) -> Account | None:
        """Return the one that a provider of identities knows by that name, or None."""
        return self._rows.first(ACCOUNTS.c.issuer == issuer, ACCOUNTS.c.subject == subject)

    def by_invitation(self, digest: str) -> Account | None:
        """Return the one whose open invitation has that hash, or None."""
        return self._rows.first(ACCOUNTS.c.invitation_digest == digest)


class SqlSessions:
    """Sessions, by id."""

    def __init__(self, connection: Connection) -> None:
        self._rows = Rows(connection, SESSIONS, Session)

    def get(self, key: str) -> Session:
        """Return one by id."""
        found = self._rows.find(key)
        if found is None:
            raise NotFoundError("session", key)
        return found

    def by_digest(self, digest: str) -> Session | None:
        """Return the one whose secret has that hash, or None."""
        return self._rows.first(SESSIONS.c.digest == digest)

    def of_account(self, account_id: str) -> tuple[Session, ...]:
        """Return those of an account that nobody ended, by id."""
        return self._rows.list(SESSIONS.c.account_id == account_id, SESSIONS.c.revoked_at.is_(None))

    def add(self, thing: Session, /) -> None:
        """Store a new one."""
        try:
            self._rows.insert(thing)
        except TakenError:
            raise AlreadyExistsError("session", thing.id) from None

    def update(self, thing: Session, /) -> None:
        """Store one anew."""
        if not self._rows.update(thing):
            raise NotFoundError("session", thing.id)

    def forget(self, before: datetime, limit: int) -> tuple[str, ...]:
        """Take up to `limit` of those away that were over by then, and return their ids."""
        return self._rows.forget(SESSIONS.c.expires_at < before, order=SESSIONS.c.expires_at, limit=limit)


class SqlLastUses:
    """When keys and sessions were last used."""

    def __init__(self, connection: Connection) -> None:
        self._rows = Rows(connection, LAST_USES, LastUse)

    def find(self, key: str) -> LastUse | None:
        """Return what was written last, or None."""
        return self._rows.find(key)

    def put(self, thing: LastUse, /) -> None:
        """Store it, in place of what was there."""
        self._rows.put(thing)

    def remove(self, key: str) -> None:
        """Forget it."""
        self._rows.delete(key)


class SqlPendingSignIns:
    """Those who are away at their provider of identities, by id."""

    def __init__(self, connection: Connection) -> None:
        self._rows = Rows(connection, PENDING_SIGN_INS, PendingSignIn)

    def find(self, key: str) -> PendingSignIn | None:
        """Return one, or None."""
        return self._rows.find(key)

    def add(self, thing: PendingSignIn, /) -> None:
        """Store a new one."""
        try:
            self._rows.insert(thing)
        except TakenError:
            raise AlreadyExistsError("sign-in", thing.id) from None

    def remove(self, key: str, /) -> None:
        """Take one away, if it is there."""
        self._rows.delete(key)

    def forget(self, before: datetime, limit: int) -> tuple[str, ...]:
        """Take up to `limit` of those away that are older, and return their ids."""
        return self._rows.forget(PENDING_SIGN_INS.c.at < before, order=PENDING_SIGN_INS.c.at, limit=limit)
