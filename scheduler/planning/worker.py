"""The background thread that carries out queued runs one after the other, and asks for the night when its time has come.

The queue is the database: whoever asks for a run writes it there and calls `wake`; another process need not even do that.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import structlog

from scheduler.errors import LostRunError
from scheduler.planning.nightly import carry_out
from scheduler.planning.nights import ask_for_night
from scheduler.planning.planner import by_solving
from scheduler.services import run_taking
from solver.search.stop import StopSignal

if TYPE_CHECKING:
    from scheduler.domain.run import ScheduleRun
    from scheduler.planning.defaults import PlanningDefaults
    from scheduler.planning.nights import Nights
    from scheduler.planning.planner import Planner
    from scheduler.services.context import Context

#: Seconds between two looks at the queue when nobody calls `wake`.
_EVERY = 5.0


class Worker:
    """Runs what is queued until it is stopped."""

    def __init__(
        self,
        context: Context,
        defaults: PlanningDefaults,
        worker_id: str,
        nights: Nights | None = None,
        *,
        every: float = _EVERY,
        planner: Planner | None = None,
    ) -> None:
        """`worker_id`: whose signs of life tell that somebody is at the runs; `nights`: None for no nightly run."""
        self._context, self._defaults, self._worker_id = context, defaults, worker_id
        self._nights, self._every, self._planner = nights, every, planner or by_solving
        self._woken, self._over = threading.Event(), threading.Event()
        self._stop: StopSignal | None = None
        self._since = context.clock()
        self._thread = threading.Thread(target=self._work, name="planning worker", daemon=True)

    def start(self) -> None:
        """Begin with what is queued."""
        self._thread.start()

    def wake(self) -> None:
        """Look at the queue now."""
        self._woken.set()

    def stop(self, timeout: float | None = None) -> None:
        """End: a solve that is under way stops early and its best is kept; return when the thread has ended, or after `timeout`."""
        self._over.set()
        if self._stop is not None:
            self._stop.request()
        self._woken.set()
        if self._thread.ident is not None:
            self._thread.join(timeout)

    @property
    def is_alive(self) -> bool:
        """Whether the thread is running."""
        return self._thread.is_alive()

    def _work(self) -> None:
        while not self._over.is_set():
            try:
                self._turn()
            except Exception:  # noqa: BLE001 - the service lives on: the database may be back at the next look
                structlog.get_logger(__name__).exception("planning worker")
            self._woken.wait(self._every)
            self._woken.clear()

    def _turn(self) -> None:
        """Ask for the night's run when it is time, then carry out all that is queued."""
        self._ask_for_night()
        while not self._over.is_set() and (run := run_taking.take_next(self._context, self._worker_id)) is not None:
            self._carry_out(run)
            self._ask_for_night()

    def _ask_for_night(self) -> None:
        asked = None if self._nights is None else ask_for_night(self._context, self._nights, self._since)
        if asked is not None:
            log = structlog.get_logger(__name__)
            log.info("night", run=asked.id, status=asked.status.value, message=asked.message)

    def _carry_out(self, run: ScheduleRun) -> None:
        log = structlog.get_logger(__name__)
        self._stop = StopSignal()
        try:
            ended = self._ended(run, self._stop)
        except LostRunError as error:
            log.warning("run lost", run=run.id, reason=str(error))
            return
        log.info("run over", run=ended.id, status=ended.status.value, message=ended.message)

    def _ended(self, run: ScheduleRun, stop: StopSignal) -> ScheduleRun:
        if self._over.is_set():
            return run_taking.give_back(self._context, run.claim, "its worker was stopped")
        return carry_out(
            self._context, run, self._defaults, stop=stop, planner=self._planner, unbegun=run_taking.give_back
        )
