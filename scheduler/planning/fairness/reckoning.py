"""From what each tenant asked and got to what was fair."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scheduler.planning.fairness.figures import ParkFairness, TenantFairness
from solver.fairness import by_share, jain, service_level, targets
from solver.problem import Account

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@dataclass(frozen=True, kw_only=True, slots=True)
class Claim:
    """What a tenant asked and got, before it is known what was fair; in standard minutes."""

    tenant_id: str
    name: str
    #: Below 1 counts as 1.
    share: int
    balance: int
    demand: int
    granted: int
    reasons: tuple[tuple[str, int], ...] = ()


def figures_of(claims: Sequence[Claim], capacity: int) -> tuple[TenantFairness, ...]:
    """Return the figures of tenants whose targets no run has set: all that was granted is divided by water filling."""
    accounts = [Account(name=c.tenant_id, share=max(1, c.share), balance=c.balance) for c in claims]
    aims = targets(accounts, [c.demand for c in claims], sum(c.granted for c in claims))
    weight = sum(account.share for account in accounts)
    return tuple(
        TenantFairness(
            tenant_id=c.tenant_id,
            name=c.name,
            share=account.share,
            demand=c.demand,
            target=aim,
            granted=c.granted,
            service_level=service_level(c.granted, aim),
            balance=c.balance,
            guaranteed=by_share(c.demand, capacity, account.share, weight),
            reasons=c.reasons,
        )
        for c, account, aim in zip(claims, accounts, aims, strict=True)
    )


def park_of(tenants: Iterable[TenantFairness], capacity: int) -> ParkFairness:
    """Return what holds of all tenants: sums, the lowest level, and how equal the levels are."""
    rows = tuple(tenants)
    levels = [row.service_level for row in rows]
    return ParkFairness(
        tenants=len(rows),
        demand=sum(row.demand for row in rows),
        target=sum(row.target for row in rows),
        granted=sum(row.granted for row in rows),
        capacity=capacity,
        lowest=min(levels, default=None),
        jain=jain(levels),
    )
