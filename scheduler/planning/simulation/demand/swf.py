"""A real trace of a computing centre as demand: its users are the tenants, its jobs the requests, in the order and on the days they came.

How a trace becomes the demand of a park:

- The `TENANTS` users with the most processor hours in the nights that are simulated are the tenants, all with one share. A trace with
  fewer users has fewer tenants.
- The park is `MACHINES` identical machines that are open round the clock. A job needs one of them, for its processor hours times one
  factor for all jobs: the factor with which the work of all nights is `load` times what the machines can do in them. So who asked how
  much, when and in pieces of which size is as it was; how wide a job was is not.
- A job of more than `LONGEST` hours, so scaled, is asked for in equal pieces that are not longer; jobs of one user and day are added up in
  the order in which they came until they make `SHORTEST` hours, the last of a day whatever it makes. Durations are whole quarters of an
  hour, rounded up.
- What a day brings may begin at once and must end within `PATIENCE` days: a job in a queue does not expire, but a park's plan knows no
  request without a deadline.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from scheduler.domain.booking import Operation, RequestTerms
from scheduler.domain.machine import Machine
from scheduler.domain.park import ParkSettings
from scheduler.domain.tenant import Tenant
from scheduler.planning.simulation.demand.base import Arrival
from scheduler.planning.simulation.park import moment_of
from scheduler.services.load import ParkLoad

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime
    from pathlib import Path

    from scheduler.planning.simulation.demand.swf_lines import Trace, TraceJob

TENANTS, MACHINES = 11, 6
SHORTEST, LONGEST = 2.0, 8.0
PATIENCE = timedelta(days=30)
_ZONE = "UTC"
_DAY_SECONDS, _QUARTER = 24 * 3600, timedelta(minutes=15)


@dataclass(frozen=True, kw_only=True)
class TraceDemand:
    """The nights of a trace."""

    trace: Trace
    #: The file, for names.
    path: Path
    nights: int
    load: float = 1.2
    first_day: date = date(2026, 3, 2)
    tick_minutes: int = 15

    @property
    def name(self) -> str:
        """What it is called."""
        return f"swf:{self.path.name}, {self.nights} nights, load {self.load:g}"

    def park(self) -> ParkLoad:
        """Return identical machines, and the busiest users."""
        return ParkLoad(
            settings=ParkSettings(name=self.path.stem, zone=_ZONE, holiday_region=None),
            machines=tuple(
                Machine(id=f"node-{number + 1}", name=f"node {number + 1}", capability="computing")
                for number in range(MACHINES)
            ),
            tenants=tuple(Tenant(id=f"user-{user}", name=f"user {user}") for user in self.users),
        )

    def joining(self, night: int) -> tuple[Tenant, ...]:
        """Return nobody: all are there from the beginning."""
        del night
        return ()

    def arrivals(self, night: int) -> tuple[Arrival, ...]:
        """Return the jobs of a day of the trace, scaled."""
        now = moment_of(self.first_day, night, ZoneInfo(_ZONE))
        found = [arrival for user in self.users for arrival in self._of_user(night, user, now)]
        return tuple(sorted(found, key=lambda arrival: (arrival.at, arrival.terms.external_reference)))

    @cached_property
    def users(self) -> tuple[int, ...]:
        """Return the users that are tenants, by number."""
        hours: dict[int, float] = {}
        for job in self._within:
            hours[job.user] = hours.get(job.user, 0.0) + job.hours
        return tuple(sorted(user for user, _ in sorted(hours.items(), key=lambda each: (-each[1], each[0]))[:TENANTS]))

    @cached_property
    def factor(self) -> float:
        """Return the hours of a machine that stand for one processor hour."""
        total = sum(job.hours for job in self._within if job.user in set(self.users))
        return self.load * MACHINES * 24 * self.nights / total if total else 0.0

    @cached_property
    def _within(self) -> tuple[TraceJob, ...]:
        """Return the jobs of the days that are simulated."""
        return tuple(job for job in self.trace.jobs if self._day(job) < self.nights)

    @cached_property
    def _by_day(self) -> dict[tuple[int, int], list[TraceJob]]:
        found: dict[tuple[int, int], list[TraceJob]] = {}
        for job in self._within:
            found.setdefault((self._day(job), job.user), []).append(job)
        return found

    def _day(self, job: TraceJob) -> int:
        return int((job.submitted - self.trace.jobs[0].submitted) // _DAY_SECONDS)

    def _of_user(self, night: int, user: int, now: datetime) -> Iterator[Arrival]:
        jobs = self._by_day.get((night, user), [])
        first = self.trace.jobs[0].submitted + night * _DAY_SECONDS
        for number, (submitted, hours) in enumerate(pieces(jobs, self.factor)):
            at = now - timedelta(days=1) + timedelta(seconds=int(submitted - first))
            duration = max(1, math.ceil(timedelta(hours=hours) / _QUARTER)) * _QUARTER
            terms = RequestTerms(
                tenant_id=f"user-{user}",
                external_reference=f"{user}-{night:04}-{number:03}",
                operations=(Operation(capability="computing", duration=duration),),
                deadline=now + PATIENCE,
            )
            yield Arrival(at=at, terms=terms)


def pieces(jobs: Iterable[TraceJob], factor: float) -> Iterator[tuple[float, float]]:
    """Yield what the jobs of a user and day are asked for in: when the last job of each piece was submitted, and hours."""
    gathered, at = 0.0, 0.0
    for job in jobs:
        gathered, at = gathered + job.hours * factor, job.submitted
        if gathered >= SHORTEST:
            count = math.ceil(gathered / LONGEST)
            yield from [(at, gathered / count)] * count
            gathered = 0.0
    if gathered > 0:
        yield at, gathered
