"""Parks on every kind of storage; a server of PostgreSQL is started when the first test asks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.scheduler import postgres as servers
from tests.scheduler.storage.sql.parks import url_of
from tests.scheduler.storage.storages import storages

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from scheduler.storage.unit_of_work import UnitOfWorkFactory


@pytest.fixture(scope="session")
def postgres() -> Iterator[servers.Postgres]:
    """Give a server to make databases on; no server is a failure, with its cure."""
    with servers.postgres() as given:
        yield given


@pytest.fixture(params=sorted(storages()))
def uow_factory(request: pytest.FixtureRequest) -> Iterator[UnitOfWorkFactory]:
    """Give the factory of an empty park, once for every storage."""
    with storages()[request.param](request) as factory:
        yield factory


@pytest.fixture(params=("postgres", "sqlite"))
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Give the address of a park with nothing in it, once for every kind of database."""
    if request.param == "sqlite":
        yield url_of(tmp_path / "park.db")
        return
    with request.getfixturevalue("postgres").database() as address:
        yield address
