"""What every policy of fairness says of accounts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from solver.fairness.aims import Aim

#: Parts of a cost tick of utilization in which regard is counted.
TICK = 1 << 10


@dataclass(frozen=True, kw_only=True, slots=True)
class FairPolicy:
    """What to strive for between accounts, within the utilization that may be given up for it."""

    name: str
    #: Of its rules: it counts up when the same schedule would be judged otherwise.
    version: str
    #: What the tier says of a schedule, and whether more of it is better.
    measure: Callable[[Sequence[Aim], Sequence[int]], int]
    maximised: bool
    #: What schedules are compared by, from the cost ticks that each account has; the larger the better.
    key: Callable[[Sequence[Aim], Sequence[int]], tuple[int, ...]]
    #: What is thought of each number of cost ticks, from 0 on, that an account may have: concave, and flat behind the last. A search
    #: that climbs the sum of these goes where `key` is large; a cost tick of utilization counts `TICK`.
    regard: Callable[[Aim], list[int]]
    #: What the measure cannot be better than where all accounts together have at most so many cost ticks.
    limit: Callable[[Sequence[Aim], int], int]
