"""The simulated park: the real services on a storage in memory, with a clock that is set by hand."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from itertools import count
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from scheduler.domain.access import system_actor
from scheduler.domain.calendar import wall_to_utc
from scheduler.planning.catalogue import Catalogue
from scheduler.services import booking_requests, load
from scheduler.services.context import Context
from scheduler.storage.memory import MemoryStorage

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from scheduler.domain.ids import IdSource
    from scheduler.domain.tenant import Tenant
    from scheduler.planning.simulation.demand.base import Arrival, Demand

#: When the night plans, by the clock on the wall.
PLANNING_HOUR = time(20)


class HandClock:
    """A clock that stands still until it is set."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        """Return the moment it stands at."""
        return self.moment


class SimulatedPark:
    """A park and its services; whoever moves on in time sets `clock.moment`."""

    def __init__(self, demand: Demand) -> None:
        content = demand.park()
        settings = content.settings
        self.zone = ZoneInfo("Asia/Shanghai" if settings is None else settings.zone)
        self.first_day = demand.first_day
        self.clock = HandClock(self.night(0))
        self.context = Context(storage=MemoryStorage().unit_of_work, clock=self.clock, ids=_counted())
        load.load_park(self.context, system_actor(), content)
        self.catalogue = Catalogue(content.machines)
        self.machines = tuple(sorted(machine.id for machine in content.machines if machine.active))

    def night(self, number: int) -> datetime:
        """Return when the plan of a night is made, in UTC; night 0 plans the day after the first."""
        return moment_of(self.first_day, number, self.zone)

    def admit(self, tenants: Iterable[Tenant]) -> None:
        """Let new tenants in."""
        load.load_park(self.context, system_actor(), load.ParkLoad(tenants=tuple(tenants)))

    def submit(self, arrivals: Iterable[Arrival]) -> None:
        """Take requests in, each at the moment it came; RefusedError where one breaks a rule of the park."""
        now = self.clock.moment
        for arrival in arrivals:
            self.clock.moment = arrival.at
            booking_requests.create(self.context, system_actor(), arrival.terms)
        self.clock.moment = now


def moment_of(first_day: date, number: int, zone: ZoneInfo) -> datetime:
    """Return when the plan of a night is made, in UTC."""
    return wall_to_utc(datetime.combine(first_day + timedelta(days=number), PLANNING_HOUR), zone).astimezone(UTC)


def _counted() -> IdSource:
    """Return a source of ids that count, so that two runs have the same."""
    numbers = count(1)
    return lambda prefix: f"{prefix}_{next(numbers):08}"
