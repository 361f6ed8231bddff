"""The example park under a load: its own requests, drawn again and again.

A load of 1.2 is asked for when requests come to 1.2 times the standard work that all machines together could do in the opening hours of ten
weeks, public holidays taken off; how it is divided among tenants and kinds of machines is as in the example. So the machines that the example asks
most of are the first to be short.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from scheduler.parkfiles.example import example_park
from scheduler.parkfiles.load import load_park_folder
from scheduler.planning.catalogue import Catalogue
from scheduler.planning.simulation.capacity import capacity_of
from scheduler.planning.simulation.demand.possible import possible
from scheduler.planning.simulation.demand.templates import Templates, by_tenant, rates_for
from scheduler.planning.simulation.park import moment_of
from scheduler.services.context import Context
from scheduler.services.load import ParkLoad, load_park
from scheduler.storage.memory import MemoryStorage

if TYPE_CHECKING:
    from scheduler.domain.booking import RequestTerms
    from scheduler.domain.tenant import Tenant
    from scheduler.planning.simulation.demand.base import Arrival

ZONE = ZoneInfo("Asia/Shanghai")
#: A Monday with nine weeks after it in which only two days are public holidays.
FIRST_DAY = date(2026, 3, 2)
_TEN_WEEKS = timedelta(weeks=10)


@dataclass(frozen=True)
class ExampleDemand:
    """The shipped park and what its companies ask for."""

    load: float = 1.2
    seed: int = 0
    first_day: date = FIRST_DAY
    tick_minutes: int = 15

    @property
    def name(self) -> str:
        """What it is called."""
        return f"example, load {self.load:g}"

    @cached_property
    def content(self) -> ParkLoad:
        """Return the park as it is shipped, with its requests; day 0 is the first one that is planned."""
        return load_park_folder(example_park(), ZONE, first_day=self.first_day + timedelta(days=1))

    def park(self) -> ParkLoad:
        """Return the park without requests, closures and outages: breakdowns are drawn."""
        return without_requests(self.content)

    def joining(self, night: int) -> tuple[Tenant, ...]:
        """Return nobody: all are there from the beginning."""
        del night
        return ()

    def arrivals(self, night: int) -> tuple[Arrival, ...]:
        """Return what came in before a night."""
        return self.templates.drawn(night, sorted(self.templates.of_tenant))

    @cached_property
    def examples(self) -> dict[str, tuple[RequestTerms, ...]]:
        """Return the requests that are drawn from, by tenant; those that can never be placed are left out."""
        start = moment_of(self.first_day, 0, ZONE)
        return by_tenant(possible(self.park(), self.content.requests, start, self.tick_minutes))

    @cached_property
    def templates(self) -> Templates:
        """Return the requests of the example and how often they are asked for."""
        of_tenant = self.examples
        daily = self.load * daily_minutes(self.park(), self.first_day)
        rates = rates_for(of_tenant, Catalogue(self.content.machines), daily)
        return Templates(seed=self.seed, zone=ZONE, first_day=self.first_day, of_tenant=of_tenant, rates=rates)


def without_requests(content: ParkLoad) -> ParkLoad:
    """Return the machines, tenants, people and hours of a park."""
    return ParkLoad(
        settings=content.settings,
        shift_patterns=content.shift_patterns,
        changeover_tables=content.changeover_tables,
        tenants=content.tenants,
        skills=content.skills,
        machines=content.machines,
    )


def daily_minutes(park: ParkLoad, first_day: date) -> float:
    """Return the standard minutes that a park can work in a day, on the average of ten weeks."""
    from scheduler.domain.access import system_actor

    start = moment_of(first_day, 0, ZONE)
    ctx = Context(storage=MemoryStorage().unit_of_work, clock=lambda: start, ids=lambda prefix: prefix)
    load_park(ctx, system_actor(), park)
    with ctx.unit_of_work(read_only=True) as uow:
        return sum(capacity_of(uow, (start, start + _TEN_WEEKS)).minutes.values()) / _TEN_WEEKS.days
