"""A database for a trial, of either kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.scheduler.postgres import Postgres


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Give the address of a park with nothing in it."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'park.db'}"
        return
    servers: Postgres = request.getfixturevalue("postgres")
    with servers.database() as address:
        yield address


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """Give a server to make databases on; no server is a failure, with its cure."""
    from tests.scheduler import postgres as servers

    with servers.postgres() as given:
        yield given
