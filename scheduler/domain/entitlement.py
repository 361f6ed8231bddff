"""What a tenant is promised: a share, possibly another one for a period, and the minutes that come of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from scheduler.domain.tenant import Tenant


@dataclass(frozen=True, kw_only=True, slots=True)
class Entitlement:
    """A share that holds in `[start, end)` instead of the tenant's usual one."""

    id: str
    tenant_id: str
    share: int
    start: datetime
    #: None: until further notice.
    end: datetime | None = None
    #: Why, for people: the contract, the decision.
    note: str = ""

    def holds_at(self, moment: datetime) -> bool:
        """Return whether it holds at a moment."""
        return self.start <= moment and (self.end is None or moment < self.end)


def share_at(tenant: Tenant, entitlements: Iterable[Entitlement], moment: datetime) -> int:
    """Return the share of a tenant at a moment: of its entitlements that hold the one that began last, else its usual share."""
    holding = [e for e in entitlements if e.tenant_id == tenant.id and e.holds_at(moment)]
    return max(holding, key=lambda e: (e.start, e.id)).share if holding else tenant.share


def entitled_minutes(shares: Mapping[str, int], capacity: int) -> dict[str, int]:
    """Divide `capacity` minutes by share: whole minutes that add up, what rounding leaves going by largest remainder."""
    total = sum(shares.values())
    if not total:
        return dict.fromkeys(shares, 0)
    granted = {tenant: capacity * share // total for tenant, share in shares.items()}
    by_remainder = sorted(shares, key=lambda tenant: (-(capacity * shares[tenant] % total), tenant))
    for tenant in by_remainder[: capacity - sum(granted.values())]:
        granted[tenant] += 1
    return granted
