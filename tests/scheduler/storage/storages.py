"""Every storage there is, by name; a new one joins the contract and the stateful test by standing here."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from scheduler.storage.memory import MemoryStorage
from scheduler.storage.sql import SqlStorage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    import pytest

    from scheduler.storage.unit_of_work import UnitOfWorkFactory


@contextmanager
def memory(_: pytest.FixtureRequest) -> Iterator[UnitOfWorkFactory]:
    """Open an empty park in memory."""
    yield MemoryStorage().unit_of_work


@contextmanager
def sqlite(request: pytest.FixtureRequest) -> Iterator[UnitOfWorkFactory]:
    """Open an empty park in a file."""
    folder = request.getfixturevalue("tmp_path_factory").mktemp("park")
    with _opened(f"sqlite:///{folder / 'park.db'}") as factory:
        yield factory


@contextmanager
def postgres(request: pytest.FixtureRequest) -> Iterator[UnitOfWorkFactory]:
    """Open an empty park on a server."""
    with request.getfixturevalue("postgres").park() as url, _opened(url) as factory:
        yield factory


@contextmanager
def _opened(url: str) -> Iterator[UnitOfWorkFactory]:
    storage = SqlStorage(url)
    try:
        yield storage.unit_of_work
    finally:
        storage.close()


def storages() -> dict[str, Callable[[pytest.FixtureRequest], AbstractContextManager[UnitOfWorkFactory]]]:
    """Return for each storage how to open an empty park, given what a test can ask for."""
    return {"memory": memory, "postgres": postgres, "sqlite": sqlite}
