"""Deficit round robin (Shreedhar and Varghese 1995): a quantum a round for each tenant, and what it does not use up is kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scheduler.planning.simulation.policies.base import Planned, verified
from scheduler.planning.simulation.policies.queues import TenantQueues, shares_of

if TYPE_CHECKING:
    from scheduler.planning.simulation.policies.base import DayWork, Memory, Standing

#: Standard minutes that a share of 1 is given each round.
QUANTUM = 60.0


@dataclass(frozen=True, slots=True)
class RoundRobin:
    """Tenants in turn, by name; each takes its oldest jobs as far as its deficit reaches, and begins anew when it has none left."""

    name: str = "round-robin"

    def plan(self, standing: Standing) -> Planned:
        """Go round until nobody waits."""
        queues, shares = TenantQueues(standing), shares_of(standing)
        deficits = {tenant: standing.memory.get(tenant, 0.0) for tenant in shares}
        while queues.tenants:
            for tenant in queues.tenants:
                deficits[tenant] += QUANTUM * shares[tenant]
                while tenant in queues.tenants and queues.next_minutes(tenant) <= deficits[tenant]:
                    deficits[tenant] -= queues.serve(tenant)
                if tenant not in queues.tenants:
                    deficits[tenant] = 0.0
        return Planned(result=verified(standing.problem, queues.schedule), memory=deficits)

    def settle(self, memory: Memory, day: DayWork) -> Memory:
        """Keep the deficits as they are: a day of work is no round."""
        del day
        return memory
