"""Hypothesis profiles: `ci` draws the same examples every time, `local` looks for new ones; neither races a clock.

And a test that sends the log somewhere does not leave it there for the next one.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
import structlog
from hypothesis import settings

if TYPE_CHECKING:
    from collections.abc import Iterator

settings.register_profile("ci", derandomize=True, deadline=None)
settings.register_profile("local", deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "local")


@pytest.fixture(autouse=True)
def log_of_its_own() -> Iterator[None]:
    """Take back where a test had the log go: a command line under test sends it to a stream that is closed afterwards."""
    yield
    structlog.reset_defaults()
