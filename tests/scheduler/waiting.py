"""Waiting for something to come about, with an end."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

#: Seconds after which something is taken never to come about; nothing is measured.
PATIENCE = 60.0
_PAUSE = 0.01


def until(holds: Callable[[], bool]) -> None:
    """Wait until something holds; fail when it never does."""
    ends, pause = time.monotonic() + PATIENCE, threading.Event()
    while not holds():
        assert time.monotonic() < ends, "it never came about"
        pause.wait(_PAUSE)
