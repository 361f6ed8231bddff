"""Measures of a whole schedule: how equal, who envies whom, what everybody may count on, how near to leximin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.schedule import granted_work

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from solver.fairness.aims import Aim
    from solver.problem import Problem
    from solver.schedule import Schedule


def jain(levels: Iterable[int]) -> float:
    """Return Jain's index `(sum s)^2 / (n * sum s^2)`: 1 when all are equal, `1 / n` when one has everything.

    1 where there is no account, or none has anything.
    """
    values = list(levels)
    squares = sum(value * value for value in values)
    return sum(values) ** 2 / (len(values) * squares) if squares else 1.0


def guaranteed(problem: Problem, aims: Sequence[Aim], committed: int | None = None) -> tuple[int, ...]:
    """Return what each account would have of a park divided by shares, in cost ticks: the measure of the *sharing incentive*.

    `min(D_a, solo_a, w_a / sum w * capacity)`, where the capacity is the open ticks of all machines (before `committed`) times what a tick on each is worth.
    An account that gets less would do better with machines of its own.
    """
    until = problem.horizon if committed is None else committed
    capacity = sum(
        machine.cost_weight * sum(max(0, min(window.end, until) - window.start) for window in machine.windows)
        for machine in problem.machines
    )
    shares = sum(aim.share for aim in aims)
    return tuple(by_share(aim.solo, capacity, aim.share, shares) for aim in aims)


def by_share(most: int, capacity: int, share: int, shares: int) -> int:
    """Return `min(most, capacity * share / shares)`, rounded down: what `share` of all `shares` gives to whoever can use `most`."""
    return min(most, capacity * share // shares)


def envies(problem: Problem, schedule: Schedule) -> int:
    """Return how many pairs of accounts there are of which the first would rather have what the second has, by share and up to one job.

    `a` envies `b` where `min(D_a, g_b - x) / w_b > g_a / w_a`, with `x` the largest granted job of `b` (weighted envy-freeness up to
    one good; Chakraborty, Igarashi, Suksompong and Zick 2021): nobody can use more than it asked for.
    """
    accounts = range(len(problem.accounts))
    demands, granted, largest = ([0 for _ in accounts] for _ in range(3))
    for job, work in zip(problem.jobs, granted_work(problem, schedule), strict=True):
        demands[job.account] += sum(task.work for task in job.tasks)
        granted[job.account] += work
        largest[job.account] = max(largest[job.account], work)
    shares = [account.share for account in problem.accounts]
    return sum(
        min(demands[a], granted[b] - largest[b]) * shares[a] > granted[a] * shares[b]
        for a in accounts
        for b in accounts
        if a != b
    )


def leximin_factor(levels: Sequence[tuple[int, int]]) -> float:
    """Return how near to leximin a schedule is, from the level reached and the bound proved at each stage: 1 is leximin itself.

    With `alpha` the least of `level / bound`, `alpha^2 / (1 - alpha + alpha^2)`, however many accounts there are (Hartman, Hassidim,
    Aumann and Segal-Halevi 2023).
    """
    alpha = min((level / bound for level, bound in levels if bound > 0), default=1.0)
    return alpha**2 / (1 - alpha + alpha**2)
