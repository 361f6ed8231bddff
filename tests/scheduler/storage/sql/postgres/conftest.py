"""A server of our own, for tests that lock roles out of it or stop it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.scheduler import postgres as servers

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="package")
def server() -> Iterator[servers.Server]:
    """Give a server that runs, whatever server the other tests are on."""
    with servers.server() as ours:
        yield ours
