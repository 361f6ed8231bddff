"""The values of a fairness report, and what of them a tenant may see."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

#: With fewer tenants, what is said of all of them says what one of the others did.
FEWEST = 3


class Source(StrEnum):
    """Where the figures of a report come from."""

    #: The certificate of a plan: as the run reckoned.
    PLAN = "plan"
    #: Requests, reservations and ledger of a period.
    BOOKS = "books"


@dataclass(frozen=True, kw_only=True, slots=True)
class TenantFairness:
    """What is fair about one tenant; all but `share` and `service_level` are standard minutes, weighted by the machine's cost."""

    tenant_id: str
    name: str
    share: int
    demand: int
    target: int
    granted: int
    #: Parts per 10 000 of the target.
    service_level: int
    #: What the park owed it when the period began; negative: it had had more than its share.
    balance: int
    #: The target before it was rounded to what whole requests can give; None: it was not.
    poured: int | None = None
    #: The most that it could be given if nobody else asked; None: not known.
    solo: int | None = None
    #: What its share alone would give it; at most that, where `solo` is not known.
    guaranteed: int
    #: Codes of the reasons why requests found no room, with the number of requests; the most frequent first.
    reasons: tuple[tuple[str, int], ...] = ()

    @property
    def gains_by_sharing(self) -> bool | None:
        """Return whether it got at least what its share alone would give it; None: not known, for what it could have had alone is not."""
        if self.granted >= self.guaranteed:
            return True
        return None if self.solo is None else False


@dataclass(frozen=True, kw_only=True, slots=True)
class ParkFairness:
    """What is fair about all tenants together; sums in standard minutes, levels in parts per 10 000. None: not known, or not told."""

    tenants: int
    demand: int | None
    target: int | None
    granted: int | None
    capacity: int
    lowest: int | None
    jain: float | None
    #: No plan has a higher lowest level, proved.
    lowest_bound: int | None = None
    #: The part of the utilization that fairness cost, and the most that it can have cost.
    price: float | None = None
    price_bound: float | None = None
    #: The levels, sorted, are within this factor of the best that there can be; how many tenants would rather have another's lot.
    leximin_factor: float | None = None
    envy: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class FairnessReport:
    """A period `[start, end)` of a park; `tenants` by id."""

    start: datetime
    end: datetime
    source: Source
    #: The plan that the figures are of; None: of the books.
    schedule_version: int | None = None
    #: Version of the fairness policy; None: a plan from before there were versions.
    policy_version: int | None
    park: ParkFairness
    tenants: tuple[TenantFairness, ...]

    def for_tenant(self, tenant_id: str) -> FairnessReport:
        """Return what a tenant may see: itself, and of all only what tells of no other tenant."""
        own = tuple(row for row in self.tenants if row.tenant_id == tenant_id)
        if self.park.tenants >= FEWEST:
            return replace(self, tenants=own)
        bare = ParkFairness(
            tenants=self.park.tenants,
            demand=None,
            target=None,
            granted=None,
            capacity=self.park.capacity,
            lowest=None,
            jain=None,
        )
        return replace(self, tenants=own, park=bare)
