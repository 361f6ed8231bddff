"""Service levels: what each account got of what it should have got."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.fairness.aims import aims_of
from solver.fairness.measures import guaranteed
from solver.result import AccountResult
from solver.schedule import Schedule, granted_work

if TYPE_CHECKING:
    from collections.abc import Sequence

    from solver.fairness.aims import Aim
    from solver.problem import Problem

#: The service level of an account that got all of its target.
FULL = 10_000


def account_results(
    problem: Problem, schedule: Schedule, aims: Sequence[Aim] | None = None, committed: int | None = None
) -> tuple[AccountResult, ...]:
    """Return what each account asked and got, in cost ticks, in the order of the problem.

    `D_a` is the work of all its jobs, `g_a` the credited work of its placed ones (neither times the weight of the job),
    `T_a` its target (without `aims` out of what the schedule grants in all), and the service level
    `s_a = min(10 000, 10 000 * g_a // T_a)`, 10 000 where `T_a = 0`. With `committed` all of this speaks of what begins before that tick.
    """
    granted = granted_of(problem, schedule, committed)
    aims = aims_of(problem, sum(granted)) if aims is None else aims
    slices = guaranteed(problem, aims, committed)
    return tuple(
        AccountResult(
            account=a,
            demand=aim.demand,
            granted=got,
            target=aim.target,
            service_level=service_level(got, aim.target),
            poured=aim.poured,
            solo=aim.solo,
            guaranteed=own,
        )
        for a, (aim, got, own) in enumerate(zip(aims, granted, slices, strict=True))
    )


def granted_of(problem: Problem, schedule: Schedule, committed: int | None = None) -> tuple[int, ...]:
    """Return `g_a`, the credited work of each account that begins before `committed` (None: all of it), in cost ticks."""
    granted = [0] * len(problem.accounts)
    for job, work in zip(problem.jobs, granted_work(problem, begun_before(schedule, committed)), strict=True):
        granted[job.account] += work
    return tuple(granted)


def begun_before(schedule: Schedule, committed: int | None) -> Schedule:
    """Return the parts of a schedule that begin before a tick; None: all of them."""
    if committed is None:
        return schedule
    return Schedule(tuple(part for part in schedule.assignments if part.start < committed))


def service_level(granted: int, target: int) -> int:
    """Return `min(10 000, 10 000 * granted // target)`, and 10 000 where there is nothing to reach."""
    return min(FULL, FULL * granted // target) if target > 0 else FULL


def levels_of(aims: Sequence[Aim], granted: Sequence[int]) -> tuple[int, ...]:
    """Return the service levels of all accounts, the lowest first: the order in which leximin compares them."""
    return tuple(sorted(service_level(got, aim.target) for aim, got in zip(aims, granted, strict=True)))
