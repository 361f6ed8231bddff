"""Targets by water filling: one level rises for all until what there is has been given out.

Everything is exact: the water level is a fraction, targets are whole cost ticks.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from solver.problem import Account


def targets(accounts: Sequence[Account], demands: Sequence[int], reference: int) -> tuple[int, ...]:
    """Return the target of each account, in cost ticks, by water filling.

    `demands` are what each could be given at most: the less of what it asks and what it could have alone, `min(D_a, solo_a)`.

    The water level `lambda` is the one at which `T_a = min(D_a, max(0, lambda * w_a + o_a))` adds up to
    `sum_a T_a = min(sum_a D_a, U_ref)`: low demand is never punished, what one does not ask flows to the others by their
    shares, and what the park owes an account comes first. Fractions are then rounded to whole ticks with the same sum: each
    down, and one tick more for those with the largest rest; among equal rests the larger share, the larger balance and the
    larger demand come first, and the name decides at last. So the order of the accounts does not matter.
    """
    total = min(sum(demands), max(0, reference))
    if total == sum(demands):
        return tuple(demands)
    level = _level(accounts, demands, total)
    exact = [_at(level, account, demand) for account, demand in zip(accounts, demands, strict=True)]
    aims = [int(aim) for aim in exact]
    order = sorted(
        range(len(aims)),
        key=lambda a: (aims[a] - exact[a], -accounts[a].share, -accounts[a].balance, -demands[a], accounts[a].name),
    )
    for a in order[: total - sum(aims)]:
        aims[a] += 1
    return tuple(aims)


def _level(accounts: Sequence[Account], demands: Sequence[int], total: int) -> Fraction:
    """Return the level at which the targets add up to `total`, which is less than the sum of the demands.

    The sum is a line between the levels at which an account begins to get something (`-o_a / w_a`) and those at which it
    has all it asks (`(D_a - o_a) / w_a`); the level lies on the piece in which the sum first reaches the total.
    """
    asking = [(account, demand) for account, demand in zip(accounts, demands, strict=True) if demand > 0]
    begins = {Fraction(-account.balance, account.share) for account, _ in asking}
    ends = {Fraction(demand - account.balance, account.share) for account, demand in asking}
    low, filled = min(begins), Fraction(0)
    for high in sorted(begins | ends):
        full = sum((_at(high, account, demand) for account, demand in asking), Fraction(0))
        if full >= total and full > filled:
            return low + (high - low) * (total - filled) / (full - filled)
        low, filled = high, full
    return low


def _at(level: Fraction, account: Account, demand: int) -> Fraction:
    return min(Fraction(demand), max(Fraction(0), level * account.share + account.balance))
