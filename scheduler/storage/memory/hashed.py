"""The tables of things that a secret opens: API keys and calendar feeds, kept by the hash of the secret."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from scheduler.errors import AlreadyExistsError, NotFoundError

if TYPE_CHECKING:
    from scheduler.storage.memory.rows import Rows


class _Opened(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def tenant_id(self) -> str | None: ...
    @property
    def digest(self) -> str: ...


V = TypeVar("V", bound=_Opened)


class MemorySecrets(Generic[V]):
    """Things of one kind, by id."""

    def __init__(self, kind: str, rows: Rows[str, V]) -> None:
        self._kind, self._rows = kind, rows

    def get(self, key: str) -> V:
        """Return one by id."""
        found = self._rows.find(key)
        if found is None:
            raise NotFoundError(self._kind, key)
        return found

    def by_digest(self, digest: str) -> V | None:
        """Return the one whose secret has that hash, or None."""
        return next((each for each in self._rows.values() if each.digest == digest), None)

    def list(self, tenant_id: str | None = None) -> tuple[V, ...]:
        """Return those of one tenant or all, by id."""
        return tuple(each for each in self._rows.in_order() if tenant_id in {None, each.tenant_id})

    def add(self, thing: V, /) -> None:
        """Store a new one."""
        if thing.id in self._rows or self.by_digest(thing.digest) is not None:
            raise AlreadyExistsError(self._kind, thing.id)
        self._rows.put(thing.id, thing)

    def update(self, thing: V, /) -> None:
        """Store one anew."""
        self.get(thing.id)
        self._rows.put(thing.id, thing)
