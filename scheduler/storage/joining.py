"""A transaction inside another: a use case that commits, and whose caller adds something to the same transaction before it is durable."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self, cast

if TYPE_CHECKING:
    from types import TracebackType

    from scheduler.storage.unit_of_work import UnitOfWork


def joined(outer: UnitOfWork, *, read_only: bool) -> UnitOfWork:
    """Return a transaction that is part of `outer`, which its owner commits."""
    return cast("UnitOfWork", JoinedUnitOfWork(outer, read_only=read_only))


class JoinedUnitOfWork:
    """Part of another transaction."""

    def __init__(self, outer: UnitOfWork, *, read_only: bool) -> None:
        self._outer, self._is_done = outer, read_only

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Undo what was written and not committed: with it goes what the outer transaction did before."""
        if not self._is_done:
            self._outer.rollback()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._outer, name)

    def commit(self) -> None:
        """Leave what was done to the outer transaction."""
        self._is_done = True

    def rollback(self) -> None:
        """Undo everything since the last commit of the outer transaction."""
        self._outer.rollback()
