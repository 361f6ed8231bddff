"""From settings to a park that services can work on: the one place where a storage is chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.clock import system_clock
from scheduler.domain.ids import random_ids
from scheduler.services.context import Context

if TYPE_CHECKING:
    from scheduler.planning.defaults import PlanningDefaults
    from scheduler.settings import Settings
    from scheduler.storage.unit_of_work import UnitOfWorkFactory

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


def _unit_of_work(url: str) -> UnitOfWorkFactory:
    if url == MEMORY_URL:
        from scheduler.storage.memory import MemoryStorage

        return MemoryStorage().unit_of_work
    from scheduler.storage.sql import SqlStorage

    return SqlStorage(url).unit_of_work
