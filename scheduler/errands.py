"""Errands: what the service does by itself again and again, each in a thread of its own, on time or when it is woken."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Errand:
    """Something to be done again and again; each time it does all that there is to do."""

    name: str
    #: From the end of one time to the beginning of the next, where nobody wakes it.
    every: timedelta
    deed: Callable[[], None]


class Errands:
    """Runs errands until it is stopped."""

    def __init__(self, errands: Iterable[Errand]) -> None:
        self._errands = {errand.name: errand for errand in errands}
        self._woken = {name: threading.Event() for name in self._errands}
        self._over = threading.Event()
        self._threads = [
            threading.Thread(target=self._run, args=(errand,), name=f"errand {errand.name}", daemon=True)
            for errand in self._errands.values()
        ]

    def start(self) -> None:
        """Do each of them a first time now."""
        for thread in self._threads:
            thread.start()

    def wake(self, name: str) -> None:
        """Have one done now, or once more where it is being done; a name that is not known is of another process's errand."""
        woken = self._woken.get(name)
        if woken is not None:
            woken.set()

    def stop(self, seconds: float) -> None:
        """Begin with none any more; return when what is under way has ended, or after so many seconds."""
        self._over.set()
        for woken in self._woken.values():
            woken.set()
        deadline = time.monotonic() + seconds
        for thread in self._threads:
            if thread.is_alive():
                thread.join(max(0.0, deadline - time.monotonic()))

    def _run(self, errand: Errand) -> None:
        woken = self._woken[errand.name]
        while not self._over.is_set():
            woken.clear()
            try:
                errand.deed()
            except Exception:  # noqa: BLE001 - the service lives on: what failed is tried again
                structlog.get_logger(__name__).exception("errand", errand=errand.name)
            if not self._over.is_set():
                woken.wait(errand.every.total_seconds())
