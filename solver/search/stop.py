"""When a solve ends: its budget is spent, or somebody asked.

A budget is in seconds of the clock, or, where the same problem is to give the same schedule wherever and whenever it is solved, in
*deterministic seconds*: work that is counted, and calibrated so that one is about a second of two cores of 2025.
"""

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


class Meter:
    """Deterministic seconds: what was counted so far, by the one thread that steers a solve."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def spend(self, seconds: float) -> None:
        """Count work that was done."""
        self.seconds += seconds


class Deadline:
    """A budget of seconds that started when this object was made, by the clock or by a meter."""

    def __init__(self, seconds: float, stop: StopSignal | None = None, meter: Meter | None = None) -> None:
        self.budget = seconds
        self.stop = stop or StopSignal()
        #: What counts the seconds instead of the clock; None: the clock does.
        self.meter = meter
        self._start = self._now
        # What remains is reckoned from the end: from the start, sums of floating-point numbers may leave a rest too small to be spent.
        self._end = self._start + seconds

    def part(self, seconds: float, stop: StopSignal | None = None) -> Deadline:
        """Return a deadline that starts now, counts as this one does and is over no later; another signal may end it sooner."""
        return Deadline(max(0.0, min(self.left, seconds)), stop or self.stop, self.meter)

    def apart(self) -> Deadline:
        """Return the same budget with a meter of its own, for one of several that work at once."""
        return Deadline(self.left, self.stop, Meter())

    def spend(self, seconds: float) -> None:
        """Count work that was done; by the clock it counts by itself."""
        if self.meter is not None:
            self.meter.spend(seconds)

    @property
    def elapsed(self) -> float:
        """Seconds since the start."""
        return self._now - self._start

    @property
    def left(self) -> float:
        """Seconds that remain; 0 once somebody asked to stop."""
        return 0.0 if self.stop.requested else max(0.0, self._end - self._now)

    @property
    def passed(self) -> bool:
        """Whether the search must end."""
        return self.left <= 0.0

    @property
    def _now(self) -> float:
        return time.monotonic() if self.meter is None else self.meter.seconds
