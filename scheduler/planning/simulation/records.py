"""What is written down of a simulated night; everything that is measured later is measured on these."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping


class Asked(NamedTuple):
    """A request that came in."""

    reference: str
    tenant: str
    #: Standard minutes, weighted by cost, by capability.
    minutes: Mapping[str, int]
    #: The last night whose day it can still run in.
    last_night: int


class Executed(NamedTuple):
    """A reservation that was carried out."""

    reference: str
    tenant: str
    capability: str
    #: Standard minutes, weighted by cost.
    minutes: int
    #: Hours from when the request could first have run to when this really began; None: not the first of its request.
    waited: float | None


@dataclass(frozen=True, kw_only=True, slots=True)
class NightRecord:
    """A night and the day after it."""

    night: int
    asked: tuple[Asked, ...]
    executed: tuple[Executed, ...]
    #: References of requests that ended without all their work being done.
    given_up: tuple[str, ...]
    #: References of requests of which all work is done.
    fulfilled: tuple[str, ...]
    #: References of the reservations to which nobody came.
    no_shows: tuple[str, ...]
    #: Published reservations that this night's plan took away or moved, and those that the park could not keep by day.
    moved: int
    failed: int
    #: Hours in which machines were open that day, and in which they processed.
    open_hours: float
    busy_hours: float
    #: Standard minutes, weighted by cost, that the machines of each capability could have done; breakdowns taken off.
    capacity: Mapping[str, int]
    #: Shares of the tenants that take part.
    shares: Mapping[str, int]

    @property
    def total(self) -> int:
        """Return the standard minutes carried out."""
        return sum(each.minutes for each in self.executed)

    def executed_minutes(self) -> Counter[str]:
        """Return the standard minutes carried out, by tenant."""
        found: Counter[str] = Counter()
        for each in self.executed:
            found[each.tenant] += each.minutes
        return found
