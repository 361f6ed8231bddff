"""Waiting for something that threads of the service do, until a deadline."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, TypeVar

from tests.scheduler.webhooks.receiver import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")
#: Seconds between two looks.
_PAUSE = 0.02


def until(look: Callable[[], T]) -> T:
    """Return what `look` returns, when it is something."""
    deadline = time.monotonic() + PATIENCE
    while not (found := look()):
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(_PAUSE)
    return found
