"""Slurm's Fair Tree as a queue, with one level of tenants: whoever had least for its share is next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from scheduler.planning.simulation.policies.base import Planned, verified
from scheduler.planning.simulation.policies.queues import TenantQueues, shares_of

if TYPE_CHECKING:
    from scheduler.planning.simulation.policies.base import DayWork, Memory, Standing

#: Slurm's own default: after a week half of what was used is forgotten.
HALF_LIFE = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class FairTree:
    """Level fairshare `S / U`: normalised share over normalised usage, the highest first, without end for who used nothing.

    What is placed counts as used at once, as it would have been by the time a queue in real time came to the next job.
    """

    name: str = "fair-tree"

    def plan(self, standing: Standing) -> Planned:
        """Serve the tenant with the highest level, again and again."""
        queues, shares = TenantQueues(standing), shares_of(standing)
        usage = dict.fromkeys(shares, 0.0)
        for entry in standing.ledger:
            if entry.tenant_id in usage:
                usage[entry.tenant_id] += entry.minutes * 0.5 ** ((standing.now - entry.recorded_at) / HALF_LIFE)

        def used(tenant: str, minutes: float) -> None:
            usage[tenant] += minutes

        # The least usage for a share is the highest share for the usage; the sums that normalise both are the same for all.
        queues.serve_all(lambda tenant: (usage[tenant] / shares[tenant], tenant), used)
        return Planned(result=verified(standing.problem, queues.schedule))

    def settle(self, memory: Memory, day: DayWork) -> Memory:
        """Keep nothing: usage is in the ledger."""
        del day
        return memory
