"""`solo_a`: the most an account could be given if nobody else asked.

What must be placed in any case stays in the way. Where one impossible wish cannot be granted to anybody, it is no reason to hold all others
down. Most accounts have room for all they ask: then greed finds it, and nothing has to be proved.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.fairness import demands_of, granted_of
from solver.search.greedy.construct import decode
from solver.search.greedy.orders import ORDERS, sorted_by
from solver.search.tiers import PROVABLE_SLOTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from solver.schedule import Schedule
    from solver.search.context import Context
    from solver.search.stop import Deadline

#: Seconds for one account that greed does not serve in full.
PATIENCE = 2.0
#: Slots up to which a model of one account is worth it.
SLOTS = 8 * PROVABLE_SLOTS


def solos(context: Context, deadline: Deadline) -> tuple[int, ...]:
    """Return what each account could have alone, in cost ticks: proved where the time was enough, else the most that was found."""
    possible = _possible(context)
    return tuple(_solo(context, account, most, deadline) for account, most in enumerate(possible))


def _possible(context: Context) -> list[int]:
    """Return the work of the jobs of each account of which every task has a place somewhere, as far as it may count."""
    most, committed = list(demands_of(context.problem)), context.parameters.committed
    until = context.problem.horizon if committed is None else committed
    for job, places in zip(context.problem.jobs, context.places, strict=True):
        for task, found in zip(job.tasks, places, strict=True):
            if not all(places) or not any(place.lo < until for place in found):
                most[job.account] -= task.work
    return most


def _solo(context: Context, account: int, most: int, deadline: Deadline) -> int:
    problem = context.problem
    own = [index for index, job in enumerate(problem.jobs) if job.account == account and all(context.places[index])]
    best: Schedule | None = None
    found = -1
    for order in ORDERS:
        must = sorted(context.must - set(own))
        ranked = [own[index] for index in sorted_by([problem.jobs[job] for job in own], order)]
        schedule = decode(problem, context.places, (*must, *ranked), context.empty()).schedule()
        granted = (
            granted_of(problem, schedule, context.parameters.committed)[account]
            if context.must <= set(schedule.by_job)
            else -1
        )
        if granted > found:
            best, found = schedule, granted
        if found == most or deadline.passed:
            break
    if found == most or deadline.passed or _slots(context, own) > SLOTS:
        return max(0, found)
    return _proved(context, account, own, best if found >= 0 else None, deadline)


def _slots(context: Context, jobs: Sequence[int]) -> int:
    return sum(len(each) for job in jobs for each in context.places[job])


def _proved(context: Context, account: int, own: Sequence[int], start: Schedule | None, deadline: Deadline) -> int:
    from solver.search.fair.models import most_granted

    jobs = tuple(sorted({*own, *context.must}))
    committed = context.parameters.committed
    outcome = most_granted(context.whole(deadline.part(PATIENCE)), jobs, account, start, committed)
    known = 0 if start is None else granted_of(context.problem, start, committed)[account]
    if outcome.schedule is None:
        return known
    return max(known, granted_of(context.problem, outcome.schedule, committed)[account])
