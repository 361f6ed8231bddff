"""What lives as long as the application: settings, the services' context, the worker where there is one inside."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from api.in_progress import InProgress
from api.oidc.provider import Provider
from api.rates import Rates, SignInRates
from scheduler.assembly import open_background, open_context, open_counters
from scheduler.domain.session import SessionTimes
from scheduler.services import keys
from scheduler.services.passwords import Passwords
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
    #: How often somebody may call, and signing in may fail.
    rates: Rates
    sign_ins: SignInRates
    passwords: Passwords
    #: Where people may sign in elsewhere; None: nowhere.
    oidc: Provider | None
    #: Told when the service is about to end.
    stopping: Stopping
    #: Seconds between two looks at a run that somebody watches.
    watch_every: float = 0.5
    #: The keys of requests that this process is working on.
    in_progress: InProgress = field(default_factory=InProgress)

    @property
    def session_times(self) -> SessionTimes:
        """How long sessions last here."""
        settings = self.settings
        return SessionTimes(
            idle=timedelta(minutes=settings.session_idle), longest=timedelta(hours=settings.session_hours)
        )

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
    doors, told = open_doors(settings, ctx.clock), stopping or Stopping()
    if not plans or settings.serve_worker == "apart":
        return Service(settings, ctx, None, *doors, told)
    worker = open_background(settings, ctx, None if metrics is None else metrics.attempted)
    return Service(settings, worker.telling(ctx), worker, *doors, told)


def open_doors(settings: Settings, clock: Clock) -> tuple[Rates, SignInRates, Passwords, Provider | None]:
    """Return how often somebody may call and fail to sign in, and by what people do; StorageError where the file of the counts cannot be used."""
    counters = open_counters(settings, clock)
    failing = {"by_login": settings.sign_in_rate, "by_address": settings.sign_in_address_rate}
    return (
        Rates(counters, clock, by_key=settings.key_rate, by_address=settings.address_rate),
        SignInRates(counters, clock, **failing),
        Passwords(),
        Provider(settings, clock) if settings.oidc_issuer else None,
    )
