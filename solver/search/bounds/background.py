"""The bound by linear programming, computed beside the search and never later than its end."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Self

from solver.search.stop import StopSignal
from solver.search.tiers import slots_of

if TYPE_CHECKING:
    from types import TracebackType

    from solver.search.context import Context
    from solver.search.prices import PriceBoard
    from solver.search.stop import Deadline

#: The part of a budget in deterministic seconds that the bound may use before the search begins: beside it, who is first would count.
SHARE = 0.2
#: Up to as many places the linear program is solved; of more it would know nothing within minutes.
MOST_PLACES = 150_000


class BoundInBackground:
    """While the body of a `with` runs, a thread computes `utilization_bound` and tells the watch; leaving ends it.

    By a meter it is computed before the body runs. Prices go to the board.
    """

    def __init__(self, context: Context, deadline: Deadline, board: PriceBoard) -> None:
        self._context = context
        self._board = board
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
        from solver.search.bounds.lagrange import lagrange_bound
        from solver.search.bounds.utilization import utilization_bound

        try:
            watch, context = self._context.watch, self._context
            method = lagrange_bound if slots_of(context) > MOST_PLACES else utilization_bound
            bound = method(context.bound_problem, context.bound_places, self._deadline, watch.bounded, self._board.post)
            watch.bounded(bound)
        except BaseException as failure:  # noqa: BLE001 - handed on in `__exit__`
            self._failure = failure
