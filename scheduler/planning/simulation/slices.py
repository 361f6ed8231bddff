"""What each tenant could have done with a part of every machine to itself: the measure of the sharing incentive.

The private slice of a tenant is its share of the open time of each kind of machine, worked as if time could be poured: its own requests,
the most urgent first, as much a day as the slice has room for. No real slice does better, so who gets as much from the park loses nothing
by sharing.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from scheduler.planning.simulation.backlog import Backlog, absent_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scheduler.planning.simulation.records import NightRecord

#: Nights in a row over which sharing must not cost anybody.
WINDOW = 30
#: Standard minutes below which a window says nothing: one job more or less would decide.
LEAST = 1200


def private_minutes(records: Sequence[NightRecord]) -> list[Counter[str]]:
    """Return for each night the standard minutes that each tenant would have carried out on its private slice."""
    backlog, found = Backlog(absent_in(records)), []
    for record in records:
        backlog.take(record)
        done, weight = Counter[str](), sum(record.shares.values())
        for capability in backlog.capabilities():
            for tenant in backlog.waiting(capability):
                room = record.capacity.get(capability, 0) * record.shares.get(tenant, 0) // max(1, weight)
                done[tenant] += backlog.pour(tenant, capability, room)
        found.append(done)
    return found


def incentives(records: Sequence[NightRecord], window: int = WINDOW) -> Iterator[tuple[float, str, int]]:
    """Yield for each window and each tenant that was there all the time what it got over what its slice would have given, and the first night."""
    private = private_minutes(records)
    executed = [record.executed_minutes() for record in records]
    for first in range(len(records) - window + 1):
        span = slice(first, first + window)
        alone, got = sum(private[span], Counter[str]()), sum(executed[span], Counter[str]())
        for tenant, minutes in sorted(alone.items()):
            there = all(tenant in record.shares for record in records[span])
            if there and minutes >= LEAST:
                yield got[tenant] / minutes, tenant, first
