"""A server of PostgreSQL, started when the first test asks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.scheduler import postgres as servers

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def postgres() -> Iterator[servers.Postgres]:
    """Give a server to make databases on; no server is a failure, with its cure."""
    with servers.postgres() as given:
        yield given
