"""What a storage keeps of those who work in the background; protocols as in `repositories`.

None of it is about the park, and it changes every few seconds: it is not among the changes that are noted.
"""

from __future__ import annotations

from typing import Protocol, TypeVar

T = TypeVar("T")


class Passing(Protocol[T]):
    """Things that come and go under a key: signs of life by worker, turns by errand."""

    def find(self, key: str) -> T | None:
        """Return one by key, or None."""
        ...

    def list(self) -> tuple[T, ...]:
        """Return all of them, by key."""
        ...

    def put(self, thing: T, /) -> None:
        """Store one in place of that with its key, or beside the others."""
        ...

    def remove(self, key: str) -> None:
        """Take one away; nothing happens where there is none."""
        ...
