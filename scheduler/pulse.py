"""Signs of life: a worker gives one every few seconds, and looks whether the others do.

Silence is counted in looks, not by a clock: who has not counted on for so many looks of this worker is given up. No clocks need to
agree or to go right, and a watcher that was itself asleep, or without the database, does not take everybody else for dead when it
comes back.
"""

from __future__ import annotations

import os
import socket
import threading
from dataclasses import replace
from typing import TYPE_CHECKING

import structlog

from scheduler.domain.work import Heartbeat
from scheduler.services import workers

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from scheduler.services.context import Context

#: So many looks in a row at which somebody has not counted on.
PATIENCE = 6


class Silence:
    """For how many looks each counter has stood still."""

    def __init__(self, patience: int = PATIENCE) -> None:
        self._patience = patience
        #: By key: the counter as it was last seen, and at how many looks after that it was the same.
        self._seen: dict[str, tuple[int, int]] = {}

    def look(self, counters: Mapping[str, int]) -> dict[str, int]:
        """Take a look, and return those that have stood still at `patience` looks after the first, with their counters."""
        self._seen = {key: (count, self._still(key, count)) for key, count in counters.items()}
        return {key: count for key, (count, still) in self._seen.items() if still >= self._patience}

    def _still(self, key: str, count: int) -> int:
        before = self._seen.get(key)
        return 0 if before is None or before[0] != count else before[1] + 1


class Pulse:
    """The signs of life of one worker, from `start` to `stop`."""

    def __init__(self, context: Context, every: float, on_release: Callable[[], None] | None = None) -> None:
        """`every`: seconds between two signs. `on_release`: called when runs of somebody else went back into the queue."""
        self._context, self._every, self._on_release = context, every, on_release
        now = context.clock()
        self._sign = Heartbeat(
            id=context.ids("wk"), host=socket.gethostname(), pid=os.getpid(), started_at=now, seen_at=now, beats=0
        )
        self._silence, self._over = Silence(), threading.Event()
        self._thread = threading.Thread(target=self._go_on, name="pulse", daemon=True)

    @property
    def worker_id(self) -> str:
        """The id under which this worker takes up runs."""
        return self._sign.id

    @property
    def is_alive(self) -> bool:
        """Whether signs are given."""
        return self._thread.is_alive()

    def start(self) -> None:
        """Give the first sign, and go on; StorageError where even that cannot be written."""
        self.beat()
        self._thread.start()

    def beat(self) -> None:
        """Give one sign, and take one look at the others."""
        self._sign = replace(self._sign, beats=self._sign.beats + 1)
        silent = self._silence.look(workers.beat(self._context, self._sign))
        released = workers.give_up(self._context, silent) if silent else ()
        log = structlog.get_logger(__name__)
        for run in released:
            log.warning("run taken from its worker", run=run.id, status=run.status.value, message=run.message)
        if released and self._on_release is not None:
            self._on_release()

    def stop(self) -> None:
        """Leave: what this worker has not finished goes back to the others."""
        self._over.set()
        if self._thread.ident is not None:
            self._thread.join()
        try:
            workers.leave(self._context, self.worker_id)
        except Exception:  # noqa: BLE001 - then the others find out by its silence
            structlog.get_logger(__name__).warning("worker left without a word", exc_info=True)

    def _go_on(self) -> None:
        while not self._over.wait(self._every):
            try:
                self.beat()
            except Exception:  # noqa: BLE001 - the database may be back at the next beat
                structlog.get_logger(__name__).warning("no sign of life written", exc_info=True)
