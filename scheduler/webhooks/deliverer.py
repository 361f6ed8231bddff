"""The workers that deliver: several webhooks at once, each by one of them."""

from __future__ import annotations

import random
import threading
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import structlog

from scheduler.services.delivering import look, release, settle, take

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future

    from scheduler.domain.delivery import Attempt
    from scheduler.services.context import Context
    from scheduler.services.delivering import Task

#: How many webhooks are delivered to at once.
_THREADS = 8
#: Seconds between two looks while some are at work: a receiver that is slow holds up nobody else's.
_PAUSE = 0.2
#: A lease lasts so many times as long as an attempt may take, for what comes before and after it.
_SLACK = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class How:
    """How deliveries are made."""

    #: Makes an attempt and returns how it went; it raises nothing.
    send: Callable[[Task], Attempt]
    #: What an attempt may take, in seconds.
    seconds: float
    #: Told of every attempt, once it is settled.
    observe: Callable[[Attempt], None] | None = None
    #: Draws from [0, 1), for the jitter.
    chance: Callable[[], float] = random.random
    threads: int = _THREADS

    @property
    def lease(self) -> timedelta:
        """For how long a webhook is a worker's; when it is over, a worker that died is replaced."""
        return timedelta(seconds=_SLACK * self.seconds)


class Deliverer:
    """Delivers what there is; one for each process."""

    def __init__(self, context: Context, how: How) -> None:
        self._context, self._how = context, how
        self._over = threading.Event()
        #: Up to which event was looked; None: not at all yet.
        self._seen: int | None = None
        self._looked_at = context.clock()
        #: Webhooks that may have something to do.
        self._wanted: set[str] = set()

    def deliver(self) -> None:
        """Deliver all that is due, and return when nothing more is; whoever calls it again goes on where it was.

        What goes wrong in the service itself is raised when what is under way has ended; then everything is looked at anew.
        """
        try:
            with ThreadPoolExecutor(self._how.threads, thread_name_prefix="webhook") as pool:
                self._work(pool)
        except Exception:
            self._seen = None
            raise

    def stop(self) -> None:
        """Begin with nothing more; attempts that are under way come to their end."""
        self._over.set()

    def _work(self, pool: ThreadPoolExecutor) -> None:
        """Have what is found done, several webhooks at once, and look again meanwhile."""
        flying: dict[str, Future[None]] = {}
        while not self._over.is_set():
            self._look()
            for key in self._wanted - flying.keys():
                self._wanted.discard(key)
                flying[key] = pool.submit(self._serve, key)
            if not flying:
                return
            done = wait(flying.values(), timeout=_PAUSE, return_when=FIRST_COMPLETED).done
            for future in done:
                future.result()
            flying = {key: future for key, future in flying.items() if future not in done}

    def _look(self) -> None:
        now = self._context.clock()
        if now < self._looked_at:
            # The clock was set back: what is due by it may be far off, so all are asked.
            self._seen = None
        self._looked_at = now
        found, self._seen = look(self._context, self._seen)
        self._wanted |= found

    def _serve(self, key: str) -> None:
        """Deliver to one webhook until nothing is due there."""
        task = take(self._context, key, self._how.lease)
        while task is not None:
            if self._over.is_set():
                release(self._context, task)
                return
            attempt = self._how.send(task)
            _tell(task, attempt)
            following = settle(self._context, task, attempt, self._how.lease, chance=self._how.chance())
            if self._how.observe is not None:
                self._how.observe(attempt)
            task = following


def _tell(task: Task, attempt: Attempt) -> None:
    """Write a line that names the webhook, and not its address, which may hold a secret of the receiver's."""
    structlog.get_logger(__name__).info(
        "webhook",
        webhook=task.webhook.id,
        tenant=task.webhook.tenant_id,
        delivery=task.delivery.id,
        outcome=attempt.outcome.value,
        status=attempt.status,
        ms=attempt.milliseconds,
    )
