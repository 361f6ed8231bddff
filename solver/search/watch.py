"""What a search tells its observer, from whatever thread, without drowning it."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from solver.search.observer import Observer, Progress

if TYPE_CHECKING:
    from collections.abc import Callable

    from solver.schedule import Schedule
    from solver.search.stop import Deadline

#: Seconds between two incumbents that are sent in full, at least, and in times of what sending the last one took; the last one of
#: a phase is always sent.
PAUSE, TIMES = 0.5, 20.0


class Watch:
    """The latest value, bound and phase of a search, passed on to an observer as they change."""

    def __init__(self, observer: Observer | None, deadline: Deadline, bound: int) -> None:
        self._observer = observer or Observer()
        self._deadline = deadline
        self._lock = threading.Lock()
        self._phase = "construct"
        self._tier = "utilization"
        self._value: int | None = None
        self._bound: int | None = bound
        self._placed = 0
        self._unsent: Callable[[], tuple[Schedule, int]] | None = None
        self._sent_at, self._pause = -PAUSE, PAUSE
        #: Seconds until the first schedule was there.
        self.first_schedule_after: float | None = None

    @property
    def value(self) -> int | None:
        """Return the value that was reported last in this tier."""
        return self._value

    @property
    def bound(self) -> int | None:
        """Return the least bound that was reported in this tier."""
        return self._bound

    def enter(self, phase: str, tier: str | None = None) -> None:
        """Say that a new phase begins, or a new tier, whose value and bound are not known yet."""
        with self._lock:
            self._flush()
            self._phase = phase
            if tier is not None and tier != self._tier:
                self._tier, self._value, self._bound = tier, None, None
            self._tell()

    def improved(self, schedule: Callable[[], tuple[Schedule, int]], value: int, placed: int) -> None:
        """Say that a plan of better utilization was found; `schedule` makes it, with its value, when it is sent."""
        with self._lock:
            if self.first_schedule_after is None:
                self.first_schedule_after = self._deadline.elapsed
            self._value, self._placed, self._unsent = value, placed, schedule
            if self._deadline.elapsed - self._sent_at >= self._pause:
                self._flush()
            self._tell()

    def refined(self, value: int) -> None:
        """Say that a schedule of no less utilization is better in the present tier."""
        with self._lock:
            self._value = value
            self._tell()

    def bounded(self, bound: int) -> None:
        """Say that no schedule can be worth more; keeps the least."""
        with self._lock:
            if self._bound is None or bound < self._bound:
                self._bound = bound
                self._tell()

    def finish(self) -> None:
        """Send what was held back."""
        with self._lock:
            self._flush()

    def _flush(self) -> None:
        if self._unsent is not None:
            began = self._deadline.elapsed
            self._observer.on_incumbent(*self._unsent())
            self._unsent, self._sent_at = None, self._deadline.elapsed
            self._pause = max(PAUSE, TIMES * (self._sent_at - began))

    def _tell(self) -> None:
        self._observer.on_progress(
            Progress(
                seconds=self._deadline.elapsed,
                budget=self._deadline.budget,
                phase=self._phase,
                tier=self._tier,
                value=self._value,
                bound=self._bound,
                placed=self._placed,
            )
        )
