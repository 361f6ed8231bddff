"""`maxmin`: the lowest service level as high as can be, then the next, and so on (leximin).

A schedule is better than another if, with the service levels of both in order, it is higher where they differ first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.fairness.levels import FULL, levels_of
from solver.fairness.policies.policy import TICK, FairPolicy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from solver.fairness.aims import Aim

#: What a cost tick is worth to an account that has nothing, in ticks of utilization; and the power of what is missing by which it falls.
STEEP, POWER = 40_000, 3


def _lowest(aims: Sequence[Aim], granted: Sequence[int]) -> int:
    return min(levels_of(aims, granted), default=FULL)


def _regard(aim: Aim) -> list[int]:
    """Return `-STEEP * T_a / (n + 1) * (1 - g / T_a)^(n + 1)`: a tick more is worth `STEEP * (1 - g / T_a)^n`."""
    target, power = max(1, aim.target), POWER + 1
    return [-(TICK * STEEP * (aim.target - got) ** power // (power * target**POWER)) for got in range(aim.target + 1)]


def _limit(_aims: Sequence[Aim], _most: int) -> int:
    return FULL


MAXMIN = FairPolicy(
    name="maxmin", version="1", measure=_lowest, maximised=True, key=levels_of, regard=_regard, limit=_limit
)
