"""The tables of what comes and goes: signs of life, turns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from scheduler.storage.sql.rows import Rows

V = TypeVar("V")


class SqlPassing(Generic[V]):
    """Things under a key."""

    def __init__(self, rows: Rows[V]) -> None:
        self._rows = rows

    def find(self, key: str) -> V | None:
        """Return one by key, or None."""
        return self._rows.find(key)

    def list(self) -> tuple[V, ...]:
        """Return all of them, by key."""
        return self._rows.list()

    def put(self, thing: V, /) -> None:
        """Store one in place of that with its key, or beside the others."""
        self._rows.put(thing)

    def remove(self, key: str) -> None:
        """Take one away, if it is there."""
        self._rows.delete(key)
