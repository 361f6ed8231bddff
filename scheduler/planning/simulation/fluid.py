"""The fluid ideal: each day's capacity poured to whoever had least for its share so far, known only what was known at the time.

It is max-min fairness with a perfect memory on machines that can be divided at will. No plan of whole jobs reaches it; how near one comes
says more than totals do, for time that one tenant used when nobody else asked cannot be given to another later.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from scheduler.planning.simulation.backlog import Backlog, absent_in
from solver.fairness import targets
from solver.problem import Account

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scheduler.planning.simulation.records import NightRecord


def fluid_minutes(records: Sequence[NightRecord]) -> Counter[str]:
    """Return the standard minutes that each tenant would have had."""
    backlog, had = Backlog(absent_in(records)), Counter[str]()
    for record in records:
        backlog.take(record)
        for capability in backlog.capabilities():
            waiting = backlog.waiting(capability)
            names = [name for name in waiting if name in record.shares]
            # What a tenant had so far counts as owed by it: the level rises first for those that had least for their share.
            accounts = [Account(name=name, share=record.shares[name], balance=-had[name]) for name in names]
            parts = targets(accounts, [waiting[name] for name in names], record.capacity.get(capability, 0))
            for name, part in zip(names, parts, strict=True):
                had[name] += backlog.pour(name, capability, part)
    return had


def nearness(records: Sequence[NightRecord]) -> float:
    """Return the lowest over the highest of what tenants had against the fluid ideal; 1 where nobody would have had anything."""
    ideal, executed = fluid_minutes(records), Counter[str]()
    for record in records:
        executed.update(record.executed_minutes())
    levels = [executed[tenant] / minutes for tenant, minutes in ideal.items() if minutes]
    highest = max(levels, default=0.0)
    return min(levels) / highest if highest else 1.0
