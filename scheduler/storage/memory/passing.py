"""The tables of what comes and goes: signs of life, turns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from scheduler.storage.memory.rows import Rows

V = TypeVar("V")


class MemoryPassing(Generic[V]):
    """Things under a key."""

    def __init__(self, rows: Rows[str, V], key_of: Callable[[V], str]) -> None:
        self._rows, self._key_of = rows, key_of

    def find(self, key: str) -> V | None:
        """Return one by key, or None."""
        return self._rows.find(key)

    def list(self) -> tuple[V, ...]:
        """Return all of them, by key."""
        return tuple(self._rows.in_order())

    def put(self, thing: V, /) -> None:
        """Store one in place of that with its key, or beside the others."""
        self._rows.put(self._key_of(thing), thing)

    def remove(self, key: str) -> None:
        """Take one away, if it is there."""
        self._rows.remove(key)
