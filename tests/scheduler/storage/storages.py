"""Every storage there is, by name; a new one joins the contract and the stateful test by standing here."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from scheduler.storage.memory import MemoryStorage
from scheduler.storage.sql import SqlStorage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    from scheduler.storage.unit_of_work import UnitOfWorkFactory


@contextmanager
def memory(_: Path) -> Iterator[UnitOfWorkFactory]:
    """Open an empty park in memory."""
    yield MemoryStorage().unit_of_work


@contextmanager
def sqlite(folder: Path) -> Iterator[UnitOfWorkFactory]:
    """Open an empty park in a file."""
    storage = SqlStorage(f"sqlite:///{folder / 'park.db'}")
    try:
        yield storage.unit_of_work
    finally:
        storage.close()


def storages() -> dict[str, Callable[[Path], AbstractContextManager[UnitOfWorkFactory]]]:
    """Return for each storage how to open an empty park, given an empty folder."""
    return {"memory": memory, "sqlite": sqlite}
