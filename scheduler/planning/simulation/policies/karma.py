"""Karma's credits (OSDI 2023) as a queue: who gives time away earns credits, who takes more than its part pays with them.

Karma divides one resource anew in every slot of time. Here a slot is a day: jobs go where they end earliest, so those that are served first
fill the day that will be carried out, and credits are settled by what was. A tenant without a credit may still take what nobody else wants, or machines would stand idle.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scheduler.planning.simulation.policies.base import Planned, verified
from scheduler.planning.simulation.policies.queues import TenantQueues, shares_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scheduler.planning.simulation.policies.base import DayWork, Memory, Standing

#: The part of its slice that a tenant is guaranteed; the rest is the pool of all.
ALPHA = 0.5


@dataclass(frozen=True, slots=True)
class Karma:
    """First everybody's guaranteed part, then the richest borrower."""

    name: str = "karma"

    def plan(self, standing: Standing) -> Planned:
        """Serve who is furthest below its guaranteed part; when nobody is, who has most credits left."""
        queues, shares = TenantQueues(standing), shares_of(standing)
        guaranteed = _parts(shares, ALPHA * standing.capacity)
        used = dict.fromkeys(shares, 0.0)

        def key(tenant: str) -> tuple[float, str]:
            if used[tenant] < guaranteed[tenant]:
                return used[tenant] / guaranteed[tenant] - 1, tenant
            credits_left = standing.memory.get(tenant, 0.0) - (used[tenant] - guaranteed[tenant])
            # Credits for a share of 1, turned so that the richest has the least key, and all keys lie behind those above.
            return _behind(-credits_left / shares[tenant]), tenant

        def took(tenant: str, minutes: float) -> None:
            used[tenant] += minutes

        queues.serve_all(key, took)
        return Planned(result=verified(standing.problem, queues.schedule), memory=standing.memory)

    def settle(self, memory: Memory, day: DayWork) -> Memory:
        """Pay and earn for a day.

        The pool is given to all by share as credits; each standard minute above the guaranteed part costs one; each minute that was
        left by a tenant that wanted less earns one if it was borrowed, the poorest donor's first.
        """
        guaranteed = _parts(day.shares, ALPHA * day.capacity)
        pool = _parts(day.shares, (1 - ALPHA) * day.capacity)
        credits_now = {tenant: memory.get(tenant, 0.0) + pool[tenant] for tenant in day.shares}
        borrowed = 0.0
        for tenant in day.shares:
            above = max(0.0, day.executed.get(tenant, 0.0) - guaranteed[tenant])
            credits_now[tenant] -= above
            borrowed += above
        given = {t: max(0.0, guaranteed[t] - day.wanted.get(t, 0.0)) for t in day.shares}
        for donor in sorted(given, key=lambda tenant: (credits_now[tenant], tenant)):
            earned = min(given[donor], borrowed)
            credits_now[donor] += earned
            borrowed -= earned
        return credits_now


def _parts(shares: Mapping[str, int], total: float) -> dict[str, float]:
    """Divide a total by share."""
    weight = sum(shares.values())
    return {tenant: total * share / weight for tenant, share in shares.items()}


def _behind(figure: float) -> float:
    """Return a figure of any sign as one above 0 that keeps the order."""
    return 1 / (1 - figure) if figure < 0 else 1 + figure
