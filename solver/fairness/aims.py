"""What each account asks, could have alone, and should get."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from solver.fairness.water import targets

if TYPE_CHECKING:
    from collections.abc import Sequence

    from solver.problem import Problem


class Aim(NamedTuple):
    """What an account is measured against; all in cost ticks, not weighted."""

    #: `w_a`, its share.
    share: int
    #: `D_a`, the work of all its jobs.
    demand: int
    #: `solo_a`, the most it could be given if nobody else asked; where that is not known, its demand.
    solo: int
    #: `T_a`, its target.
    target: int
    #: `P_a`, what water filling gives, where the target was rounded from it to what whole jobs can give (see `whole`); None: it was not.
    poured: int | None = None


def demands_of(problem: Problem) -> tuple[int, ...]:
    """Return `D_a`, the work of all jobs of each account."""
    demands = [0] * len(problem.accounts)
    for job in problem.jobs:
        demands[job.account] += sum(task.work for task in job.tasks)
    return tuple(demands)


def aims_of(problem: Problem, reference: int, solos: Sequence[int] | None = None) -> tuple[Aim, ...]:
    """Return the aims of all accounts, where `reference` ticks (`U_ref`) are given out.

    `T_a = min(D_a, solo_a, max(0, lambda * w_a + o_a))`, see `water`; without `solos` nobody is in its own way.
    """
    demands = demands_of(problem)
    most = demands if solos is None else tuple(map(min, demands, solos))
    found = targets(problem.accounts, most, reference)
    shares = (account.share for account in problem.accounts)
    return tuple(Aim(*each) for each in zip(shares, demands, most, found, strict=True))
