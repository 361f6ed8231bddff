"""What requests of a class weigh in a plan: each tenant has a budget, so that calling everything urgent says nothing.

Of the jobs `j` of one tenant, of work `W_j` and with the weight `q_j` of their class (`PRIORITIES`), each weighs

    p_j = max(1, round(UNIT * q_j * sum W / sum (q * W)))

so that all of them together weigh `UNIT * sum W`, as if none had a class. What a tenant calls urgent goes before its own other requests; before
those of others it goes only by what its own others give up. Weights of lateness are divided in the same way, each request with a due date
counting alike. Where no class is told apart, all weights are 1.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from math import gcd
from typing import TYPE_CHECKING

from scheduler.domain.booking import PRIORITIES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from scheduler.domain.booking import PriorityClass
    from solver.problem import Job

#: What a tick of work weighs, and a tick of lateness, of a tenant that tells no classes apart. Finer costs time in proofs, coarser rounds a class away.
UNIT, LATE_UNIT = 12, 4


def weigh(jobs: Sequence[Job], classes: Sequence[PriorityClass], *, budget: bool) -> tuple[Job, ...]:
    """Return jobs with the weights of their classes, each tenant's within its budget; as the classes have them without `budget`."""
    classed = [PRIORITIES[each] for each in classes]
    weights = [each.job_weight for each in classed]
    late = [0 if job.due is None else each.tardiness_weight for job, each in zip(jobs, classed, strict=True)]
    if budget:
        accounts = [job.account for job in jobs]
        work = [sum(task.work for task in job.tasks) for job in jobs]
        weights = _least_terms(_divided(weights, work, accounts, UNIT))
        late = _divided(late, [1 if each else 0 for each in late], accounts, LATE_UNIT)
    return tuple(
        replace(job, weight=weight, tardiness_weight=tardiness)
        for job, weight, tardiness in zip(jobs, weights, late, strict=True)
    )


def _divided(weights: Sequence[int], sizes: Sequence[int], accounts: Sequence[int], unit: int) -> list[int]:
    """Return weights of which each account's, times the sizes, come to `unit` for each of its size; what weighs nothing stays so."""
    size, weighed = Counter[int](), Counter[int]()
    for weight, each, account in zip(weights, sizes, accounts, strict=True):
        size[account] += each
        weighed[account] += weight * each
    return [
        max(1, _rounded(unit * weight * size[account], weighed[account])) if weight else 0
        for weight, account in zip(weights, accounts, strict=True)
    ]


def _rounded(number: int, by: int) -> int:
    """Return a quotient, rounded half up."""
    return (2 * number + by) // (2 * by)


def _least_terms(weights: Iterable[int]) -> list[int]:
    """Return weights divided by what they have in common: a bound is rounded down to whole weights."""
    found = list(weights)
    common = gcd(*found) or 1
    return [weight // common for weight in found]
