"""What the park owes a tenant from the nights behind us, or the tenant the park."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from scheduler.domain.ledger import LedgerEntry

#: After this long half of what was charged is forgotten.
HALF_LIFE = timedelta(days=14)


def owed_minutes(entries: Iterable[LedgerEntry], shares: Mapping[str, int], now: datetime) -> dict[str, int]:
    """Return the standard minutes that each tenant of `shares` is owed at `now`; negative: it has had more than its share.

    Its part by share of all that was charged, less what it was charged itself, older charges counting less; never more, either way,
    than that part, so that who stays away for long does not come back with a claim on everything.
    """
    had = dict.fromkeys(shares, 0.0)
    for entry in entries:
        if entry.tenant_id in had:
            age = max(timedelta(0), now - entry.recorded_at)
            had[entry.tenant_id] += entry.minutes * 0.5 ** (age / HALF_LIFE)
    total, weight = sum(had.values()), sum(shares.values())
    owed = {}
    for tenant, share in shares.items():
        part = max(0.0, total * share / weight)
        owed[tenant] = round(min(part, max(-part, part - had[tenant])))
    return owed
