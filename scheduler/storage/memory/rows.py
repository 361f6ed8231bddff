"""The rows of one table as one transaction sees them: a state that never changes, and on top of it what was written since."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

K = TypeVar("K", str, int)
V = TypeVar("V")


class Rows(Generic[K, V]):
    """A table under a transaction."""

    def __init__(self, base: Mapping[K, V], *, read_only: bool) -> None:
        self._base: Mapping[K, V] = base
        self._read_only = read_only
        #: What was written; None: taken away.
        self._changes: dict[K, V | None] = {}

    def __contains__(self, key: K) -> bool:
        return self.find(key) is not None

    def find(self, key: K) -> V | None:
        """Return a row, or None."""
        return self._changes[key] if key in self._changes else self._base.get(key)

    def values(self) -> Iterator[V]:
        """Yield every row, in the order in which they came."""
        for key, value in self._base.items():
            if key not in self._changes:
                yield value
        yield from (value for value in self._changes.values() if value is not None)

    def in_order(self) -> list[V]:
        """Return every row, by key."""
        keys = (self._base.keys() | self._changes.keys()) if self._changes else self._base.keys()
        found = (self.find(key) for key in sorted(keys))
        return [value for value in found if value is not None]

    def put(self, key: K, value: V) -> None:
        """Write a row, new or not."""
        self._may_write()
        self._changes[key] = value

    def remove(self, key: K) -> None:
        """Take a row away."""
        self._may_write()
        self._changes[key] = None

    def forget(self, is_over: Callable[[V], bool], by: Callable[[V], Any], limit: int) -> tuple[K, ...]:
        """Take up to `limit` rows that are over away, the first of them by `by`, and return their keys."""
        over = [(by(value), key) for key, value in self.merged().items() if is_over(value)]
        keys = tuple(key for _, key in sorted(over)[:limit])
        for key in keys:
            self.remove(key)
        return keys

    def before(self) -> Mapping[K, V]:
        """Return the state without the changes."""
        return self._base

    def merged(self) -> Mapping[K, V]:
        """Return the state with the changes in it, as a new value."""
        if not self._changes:
            return self._base
        merged: dict[K, Any] = {**self._base, **self._changes}
        return {key: value for key, value in merged.items() if value is not None}

    def _may_write(self) -> None:
        if self._read_only:
            raise RuntimeError("writing in a read-only unit of work; ask the factory for one that writes")
