"""What each account asked, got and should have got: targets by water filling, service levels, Jain's index.

Everything is exact: the water level is a fraction, targets are whole cost ticks.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from solver.result import AccountResult
from solver.schedule import granted_work

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from solver.problem import Account, Problem
    from solver.schedule import Schedule

#: The service level of an account that got all of its target.
FULL = 10_000


def account_results(problem: Problem, schedule: Schedule, reference: int | None = None) -> tuple[AccountResult, ...]:
    """Return what each account asked and got, in cost ticks, in the order of the problem.

    `D_a` is the work of all its jobs, `g_a` the credited work of its placed ones (neither times the weight of the job),
    `T_a` its target out of `reference` ticks (`U_ref`; None: as many as the schedule grants in all), and the service level
    `s_a = min(10 000, 10 000 * g_a // T_a)`, 10 000 where `T_a = 0`.
    """
    demands, granted = [0] * len(problem.accounts), [0] * len(problem.accounts)
    for job, work in zip(problem.jobs, granted_work(problem, schedule), strict=True):
        demands[job.account] += sum(task.work for task in job.tasks)
        granted[job.account] += work
    aims = targets(problem.accounts, demands, sum(granted) if reference is None else reference)
    return tuple(
        AccountResult(account=a, demand=demand, granted=got, target=aim, service_level=service_level(got, aim))
        for a, (demand, got, aim) in enumerate(zip(demands, granted, aims, strict=True))
    )


def service_level(granted: int, target: int) -> int:
    """Return `min(10 000, 10 000 * granted // target)`, and 10 000 where there is nothing to reach."""
    return min(FULL, FULL * granted // target) if target > 0 else FULL


def targets(accounts: Sequence[Account], demands: Sequence[int], reference: int) -> tuple[int, ...]:
    """Return the target of each account, in cost ticks, by water filling.

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


def jain(levels: Iterable[int]) -> float:
    """Return Jain's index `(sum s)^2 / (n * sum s^2)`: 1 when all are equal, `1 / n` when one has everything.

    1 where there is no account, or none has anything.
    """
    values = list(levels)
    squares = sum(value * value for value in values)
    return sum(values) ** 2 / (len(values) * squares) if squares else 1.0


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
