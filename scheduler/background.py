"""What is done for the park while nobody waits for it: runs, nights, errands, deliveries; inside `equishare serve` or as `equishare worker`.

The queue is the table of runs, so what was asked for is as durable as the asking, in the same transaction. Any number of workers may be
on one database. Each is a pulse, by which the others know that it is there; a thread that carries out runs; errands, which the workers do in
turn; and deliveries to webhooks, which settle among themselves who does which.
Why there is no library for it: docs/decisions/0025.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

import structlog

from scheduler.domain.change import Door, Origin
from scheduler.errands import Errand, Errands
from scheduler.planning.worker import Worker
from scheduler.pulse import Pulse
from scheduler.services import booking_requests, errand_turns, forgetting, ledger
from scheduler.webhooks.errands import DELIVER, webhook_errands

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scheduler.planning.defaults import PlanningDefaults
    from scheduler.planning.nights import Nights
    from scheduler.planning.planner import Planner
    from scheduler.services.context import Context
    from scheduler.webhooks.deliverer import Deliverer

#: Seconds that errands get to come to an end; they bear being broken off.
_ERRANDS_END = 5.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Pace:
    """How often a worker does what it does again and again."""

    #: Seconds between two signs of life. A worker is given up after six of them, and its run taken up by the next look.
    beat: float = 3.0
    #: Seconds between two looks at queue and clock, when nobody calls `wake`.
    look: float = 5.0


class Background:
    """One worker: runs on demand, the nights, and the errands, until it is stopped."""

    def __init__(
        self,
        context: Context,
        defaults: PlanningDefaults,
        nights: Nights | None = None,
        *,
        pace: Pace | None = None,
        errands: Sequence[Errand] | None = None,
        deliverer: Deliverer | None = None,
        planner: Planner | None = None,
    ) -> None:
        """Prepare a worker that has not begun.

        `nights`: None for a park that is planned only when it is asked. `errands`: None for those of `park_errands`. `deliverer`: None
        where nothing is delivered to webhooks.
        """
        ctx, pace = self.telling(context.acting(Origin(door=Door.WORKER))), pace or Pace()
        self._deliverer = deliverer
        self._webhooks = Errands(() if deliverer is None else webhook_errands(ctx, deliverer))
        self._pulse = Pulse(ctx, pace.beat, on_release=self.wake)
        self._worker = Worker(ctx, defaults, self._pulse.worker_id, nights, every=pace.look, planner=planner)
        turns = SharedTurns(ctx, self._pulse.worker_id)
        self._errands = Errands(park_errands(ctx) if errands is None else errands, turns)

    @property
    def worker_id(self) -> str:
        """The id of this worker."""
        return self._pulse.worker_id

    @property
    def is_alive(self) -> bool:
        """Whether runs are carried out, errands done and signs of life given."""
        return self._worker.is_alive and self._pulse.is_alive and self._errands.is_alive and self._webhooks.is_alive

    def start(self) -> None:
        """Begin with what is there to do; StorageError where the database cannot be written."""
        self._pulse.start()
        self._worker.start()
        self._errands.start()
        self._webhooks.start()
        structlog.get_logger(__name__).info("worker began", worker=self.worker_id)

    def wake(self) -> None:
        """Look at the queue now."""
        self._worker.wake()

    def wake_webhooks(self) -> None:
        """Deliver what waits now."""
        self._webhooks.wake(DELIVER)

    def telling(self, context: Context) -> Context:
        """Return the same park, of which whatever changes is delivered to webhooks without waiting for the next look."""
        return replace(context, changed=self.wake_webhooks)

    def wind_down(self) -> None:
        """Let a solve that is under way come to its end with its best, and begin with no other; do not wait for it."""
        self._worker.stop(0)
        if self._deliverer is not None:
            self._deliverer.stop()

    def stop(self, seconds: float | None = None) -> None:
        """End: a solve that is under way keeps its best within `seconds`; what is not done then goes back to the other workers.

        What is being delivered gets as long to arrive.
        """
        if self._deliverer is not None:
            self._deliverer.stop()
        self._worker.stop(seconds)
        self._errands.stop(_ERRANDS_END)
        self._webhooks.stop(seconds)
        self._pulse.stop()
        structlog.get_logger(__name__).info("worker left", worker=self.worker_id)


class SharedTurns:
    """Whose turn an errand is, by the database."""

    def __init__(self, context: Context, worker_id: str) -> None:
        self._context, self._worker_id = context, worker_id

    def begin(self, errand: Errand, *, wanted: bool) -> bool:
        """Take the turn and return whether it was there to be taken."""
        return errand_turns.begin(self._context, self._worker_id, errand.name, errand.every, wanted=wanted)

    def end(self, errand: Errand) -> None:
        """Give the turn back."""
        errand_turns.end(self._context, self._worker_id, errand.name)


def park_errands(context: Context) -> tuple[Errand, ...]:
    """Return what every park has done for it again and again."""
    return (
        Errand("expire requests", timedelta(minutes=5), lambda: _ignore(booking_requests.expire_overdue(context))),
        Errand("forget what is over", timedelta(hours=1), lambda: forgetting.forget_over(context)),
        Errand("carry balances", timedelta(hours=1), lambda: ledger.carry_balances(context)),
    )


def _ignore(_: object) -> None:
    """Return nothing, of whatever was done."""
