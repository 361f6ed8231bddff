"""Every storage beside the one in memory, through a life of requests, runs, publications and cancellations."""

from __future__ import annotations

from contextlib import ExitStack

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from scheduler.storage.memory import MemoryStorage
from tests.scheduler.storage.storages import storages
from tests.scheduler.storage.two_parks import TwoParks

#: A step in a file waits for the disk, a step on a server for the other process; memory beside memory holds the test itself to account.
_EXAMPLES = {"memory": 30, "postgres": 6, "sqlite": 20}


@pytest.mark.parametrize("name", sorted(storages()))
def test_the_storages_are_alike(name: str, request: pytest.FixtureRequest) -> None:
    """A storage that forgets, double-books or refuses differently would otherwise be found by a tenant."""

    class Here(TwoParks):
        """Memory and this storage."""

        def __init__(self) -> None:
            self._open = ExitStack()
            super().__init__(MemoryStorage().unit_of_work, self._open.enter_context(storages()[name](request)))

        def teardown(self) -> None:
            """Close what was opened."""
            self._open.close()

    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=_EXAMPLES[name],
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
        ),
    )
