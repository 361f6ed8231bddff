"""A small park to lie in: five tenants, two kinds of machines with a fast and a slow one each, open twelve hours a day.

Small, so that a thousand trials take minutes: some fifteen requests a night. Durations are whole hours and so are ticks. Shares are even numbers, so that a puppet can have half of one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from scheduler.domain.booking import Operation, RequestTerms
from scheduler.domain.calendar import LocalSpan, ShiftPattern
from scheduler.domain.machine import Machine
from scheduler.domain.park import ParkSettings
from scheduler.domain.tenant import Tenant
from scheduler.planning.simulation.demand.base import Arrival
from scheduler.planning.simulation.gaming.ruses import PUPPET
from scheduler.planning.simulation.park import moment_of
from scheduler.planning.simulation.streams import poisson, stream
from scheduler.services.load import ParkLoad

if TYPE_CHECKING:
    from scheduler.planning.simulation.gaming.ruses import Ruse

#: Shares by tenant.
VILLAGERS = {"ada": 4, "bob": 4, "cyd": 2, "dee": 2, "eve": 2}
KINDS = ("cutting", "welding")
_SPEEDS = (120, 80)
_PATTERN = ShiftPattern(name="day", weekly=((LocalSpan(time(8), time(20)),),) * 7, works_on_public_holidays=True)
#: Requests a night and share at which as much is asked for as the machines can do: 48 standard hours a day; a request has 4.2 on average,
#: and all shares come to 14.
_RATE = 48 / 4.2 / 14
_LONGEST, _CHAINS = 6, 0.2
#: What a tenant's demand is times the usual, by itself each night.
_MOODS = (0.5, 1.0, 1.5)
_ZONE = ZoneInfo("UTC")
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class VillageDemand:
    """What the villagers want, and what the liar among them files instead."""

    seed: int
    #: Nobody lies without a ruse.
    liar: str = ""
    ruse: Ruse | None = None
    #: Work asked for over what the machines can do.
    load: float = 1.3
    #: At which moments of the day what is wanted comes in; it should be all the same, so its effect is chance.
    filing: int = 0
    first_day: date = date(2026, 3, 2)
    tick_minutes: int = 60

    @property
    def name(self) -> str:
        """What it is called."""
        return f"village {self.seed}, {self.liar or 'nobody'} lies"

    def park(self) -> ParkLoad:
        """Return the park; a puppet has half the share of its company."""
        machines = (
            Machine(
                id=f"{kind}-{n + 1}", name=f"{kind} {n + 1}", capability=kind, shift_pattern="day", speed_percent=speed
            )
            for kind in KINDS
            for n, speed in enumerate(_SPEEDS)
        )
        return ParkLoad(
            settings=ParkSettings(zone="UTC", holiday_region=None),
            shift_patterns=(_PATTERN,),
            machines=tuple(machines),
            tenants=tuple(self._tenants()),
        )

    def joining(self, night: int) -> tuple[Tenant, ...]:
        """Return nobody."""
        del night
        return ()

    def wanted(self, night: int, tenant: str) -> list[Arrival]:
        """Return what a tenant truly wants in a night, by time."""
        rng = stream(self.seed, "wants", night, tenant)
        moments = stream(self.seed, "comes", self.filing, night, tenant)
        now = moment_of(self.first_day, night, _ZONE)
        mean = rng.choice(_MOODS) * _RATE * self.load * VILLAGERS[tenant]
        found = []
        for number in range(poisson(rng, mean)):
            kinds = rng.sample(KINDS, 2 if rng.random() < _CHAINS else 1)
            start = now + 4 * _HOUR + rng.randrange(2) * _DAY
            terms = RequestTerms(
                tenant_id=tenant,
                external_reference=f"{tenant}-{night:03}-{number:02}",
                operations=tuple(Operation(capability=k, duration=rng.randint(1, _LONGEST) * _HOUR) for k in kinds),
                earliest_start=start,
                deadline=start + rng.randint(len(kinds) + 1, 4) * _DAY,
            )
            found.append(Arrival(at=now - timedelta(minutes=moments.randrange(1, 600)), terms=terms))
        return sorted(found, key=lambda arrival: (arrival.at, arrival.terms.external_reference))

    def arrivals(self, night: int) -> tuple[Arrival, ...]:
        """Return what is filed in a night."""
        found = [arrival for tenant in VILLAGERS for arrival in self._filed(night, tenant)]
        return tuple(sorted(found, key=lambda arrival: (arrival.at, arrival.terms.external_reference)))

    def _filed(self, night: int, tenant: str) -> list[Arrival]:
        wanted = self.wanted(night, tenant)
        if self.ruse is None or tenant != self.liar or not wanted:
            return wanted
        # Lies come in with the first of what they stand for: lying takes no time.
        moments = {arrival.terms.external_reference: arrival.at for arrival in wanted}
        return [
            Arrival(at=_moment(moments, terms), terms=terms) for terms in self.ruse.change([a.terms for a in wanted])
        ]

    def _tenants(self) -> list[Tenant]:
        tenants = [Tenant(id=name, name=name, share=share) for name, share in VILLAGERS.items()]
        if self.ruse is None or self.ruse.name != "puppet":
            return tenants
        halved = [replace(t, share=t.share // 2) if t.id == self.liar else t for t in tenants]
        own = next(tenant for tenant in halved if tenant.id == self.liar)
        return [*halved, replace(own, id=own.id + PUPPET, name=own.name + PUPPET)]


def _moment(moments: dict[str, datetime], terms: RequestTerms) -> datetime:
    """Return when a filing comes in: with the true request that its reference begins with."""
    return next(at for reference, at in moments.items() if terms.external_reference.startswith(reference))
