"""A park that fills: the eleven companies of the example, and every other night one more until there are thirty-two.

A newcomer asks for what one of the eleven asks for, as often, with a share of its own from 1 to 3. The load is what all thirty-two together
ask for, so the first nights are quiet.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from scheduler.domain.tenant import Tenant
from scheduler.planning.catalogue import Catalogue
from scheduler.planning.simulation.demand.example import FIRST_DAY, ZONE, ExampleDemand, daily_minutes
from scheduler.planning.simulation.demand.templates import Templates, rates_for
from scheduler.planning.simulation.streams import stream

if TYPE_CHECKING:
    from datetime import date

    from scheduler.planning.simulation.demand.base import Arrival
    from scheduler.services.load import ParkLoad

LAST = 32
#: Nights from one newcomer to the next.
EVERY = 2


@dataclass(frozen=True)
class GrowingDemand:
    """The example park and its newcomers."""

    load: float = 1.2
    seed: int = 0
    first_day: date = FIRST_DAY
    tick_minutes: int = 15

    @property
    def name(self) -> str:
        """What it is called."""
        return f"growing, load {self.load:g}"

    def park(self) -> ParkLoad:
        """Return the example park."""
        return self._example.park()

    def joining(self, night: int) -> tuple[Tenant, ...]:
        """Return the newcomer of every other night."""
        number, rest = divmod(night, EVERY)
        return self.newcomers[number - 1 : number] if not rest and number else ()

    def arrivals(self, night: int) -> tuple[Arrival, ...]:
        """Return what those that are there ask for."""
        there = [tenant.id for tenant in self.newcomers[: night // EVERY]]
        return self.templates.drawn(night, sorted([*self._models, *there]))

    @cached_property
    def newcomers(self) -> tuple[Tenant, ...]:
        """Return the companies that join, in their order."""
        numbers = range(len(self._models) + 1, LAST + 1)
        shares = {number: stream(self.seed, "share", number).randint(1, 3) for number in numbers}
        return tuple(
            Tenant(id=f"new-{n}", name=f"样例·新企业{n}", name_en=f"Sample Newcomer {n}", share=shares[n])
            for n in numbers
        )

    @cached_property
    def templates(self) -> Templates:
        """Return what all thirty-two ask for."""
        of_tenant = dict(self._example.examples)
        for newcomer in self.newcomers:
            of_tenant[newcomer.id] = of_tenant[stream(self.seed, "model", newcomer.id).choice(self._models)]
        daily = self.load * daily_minutes(self.park(), self.first_day)
        rates = rates_for(of_tenant, Catalogue(self._example.content.machines), daily)
        return Templates(seed=self.seed, zone=ZONE, first_day=self.first_day, of_tenant=of_tenant, rates=rates)

    @cached_property
    def _example(self) -> ExampleDemand:
        return ExampleDemand(load=self.load, seed=self.seed, first_day=self.first_day)

    @cached_property
    def _models(self) -> list[str]:
        return sorted(tenant.id for tenant in self._example.content.tenants)
