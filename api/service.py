"""What lives as long as the application: settings, the services' context, the worker where there is one inside."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from api.in_progress import InProgress
from api.rates import Rates
from scheduler.assembly import is_on_this_machine, open_background, open_context, open_counters
from scheduler.services import keys
from scheduler.stopping import Stopping

if TYPE_CHECKING:
    from api.metrics.requests import Metrics
    from scheduler.background import Background
    from scheduler.clock import Clock
    from scheduler.services.context import Context
    from scheduler.settings import Settings

#: Seconds that a solve gets to come to an end when the service stops.
PATIENCE = 20.0


@dataclass(frozen=True, slots=True)
class Service:
    """One running service."""

    settings: Settings
    context: Context
    #: None: this process carries out no runs, nights and errands, and delivers nothing.
    worker: Background | None
    #: How often somebody may call.
    rates: Rates
    #: Told when the service is about to end.
    stopping: Stopping
    #: Whether a look into the storage waits for nobody: then it needs no thread.
    reads_at_once: bool = False
    #: Seconds between two looks at a run that somebody watches.
    watch_every: float = 0.5
    #: The keys of requests that this process is working on.
    in_progress: InProgress = field(default_factory=InProgress)

    def wake(self) -> None:
        """Let the worker look at the queue now."""
        if self.worker is not None:
            self.worker.wake()

    def wake_webhooks(self) -> None:
        """Let what waits be delivered now."""
        if self.worker is not None:
            self.worker.wake_webhooks()

    @property
    def private_targets(self) -> bool:
        """Whether webhooks may call addresses of the own network."""
        return self.settings.webhook_targets == "any"

    def begin(self) -> None:
        """Let the operator's key of the installation in, and start to plan and to deliver."""
        if self.settings.operator_key is not None:
            keys.ensure_operator_key(self.context, self.settings.operator_key.get_secret_value())
        if self.worker is not None:
            self.worker.start()
            self.stopping.listen(self.wind_down)

    def wind_down(self) -> None:
        """Let a solve that is under way come to its end with its best, and begin with no other; do not wait for it."""
        if self.worker is not None:
            self.worker.wind_down()

    def end(self) -> None:
        """Let a solve that is under way keep its best and what is being delivered arrive, and stop planning and delivering."""
        if self.worker is not None:
            self.worker.stop(PATIENCE)
        self.rates.close()


def open_service(
    settings: Settings,
    context: Context | None = None,
    *,
    plans: bool = True,
    stopping: Stopping | None = None,
    metrics: Metrics | None = None,
) -> Service:
    """Return a service that has not begun; `context` takes the place of the storage that the settings name."""
    ctx = open_context(settings) if context is None else context
    rates, told, at_once = open_rates(settings, ctx.clock), stopping or Stopping(), is_on_this_machine(settings)
    if not plans or settings.serve_worker == "apart":
        return Service(settings, ctx, None, rates, told, reads_at_once=at_once)
    worker = open_background(settings, ctx, None if metrics is None else metrics.attempted)
    return Service(settings, worker.telling(ctx), worker, rates, told, reads_at_once=at_once)


def open_rates(settings: Settings, clock: Clock) -> Rates:
    """Return the limits of the settings; StorageError where the file of the counts cannot be used."""
    return Rates(open_counters(settings, clock), clock, by_key=settings.key_rate, by_address=settings.address_rate)
