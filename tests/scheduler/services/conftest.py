"""A park whose clock a test sets by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.scheduler.builders import HandClock, make_context

if TYPE_CHECKING:
    from scheduler.services.context import Context


@pytest.fixture
def clock() -> HandClock:
    """The clock of the park."""
    return HandClock()


@pytest.fixture
def ctx(clock: HandClock) -> Context:
    """A park with ada and bob."""
    return make_context(clock=clock)
