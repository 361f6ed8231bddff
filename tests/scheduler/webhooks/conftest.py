"""A park of now, and a receiver."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from tests.scheduler.builders import HandClock, make_context
from tests.scheduler.webhooks.receiver import receiving

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scheduler.services.context import Context
    from tests.scheduler.webhooks.receiver import Receiver


@pytest.fixture
def clock() -> HandClock:
    """A clock that stands at the present: the library believes no other time."""
    return HandClock(datetime.now(UTC))


@pytest.fixture
def ctx(clock: HandClock) -> Context:
    """A park with ada and bob."""
    return make_context(clock=clock)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A receiver on loopback."""
    with receiving() as given:
        yield given
