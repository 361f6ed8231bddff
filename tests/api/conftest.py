"""A fresh park for every test that asks for one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.api.parks import Park, running_park

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def park() -> Iterator[Park]:
    """A service without a worker."""
    with running_park() as running:
        yield running
