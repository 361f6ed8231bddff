"""What each tenant could have done with a part of every machine to itself: the measure of the sharing incentive.

The private slice of a tenant is its share of the open time of each kind of machine, worked as if time could be poured: its own requests,
the most urgent first, as much a day as the slice has room for. No real slice does better, so who gets as much from the park loses nothing
by sharing.

A stretch of nights begins with the work that was really open then, as for somebody who takes its machines and leaves. A slice that had been
worked from the first night on would have more to do in later ones, and a tenant whose work the park had done before would seem to lose.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from scheduler.planning.simulation.backlog import Backlog, absent_in, left_after

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from scheduler.planning.simulation.records import Asked, NightRecord

#: Nights in a row over which sharing must not cost anybody.
WINDOW = 30
#: Standard minutes below which a window says nothing: one job more or less would decide.
LEAST = 1200


def private_minutes(
    records: Sequence[NightRecord], absent: Collection[str] = (), left: Iterable[Asked] = ()
) -> Counter[str]:
    """Return the standard minutes that each tenant would have carried out on its private slice in some nights.

    `left` is what was open before the first of them; requests that are `absent` are left out.
    """
    backlog, done = Backlog(absent, left), Counter[str]()
    for record in records:
        backlog.take(record)
        weight = sum(record.shares.values())
        for capability in backlog.capabilities():
            for tenant in backlog.waiting(capability):
                room = record.capacity.get(capability, 0) * record.shares.get(tenant, 0) // max(1, weight)
                done[tenant] += backlog.pour(tenant, capability, room)
    return done


def incentives(records: Sequence[NightRecord], window: int = WINDOW) -> Iterator[tuple[float, str, int]]:
    """Yield for each window and each tenant that was there all the time what it got over what its slice would have given, and the first night."""
    absent = absent_in(records)
    left: tuple[Asked, ...] = ()
    for first in range(len(records) - window + 1):
        span = records[first : first + window]
        alone = private_minutes(span, absent, left)
        got = sum((record.executed_minutes() for record in span), Counter[str]())
        left = left_after(left, records[first])
        for tenant, minutes in sorted(alone.items()):
            there = all(tenant in record.shares for record in span)
            if there and minutes >= LEAST:
                yield got[tenant] / minutes, tenant, first
