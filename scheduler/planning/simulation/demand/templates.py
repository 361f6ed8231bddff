"""Requests drawn from examples: each tenant asks again and again for what it is known to ask for."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from scheduler.domain.calendar import wall_to_utc
from scheduler.planning.simulation.demand.base import Arrival
from scheduler.planning.simulation.park import moment_of
from scheduler.planning.simulation.streams import poisson, stream
from scheduler.planning.ways import standard_minutes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date, datetime
    from zoneinfo import ZoneInfo

    from scheduler.domain.booking import RequestTerms
    from scheduler.planning.catalogue import Catalogue

#: What a tenant's demand is times the usual, week by week: business comes and goes, by itself for each.
MOODS = (0.4, 1.0, 1.6)
#: Most days that a request may lie ahead when it comes in.
_AHEAD = 3
_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True, slots=True)
class Templates:
    """The examples of a park and how often they are asked for."""

    seed: int
    zone: ZoneInfo
    first_day: date
    #: By tenant; none is empty.
    of_tenant: Mapping[str, Sequence[RequestTerms]]
    #: Requests a night, by tenant, in a usual week.
    rates: Mapping[str, float]

    def drawn(self, night: int, tenants: Iterable[str]) -> tuple[Arrival, ...]:
        """Return what some tenants ask for in the day before a night, in order of time."""
        found = [arrival for tenant in tenants for arrival in self._of(night, tenant)]
        return tuple(sorted(found, key=lambda arrival: (arrival.at, arrival.terms.external_reference)))

    def _of(self, night: int, tenant: str) -> Iterator[Arrival]:
        mood = stream(self.seed, "mood", night // 7, tenant).choice(MOODS)
        rng = stream(self.seed, "arrivals", night, tenant)
        now = moment_of(self.first_day, night, self.zone)
        for number in range(poisson(rng, mood * self.rates[tenant])):
            example = rng.choice(self.of_tenant[tenant])
            at = now - timedelta(minutes=rng.randrange(1, 600))
            ahead = 1 + rng.randrange(_AHEAD)
            terms = self._moved(example, tenant, night + ahead)
            yield Arrival(at=at, terms=replace(terms, external_reference=f"{tenant}-{night:04}-{number:02}"))

    def _moved(self, example: RequestTerms, tenant: str, day: int) -> RequestTerms:
        """Return an example asked for by a tenant so that it may begin on another day; spans and hours of the clock stay."""
        start = example.earliest_start
        assert start is not None
        by = timedelta(days=day) - (start.astimezone(self.zone).date() - self.first_day)

        def moved(moment: datetime) -> datetime:
            return wall_to_utc(moment.astimezone(self.zone).replace(tzinfo=None) + by, self.zone)

        due = None if example.due is None else moved(example.due)
        return replace(
            example, tenant_id=tenant, earliest_start=moved(start), due=due, deadline=moved(example.deadline)
        )


def work_of(terms: RequestTerms, catalogue: Catalogue) -> int:
    """Return the standard minutes of a request, weighted by cost."""
    return sum(standard_minutes(operation, catalogue) for operation in terms.operations)


def by_tenant(requests: Iterable[RequestTerms]) -> dict[str, tuple[RequestTerms, ...]]:
    """Return requests that say when they may begin, by tenant."""
    found: dict[str, list[RequestTerms]] = {}
    for terms in requests:
        if terms.earliest_start is not None:
            found.setdefault(terms.tenant_id, []).append(terms)
    return {tenant: tuple(own) for tenant, own in found.items()}


def rates_for(of_tenant: Mapping[str, Sequence[RequestTerms]], catalogue: Catalogue, daily: float) -> dict[str, float]:
    """Return how often a night each tenant asks, so that all of it comes to `daily` standard minutes, divided as in the examples."""
    work = Counter({tenant: sum(work_of(terms, catalogue) for terms in own) for tenant, own in of_tenant.items()})
    times = daily / work.total()
    return {tenant: len(own) * times for tenant, own in of_tenant.items()}
