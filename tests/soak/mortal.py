"""A storage whose next commit is the last thing that the service does: it dies right before it, or right after it and before the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self, cast

if TYPE_CHECKING:
    from scheduler.storage.unit_of_work import UnitOfWork, UnitOfWorkFactory


class DiedError(Exception):
    """The service is dead; whoever called gets no answer worth the name."""


class MortalStorage:
    """A factory of transactions over another's."""

    def __init__(self, inner: UnitOfWorkFactory) -> None:
        self._inner = inner
        #: `before` or `after` the next commit; None: it lives.
        self.dies: str | None = None

    def __call__(self, *, read_only: bool = False) -> UnitOfWork:
        """Begin a transaction."""
        begun = self._inner(read_only=read_only)
        return begun if read_only else cast("UnitOfWork", _Mortal(begun, self))


class _Mortal:
    def __init__(self, inner: UnitOfWork, storage: MortalStorage) -> None:
        self._inner, self._storage = inner, storage
        self._keeps_answer = False

    def __enter__(self) -> Self:
        self._inner.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        self._inner.__exit__(*error)  # type: ignore[arg-type]  # handed on as they came

    def __getattr__(self, name: str) -> Any:
        self._keeps_answer = self._keeps_answer or name == "answers"
        return getattr(self._inner, name)

    def commit(self) -> None:
        """Commit, or die: in a call with a key, not in what threads do by themselves meanwhile."""
        if not self._keeps_answer:
            self._inner.commit()
            return
        moment, self._storage.dies = self._storage.dies, None
        if moment == "before":
            raise DiedError
        self._inner.commit()
        if moment == "after":
            raise DiedError
