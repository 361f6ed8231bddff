"""The one background thread of the service: carries out queued runs one after the other, and asks for one every night.

The queue is the database: whoever asks for a run writes it there and calls `wake`; another process need not even do that.
"""

from __future__ import annotations

import threading
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import structlog

from scheduler.domain.access import system_actor
from scheduler.domain.calendar import wall_to_utc
from scheduler.domain.change import Door, Origin
from scheduler.domain.run import RunParameters, RunStatus
from scheduler.errors import IllegalTransitionError
from scheduler.planning.nightly import plan_night
from scheduler.services import runs
from solver.search.stop import StopSignal

if TYPE_CHECKING:
    from scheduler.domain.run import ScheduleRun
    from scheduler.planning.defaults import PlanningDefaults
    from scheduler.services.context import Context

#: Seconds between two looks at the queue when nobody calls `wake`.
_EVERY = 5.0


class Worker:
    """Runs what is queued until it is stopped."""

    def __init__(
        self, context: Context, defaults: PlanningDefaults, nightly_at: time | None = None, every: float = _EVERY
    ) -> None:
        """`nightly_at` is by the clock on the park's wall; None: no nightly run."""
        self._context, self._defaults = context.acting(Origin(door=Door.WORKER)), defaults
        self._nightly_at, self._every = nightly_at, every
        self._woken, self._over = threading.Event(), threading.Event()
        self._stop: StopSignal | None = None
        self._next_night: datetime | None = None
        self._thread = threading.Thread(target=self._work, name="planning worker", daemon=True)

    def start(self) -> None:
        """Fail what a dead process left half done, and begin with what is queued."""
        runs.recover(self._context)
        self._next_night = self._night_after(self._context.clock())
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
        self._ask_nightly()
        while not self._over.is_set() and (run := self._oldest_queued()) is not None:
            self._carry_out(run)

    def _carry_out(self, run: ScheduleRun) -> None:
        self._stop = StopSignal()
        if self._over.is_set():
            return
        try:
            ended = plan_night(self._context, run.id, self._defaults, stop=self._stop)
        except IllegalTransitionError:
            return
        structlog.get_logger(__name__).info("run over", run=ended.id, status=ended.status.value, message=ended.message)

    def _oldest_queued(self) -> ScheduleRun | None:
        with self._context.unit_of_work(read_only=True) as uow:
            return next(iter(uow.runs.with_status((RunStatus.QUEUED,))), None)

    def _ask_nightly(self) -> None:
        now = self._context.clock()
        if self._next_night is not None and now >= self._next_night:
            self._next_night = self._night_after(now)
            runs.request_run(self._context, system_actor(), RunParameters(publish=True))

    def _night_after(self, now: datetime) -> datetime | None:
        """Return the next time the clock on the park's wall shows the nightly time."""
        if self._nightly_at is None:
            return None
        with self._context.unit_of_work(read_only=True) as uow:
            zone = ZoneInfo(uow.settings.get().zone)
        today = now.astimezone(zone).date()
        nights = (wall_to_utc(datetime.combine(today + timedelta(days=n), self._nightly_at), zone) for n in range(3))
        return next(night for night in nights if night > now)
