"""The bound by linear programming, computed beside the search and never later than its end."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Self

from solver.search.stop import Deadline, StopSignal

if TYPE_CHECKING:
    from types import TracebackType

    from solver.search.context import Context


class BoundInBackground:
    """While the body of a `with` runs, a thread computes `utilization_bound` and tells the watch; leaving ends it."""

    def __init__(self, context: Context, deadline: Deadline) -> None:
        self._context = context
        self._stop = StopSignal()
        self._deadline = Deadline(deadline.left, self._stop)
        self._failure: BaseException | None = None
        self._thread = threading.Thread(target=self._work, daemon=True)

    def __enter__(self) -> Self:
        """Start the thread, unless there is no time at all."""
        if not self._deadline.passed:
            self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Ask the thread to end, wait for it, and hand on what went wrong in it."""
        self._stop.request()
        if self._thread.ident is not None:
            self._thread.join()
        if self._failure is not None and error is None:
            raise self._failure

    def _work(self) -> None:
        from solver.search.bounds.utilization import utilization_bound

        try:
            watch = self._context.watch
            problem, places = self._context.bound_problem, self._context.bound_places
            watch.bounded(utilization_bound(problem, places, self._deadline, watch.bounded))
        except BaseException as failure:  # noqa: BLE001 - handed on in `__exit__`
            self._failure = failure
