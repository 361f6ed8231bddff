"""Databases without tables, and parks on a server."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.scheduler.storage.sql.parks import url_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_KINDS = ("postgres", "sqlite")


@pytest.fixture(params=_KINDS)
def bare_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Give the address of a database that has no tables yet."""
    if request.param == "sqlite":
        yield url_of(tmp_path / "park.db")
        return
    with request.getfixturevalue("postgres").database(empty=True) as address:
        yield address


@pytest.fixture
def postgres_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """Give the address of a park on a server, with nothing in it."""
    with request.getfixturevalue("postgres").database() as address:
        yield address
