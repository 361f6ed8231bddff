"""`proportional`: the sum of the logarithms of what accounts have, by share, as large as can be (Nash welfare).

As many accounts as can be have something at all; beyond that one may gain a tenth only where no other of the same share loses more than a tenth.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from solver.fairness.policies.policy import TICK, FairPolicy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from solver.fairness.aims import Aim

#: Parts of one in which logarithms are counted.
PARTS = 10_000
#: What having nothing counts, as a logarithm: less than any number of ticks can make up for.
NOTHING = -100
#: What a cost tick is worth, in ticks of utilization, to an account that has half of what it asks.
STEEP = 10


def _logarithm(granted: int) -> int:
    return math.floor(PARTS * math.log(granted)) if granted > 0 else NOTHING * PARTS


def _welfare(aims: Sequence[Aim], granted: Sequence[int]) -> int:
    """Return `sum_a w_a * log g_a` in ten thousandths, over the accounts that could have something."""
    return sum(aim.share * _logarithm(got) for aim, got in zip(aims, granted, strict=True) if aim.solo > 0)


def _key(aims: Sequence[Aim], granted: Sequence[int]) -> tuple[int, ...]:
    return sum(got > 0 for got in granted), _welfare(aims, granted)


def _regard(aim: Aim) -> list[int]:
    """Return logarithms, scaled by share and so that an account of share 1 that has half of its demand thinks `STEEP` of a tick."""
    scale = TICK * STEEP * aim.share * max(1, aim.demand) // 2
    return [-10 * scale, *(math.floor(scale * math.log(got)) for got in range(1, aim.solo + 1))]


def _limit(aims: Sequence[Aim], most: int) -> int:
    """Return the welfare if ticks could be dealt out at will: `lambda * w_a` to each, no more than it asks."""
    # What an account could have alone may be more than was found, so it bounds nothing.
    able = [aim for aim in aims if aim.solo > 0]
    low, high = 0.0, float(max((aim.demand / aim.share for aim in able), default=0))
    for _ in range(200):
        level = (low + high) / 2
        low, high = (level, high) if sum(min(aim.demand, level * aim.share) for aim in able) <= most else (low, level)
    # The end above deals out at least as much as there is, so it is worth no less.
    best = sum(aim.share * math.log(max(1.0, min(aim.demand, high * aim.share))) for aim in able)
    return math.ceil(PARTS * best * (1 + 1e-12))


PROPORTIONAL = FairPolicy(
    name="proportional", version="1", measure=_welfare, maximised=True, key=_key, regard=_regard, limit=_limit
)
