"""Bounds, computed beside the search and never later than its end."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Self

from solver.search.stop import StopSignal
from solver.search.tiers import slots_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from solver.search.context import Context
    from solver.search.prices import PriceBoard
    from solver.search.stop import Deadline

#: The part of a budget in deterministic seconds that the bound may use before the search begins: beside it, who is first would count.
SHARE = 0.2
#: Up to as many places the linear program is solved; of more it would know nothing within minutes.
MOST_PLACES = 150_000


class InBackground:
    """While the body of a `with` runs, a thread works on a bound; leaving ends it.

    By a meter it is done before the body runs. `work` gets the deadline that ends it.
    """

    def __init__(self, deadline: Deadline, work: Callable[[Deadline], None]) -> None:
        self._work_on = work
        self._stop = StopSignal()
        self._metered = deadline.meter is not None
        self._whole = deadline
        self._deadline = deadline.part(deadline.left * SHARE if self._metered else deadline.left, self._stop)
        self._failure: BaseException | None = None
        self._thread = threading.Thread(target=self._work, daemon=True)

    def __enter__(self) -> Self:
        """Start the thread, unless there is no time at all."""
        if not self._deadline.passed:
            self._thread.start()
            while self._metered and self._thread.is_alive():
                self._thread.join(0.1)
                if self._whole.stop.requested:
                    self._stop.request()
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
        try:
            self._work_on(self._deadline)
        except BaseException as failure:  # noqa: BLE001 - handed on in `__exit__`
            self._failure = failure


def bound_utilization(context: Context, board: PriceBoard, deadline: Deadline) -> None:
    """Tell the watch bounds on utilization, and the board what time is worth, until the deadline."""
    from solver.search.bounds.lagrange import lagrange_bound
    from solver.search.bounds.utilization import utilization_bound

    watch = context.watch
    method = lagrange_bound if slots_of(context) > MOST_PLACES else utilization_bound
    watch.bounded(method(context.bound_problem, context.bound_places, deadline, watch.bounded, board.post))
