"""The contract's fixture: each test of it runs on every storage."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.scheduler.storage.storages import storages

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scheduler.storage.unit_of_work import UnitOfWorkFactory


@pytest.fixture(params=sorted(storages()))
def uow_factory(request: pytest.FixtureRequest) -> Iterator[UnitOfWorkFactory]:
    """Give the factory of an empty park, once for every storage."""
    with storages()[request.param](request) as factory:
        yield factory
