"""From settings to a park that services can work on: the one place where a storage is chosen."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from scheduler.clock import system_clock
from scheduler.domain.change import Door, Origin
from scheduler.domain.ids import random_ids
from scheduler.services.context import Context

if TYPE_CHECKING:
    from collections.abc import Callable

    from scheduler.background import Background
    from scheduler.clock import Clock
    from scheduler.domain.delivery import Attempt
    from scheduler.planning.defaults import PlanningDefaults
    from scheduler.settings import Settings
    from scheduler.storage.sql.counters import SharedCounters
    from scheduler.storage.unit_of_work import UnitOfWorkFactory
    from scheduler.webhooks.deliverer import Deliverer

#: Keeps nothing after the process.
MEMORY_URL = "memory://"


def open_context(settings: Settings) -> Context:
    """Return what every service needs, on the storage that `database_url` names."""
    return Context(storage=_unit_of_work(settings.database_url), clock=system_clock, ids=random_ids(system_clock))


def planning_defaults(settings: Settings) -> PlanningDefaults:
    """Return what a run uses where it says nothing itself."""
    from scheduler.planning.defaults import PlanningDefaults

    return PlanningDefaults(
        seconds=settings.plan_seconds,
        fairness_policy=settings.fairness_policy,
        policy=settings.policy,
        epsilon=settings.epsilon,
        workers=settings.workers,
        engine=settings.engine,
        tick_minutes=settings.tick_minutes,
        horizon_days=settings.horizon_days,
        frozen_hours=settings.frozen_hours,
        keep_published=settings.published == "stay",
    )


def open_background(
    settings: Settings, context: Context, observe: Callable[[Attempt], None] | None = None
) -> Background:
    """Return one worker on a park, which has not begun; `observe` is told of every attempt to deliver to a webhook."""
    from scheduler.background import Background, Pace
    from scheduler.planning.nights import Nights

    catch_up, at = timedelta(hours=settings.night_catch_up_hours), settings.nightly_at
    nights = None if at is None else Nights(at=at, catch_up=catch_up)
    pace = Pace(beat=settings.heartbeat_seconds)
    deliverer = open_deliverer(settings, context, observe)
    return Background(context, planning_defaults(settings), nights, pace=pace, deliverer=deliverer)


def open_deliverer(settings: Settings, context: Context, observe: Callable[[Attempt], None] | None = None) -> Deliverer:
    """Return what delivers to webhooks; `observe` is told of every attempt."""
    from httpcore2 import default_ssl_context

    from scheduler.webhooks.deliverer import Deliverer, How
    from scheduler.webhooks.sending import Sender

    seconds, private = settings.webhook_seconds, settings.webhook_targets == "any"
    send = Sender(clock=context.clock, seconds=seconds, private=private, trust=default_ssl_context())
    how = How(send=send, seconds=seconds, observe=observe)
    return Deliverer(context.acting(Origin(door=Door.WORKER)), how)


def open_counters(settings: Settings, clock: Clock) -> SharedCounters:
    """Return what calls are counted in: the file of the settings, else one beside a SQLite database, else nothing but memory.

    StorageError for a file that cannot be used.
    """
    from scheduler.storage.sql.counters import SharedCounters
    from scheduler.storage.sql.engine import database_file

    file: Path | None = None
    if settings.rates_file:
        file = Path(settings.rates_file)
    elif (database := database_file(settings.database_url)) is not None:
        file = database.with_name(f"{database.name}-rates")
    return SharedCounters(file, clock)


def storage_sizes(settings: Settings) -> dict[str, int]:
    """Return the bytes of the files of a SQLite database, `database` and the `log` beside it; empty for any other."""
    from scheduler.storage.sql.engine import database_file

    file, found = database_file(settings.database_url), {}
    if file is None:
        return {}
    for name, path in (("database", file), ("log", file.with_name(f"{file.name}-wal"))):
        # The log goes when the last connection is closed.
        with suppress(FileNotFoundError):
            found[name] = path.stat().st_size
    return found


def _unit_of_work(url: str) -> UnitOfWorkFactory:
    if url == MEMORY_URL:
        from scheduler.storage.memory import MemoryStorage

        return MemoryStorage().unit_of_work
    from scheduler.storage.sql import SqlStorage

    return SqlStorage(url).unit_of_work
