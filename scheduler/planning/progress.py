"""Carries a solve's progress to the run's record and a wish to stop back, once a second, whatever the solver is doing."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Self

import structlog

from scheduler.domain.run import RunProgress
from scheduler.services import runs
from solver.search.observer import Observer, Progress

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from scheduler.domain.run import Claim
    from scheduler.services.context import Context
    from solver.search.stop import StopSignal

#: Seconds between two reports.
_EVERY = 1.0


class ProgressReporter(Observer):
    """Watches a solve from inside `with`: the solver only leaves a note here, a thread of its own writes it down."""

    def __init__(
        self,
        context: Context,
        claim: Claim,
        stop: StopSignal,
        listener: Callable[[Progress], None] | None = None,
        every: float = _EVERY,
    ) -> None:
        self._context, self._claim, self._stop = context, claim, stop
        self._listener, self._every = listener, every
        self._latest: Progress | None = None
        self._over = threading.Event()
        name = f"progress of {claim.run_id}"
        self._thread = threading.Thread(target=self._report_until_over, name=name, daemon=True)

    def on_progress(self, progress: Progress) -> None:
        """Keep the newest progress, and hand it to the listener at once."""
        self._latest = progress
        if self._listener is not None:
            self._listener(progress)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()

    def _report_until_over(self) -> None:
        while not self._over.wait(self._every):
            self._report()
        self._report()

    def _report(self) -> None:
        try:
            if self._is_to_stop():
                self._stop.request()
        except Exception:  # noqa: BLE001 - notes that cannot be written must not cost the plan
            structlog.get_logger(__name__).warning("progress not recorded", run=self._claim.run_id, exc_info=True)

    def _is_to_stop(self) -> bool:
        """Write the newest progress down, if there is any, and return whether the run should stop."""
        latest = self._latest
        progress = None if latest is None else to_run_progress(latest)
        return runs.report_progress(self._context, self._claim, progress)


def to_run_progress(progress: Progress) -> RunProgress:
    """Return the solver's progress in the words of a run."""
    gap = None
    if progress.value is not None and progress.bound is not None:
        gap = abs(progress.bound - progress.value) / max(1, abs(progress.bound))
    return RunProgress(
        seconds=round(progress.seconds, 1),
        tier=progress.tier,
        incumbent=progress.value,
        bound=progress.bound,
        gap=gap,
        message=f"{progress.phase}: {progress.placed} requests placed",
    )
