"""`least-squares`: the squares of the parts of their demand that accounts do not get add up to as little as can be.

The measure of the deep space network (`U_rms`): the root of a mean of these squares.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.fairness.policies.policy import TICK, FairPolicy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from solver.fairness.aims import Aim

#: Parts of one in which squares are counted.
PARTS = 10_000
#: What a cost tick is worth, in ticks of utilization, to an account that asks for `MEAN` ticks and has nothing. Who asks for less
#: thinks more of each.
STEEP, MEAN = 40, 500


def _squares(aims: Sequence[Aim], granted: Sequence[int]) -> int:
    """Return `sum_a (1 - g_a / D_a)^2` in ten thousandths, each rounded up, over the accounts that ask for something."""
    return sum(
        -(-PARTS * (aim.demand - got) ** 2 // aim.demand**2)
        for aim, got in zip(aims, granted, strict=True)
        if aim.demand > 0
    )


def _key(aims: Sequence[Aim], granted: Sequence[int]) -> tuple[int, ...]:
    return (-_squares(aims, granted),)


def _regard(aim: Aim) -> list[int]:
    demand = max(1, aim.demand)
    return [-(TICK * STEEP * MEAN * (aim.demand - got) ** 2 // (2 * demand**2)) for got in range(aim.demand + 1)]


def _limit(aims: Sequence[Aim], most: int) -> int:
    """Return the squares if ticks could be dealt out at will: what the price that gives the most away proves (by duality, any does)."""
    asking = [aim for aim in aims if aim.demand > 0]

    def proved(price: float) -> float:
        total = -price * most
        for aim in asking:
            got = min(aim.demand, max(0.0, aim.demand - price * aim.demand**2 / 2))
            total += (1 - got / aim.demand) ** 2 + price * got
        return total

    low, high = 0.0, 2.0 / min((aim.demand for aim in asking), default=1)
    for _ in range(200):
        left, right = low + (high - low) / 3, high - (high - low) / 3
        low, high = (left, high) if proved(left) < proved(right) else (low, right)
    return max(0, int(PARTS * proved(low) - 1e-6))


LEAST_SQUARES = FairPolicy(
    name="least-squares", version="1", measure=_squares, maximised=False, key=_key, regard=_regard, limit=_limit
)
