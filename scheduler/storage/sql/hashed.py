"""The tables of things that a secret opens: API keys and calendar feeds, kept by the hash of the secret."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from scheduler.errors import AlreadyExistsError, NotFoundError
from scheduler.storage.sql.rows import Rows, TakenError

if TYPE_CHECKING:
    from sqlalchemy import Connection, Table


class _Opened(Protocol):
    @property
    def id(self) -> str: ...


V = TypeVar("V", bound=_Opened)


class SqlSecrets(Generic[V]):
    """Things of one kind, by id."""

    def __init__(self, what: str, connection: Connection, table: Table, kind: type[V]) -> None:
        self._what, self._rows = what, Rows(connection, table, kind)

    def get(self, key: str) -> V:
        """Return one by id."""
        found = self._rows.find(key)
        if found is None:
            raise NotFoundError(self._what, key)
        return found

    def by_digest(self, digest: str) -> V | None:
        """Return the one whose secret has that hash, or None."""
        return self._rows.find_by("digest", digest)

    def list(self, tenant_id: str | None = None) -> tuple[V, ...]:
        """Return those of one tenant or all, by id."""
        return self._rows.list(*([] if tenant_id is None else [self._rows.table.c.tenant_id == tenant_id]))

    def add(self, thing: V, /) -> None:
        """Store a new one."""
        try:
            self._rows.insert(thing)
        except TakenError:
            raise AlreadyExistsError(self._what, thing.id) from None

    def update(self, thing: V, /) -> None:
        """Store one anew."""
        if not self._rows.update(thing):
            raise NotFoundError(self._what, thing.id)
