"""Errands: what is to be done again and again for the park, by whichever worker is there.

Each worker looks after all of them, each errand in a thread of its own, so that a slow one holds up no other. Who does it is settled by
`Turns`. At most one worker is at an errand as long as workers show signs of life in time; one that is paused in the middle and comes
back may be a second. So a deed has to bear being done twice, and broken off anywhere. Without `Turns` every worker does it, for deeds that
settle among themselves who does what, as deliveries do.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import structlog

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import timedelta

#: Seconds until the next look where somebody wants an errand done and another worker is at it.
_AGAIN = 1.0


@dataclass(frozen=True, slots=True)
class Errand:
    """One of them."""

    #: Unique in the park; two programs with one name take turns.
    name: str
    #: Once in this time, by all workers together; up to twice as long when the one that did it last is gone.
    every: timedelta
    deed: Callable[[], None]


class Turns(Protocol):
    """Which of the workers does an errand."""

    def begin(self, errand: Errand, *, wanted: bool) -> bool:
        """Take the turn and return whether it was there to be taken; `wanted`: before its time, too."""
        ...

    def end(self, errand: Errand) -> None:
        """Give the turn back."""
        ...


class Errands:
    """Does errands until it is stopped."""

    def __init__(self, errands: Iterable[Errand], turns: Turns | None = None) -> None:
        self._over = threading.Event()
        self._rounds = {errand.name: _Round(errand, turns, self._over) for errand in errands}

    def start(self) -> None:
        """Do what is due, and go on."""
        for each in self._rounds.values():
            each.thread.start()

    def wake(self, name: str) -> None:
        """Have an errand done now, before its time; of a name that is not known another process takes care."""
        if name in self._rounds:
            self._rounds[name].wake()

    def stop(self, seconds: float | None = None) -> None:
        """Begin with nothing new, and return when what is under way has ended, or after `seconds`."""
        self._over.set()
        ends = None if seconds is None else time.monotonic() + seconds
        for each in self._rounds.values():
            each.nudge()
        for each in self._rounds.values():
            if each.thread.ident is not None:
                each.thread.join(None if ends is None else max(0.0, ends - time.monotonic()))

    @property
    def is_alive(self) -> bool:
        """Whether every errand is looked after."""
        return all(each.thread.is_alive() for each in self._rounds.values())


class _Round:
    """One errand and its thread."""

    def __init__(self, errand: Errand, turns: Turns | None, over: threading.Event) -> None:
        self._errand, self._turns, self._over = errand, turns, over
        self._nudged, self._wanted = threading.Event(), threading.Event()
        self.thread = threading.Thread(target=self._work, name=f"errand {errand.name}", daemon=True)

    def wake(self) -> None:
        self._wanted.set()
        self.nudge()

    def nudge(self) -> None:
        self._nudged.set()

    def _work(self) -> None:
        while not self._over.is_set():
            try:
                self._look()
            except Exception:  # noqa: BLE001 - the next time it may go well: the database may be back
                structlog.get_logger(__name__).exception("errand", errand=self._errand.name)
            every = self._errand.every.total_seconds()
            self._nudged.wait(min(every, _AGAIN) if self._wanted.is_set() else every)
            self._nudged.clear()

    def _look(self) -> None:
        wanted = self._wanted.is_set()
        if self._turns is not None and not self._turns.begin(self._errand, wanted=wanted):
            return
        # Before the deed: who wants it while it is being done, for there is something new, wants it once more.
        self._wanted.clear()
        try:
            self._errand.deed()
        finally:
            if self._turns is not None:
                self._turns.end(self._errand)
