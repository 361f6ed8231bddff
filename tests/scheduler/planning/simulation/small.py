"""A small park for simulations: one or two machines for cutting, open round the clock, and requests as a test lists them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from scheduler.domain.park import ParkSettings
from scheduler.domain.tenant import Tenant
from scheduler.planning.simulation.demand.base import Arrival
from scheduler.planning.simulation.fates import Fates
from scheduler.planning.simulation.nights import Nights
from scheduler.planning.simulation.policies.fcfs import FirstCome
from scheduler.services.load import ParkLoad
from tests.scheduler.builders import hours, make_machine, make_operation, make_terms

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scheduler.planning.simulation.policies.base import Policy

#: A Monday; its night 0 is at 20:00 in UTC, and the day that is planned first begins at midnight.
FIRST_DAY = date(2026, 11, 23)
NIGHT_0 = datetime(2026, 11, 23, 20, tzinfo=UTC)
NO_MISHAPS = Fates(overruns=0.0, no_shows=0.0, breakdowns=0.0)


@dataclass(frozen=True, kw_only=True)
class SmallDemand:
    """What a test lists, by night."""

    asked: Mapping[int, tuple[Arrival, ...]] = field(default_factory=dict)
    machines: int = 1
    shares: Mapping[str, int] = field(default_factory=lambda: {"ada": 1, "bob": 1})
    name: str = "small"
    first_day: date = FIRST_DAY
    tick_minutes: int = 60

    def park(self) -> ParkLoad:
        """Return the park."""
        return ParkLoad(
            settings=ParkSettings(zone="UTC", holiday_region=None),
            machines=tuple(make_machine(f"cut-{number + 1}") for number in range(self.machines)),
            tenants=tuple(Tenant(id=name, name=name, share=share) for name, share in self.shares.items()),
        )

    def joining(self, night: int) -> tuple[Tenant, ...]:
        """Return nobody."""
        del night
        return ()

    def arrivals(self, night: int) -> tuple[Arrival, ...]:
        """Return what the test lists."""
        return self.asked.get(night, ())


def ask(tenant: str, reference: str, length: float = 1, *, night: int = 0, minute: int = 0, days: int = 9) -> Arrival:
    """Return a request for some hours of cutting that comes in on the day of a night, `minute` minutes after noon."""
    at = NIGHT_0 + timedelta(days=night) - hours(8) + timedelta(minutes=minute)
    deadline = NIGHT_0 + timedelta(days=night + days)
    operation = make_operation(duration=hours(length))
    terms = make_terms(operation, tenant_id=tenant, external_reference=reference, deadline=deadline)
    return Arrival(at=at, terms=terms)


def nights(*arrivals: Arrival, policy: Policy | None = None, fates: Fates = NO_MISHAPS, **facts: Any) -> Nights:
    """Return a simulation of requests that all come in before night 0."""
    return Nights(SmallDemand(asked={0: arrivals}, **facts), fates, policy or FirstCome())


def order_of(*arrivals: Arrival, policy: Policy, **facts: Any) -> list[str]:
    """Return the references in the order in which a policy has them carried out on one machine."""
    simulation = nights(*arrivals, policy=policy, **facts)
    return [each.reference for _ in range(3) for each in simulation.next().executed]
