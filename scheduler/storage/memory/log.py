"""Rows that are only ever added: a snapshot of them is how many there were, so a commit copies nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, TypeVar

from scheduler.storage.memory.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Iterator

V = TypeVar("V")


class Log(Mapping[int, V]):
    """The first rows of a list that grows, by number from 1."""

    def __init__(self, rows: list[V] | None = None) -> None:
        self._rows: list[V] = [] if rows is None else rows
        self._length = len(self._rows)

    def __getitem__(self, number: int) -> V:
        """Return a row by number."""
        if not 1 <= number <= self._length:
            raise KeyError(number)
        return self._rows[number - 1]

    def __iter__(self) -> Iterator[int]:
        """Yield the numbers, rising."""
        return iter(range(1, self._length + 1))

    def __len__(self) -> int:
        """Return how many there are in this snapshot."""
        return self._length

    def longer(self, rows: list[V]) -> Log[V]:
        """Return a log with these behind the present ones; only the one writer may, and only on the latest log."""
        self._rows.extend(rows)
        return Log(self._rows)


class LogRows(Rows[int, V]):
    """A log under a transaction."""

    def __init__(self, base: Log[V], *, read_only: bool) -> None:
        super().__init__(base, read_only=read_only)
        self._log = base

    def merged(self) -> Log[V]:
        """Return the log with what was written behind it."""
        added = [value for _, value in sorted(self._changes.items()) if value is not None]
        return self._log.longer(added) if added else self._log
