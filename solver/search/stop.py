"""When a solve ends: its budget is spent, or somebody asked."""

from __future__ import annotations

import threading
import time


class StopSignal:
    """A flag that anyone may raise from any thread; the search then ends early and keeps its best."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def request(self) -> None:
        """Ask the search to end."""
        self._event.set()

    @property
    def requested(self) -> bool:
        """Whether somebody asked."""
        return self._event.is_set()

    def wait(self, seconds: float) -> bool:
        """Wait until somebody asks, at most `seconds`; return whether somebody did."""
        return self._event.wait(seconds)


class Deadline:
    """A budget of wall-clock seconds that started when this object was made."""

    def __init__(self, seconds: float, stop: StopSignal | None = None) -> None:
        self.budget = seconds
        self.stop = stop or StopSignal()
        self._start = time.monotonic()

    @property
    def elapsed(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self._start

    @property
    def left(self) -> float:
        """Seconds that remain; 0 once somebody asked to stop."""
        return 0.0 if self.stop.requested else max(0.0, self.budget - self.elapsed)

    @property
    def passed(self) -> bool:
        """Whether the search must end."""
        return self.left <= 0.0
