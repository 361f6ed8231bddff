"""What a source of demand is, and how a name on the command line becomes one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import date, datetime

    from scheduler.domain.booking import RequestTerms
    from scheduler.domain.tenant import Tenant
    from scheduler.services.load import ParkLoad


@dataclass(frozen=True, kw_only=True, slots=True)
class Arrival:
    """A request and when it comes in."""

    at: datetime
    terms: RequestTerms


class Demand(Protocol):
    """A park and its demand; all of it depends on the seed alone, never on what was planned."""

    @property
    def name(self) -> str:
        """What it is called in tables and files; two sources with one name ask for the same."""
        ...

    @property
    def first_day(self) -> date:
        """The local date of night 0."""
        ...

    @property
    def tick_minutes(self) -> int:
        """The tick that its plans are made in."""
        ...

    def park(self) -> ParkLoad:
        """Return the park as it is on night 0, without requests."""
        ...

    def joining(self, night: int) -> tuple[Tenant, ...]:
        """Return the tenants that join before a night; those of night 0 come with the park."""
        ...

    def arrivals(self, night: int) -> tuple[Arrival, ...]:
        """Return what came in since the night before, in order of time; every reference is given once."""
        ...
