"""Every storage beside the one in memory, through a life of requests, runs, publications and cancellations."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from scheduler.storage.memory import MemoryStorage
from tests.scheduler.storage.storages import storages
from tests.scheduler.storage.two_parks import TwoParks

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("name", sorted(storages()))
def test_the_storages_are_alike(name: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A storage that forgets, double-books or refuses differently would otherwise be found by a tenant."""

    class Here(TwoParks):
        """Memory and this storage."""

        def __init__(self) -> None:
            folder: Path = tmp_path_factory.mktemp("park")
            super().__init__(MemoryStorage().unit_of_work, storages()[name](folder))

    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=30,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
        ),
    )
