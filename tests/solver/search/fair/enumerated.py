"""Problems small enough that every choice of jobs can be tried: one machine, jobs of one task with release and deadline."""

from __future__ import annotations

from itertools import combinations, permutations
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from solver.fairness import levels_of
from tests.builders import make_account, make_job, make_machine, make_mode, make_problem, make_task

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from solver.fairness import Aim
    from solver.problem import Job, Problem

#: Ticks of the machine.
TICKS = 12


@st.composite
def small_nights(draw: st.DrawFn) -> Problem:
    """Return two or three accounts that ask for more than there is, or not."""
    accounts = [make_account(share=draw(st.integers(1, 3))) for _ in range(draw(st.integers(2, 3)))]
    jobs = []
    for _ in range(draw(st.integers(2, 5))):
        ticks = draw(st.integers(1, 6))
        release = draw(st.integers(0, TICKS - ticks))
        deadline = draw(st.integers(release + ticks, TICKS))
        account = draw(st.integers(0, len(accounts) - 1))
        jobs.append(make_job(make_task(make_mode(duration=ticks)), account=account, release=release, deadline=deadline))
    return make_problem(jobs=jobs, accounts=accounts, machines=[make_machine((0, TICKS))], horizon=TICKS)


def choices(problem: Problem) -> Iterator[tuple[int, ...]]:
    """Yield every set of jobs that fit together, as what each account has of it."""
    every = range(len(problem.jobs))
    for size in range(len(problem.jobs) + 1):
        for jobs in combinations(every, size):
            if any(_fit([problem.jobs[job] for job in order]) for order in permutations(jobs)):
                granted = [0] * len(problem.accounts)
                for job in jobs:
                    granted[problem.jobs[job].account] += problem.jobs[job].tasks[0].work
                yield tuple(granted)


def timed_choices(problem: Problem, committed: int) -> Iterator[tuple[tuple[int, ...], tuple[int, ...]]]:
    """Yield for every order of jobs, each begun as soon as can be, what each account has, and has of what begins before a tick."""
    every = range(len(problem.jobs))
    for size in range(len(problem.jobs) + 1):
        for order in permutations(every, size):
            if not _fit([problem.jobs[job] for job in order]):
                continue
            worth, counted, now = [0] * len(problem.accounts), [0] * len(problem.accounts), 0
            for job in (problem.jobs[index] for index in order):
                start = max(now, job.release)
                now = start + job.tasks[0].modes[0].duration
                worth[job.account] += job.tasks[0].work
                counted[job.account] += job.tasks[0].work if start < committed else 0
            yield tuple(worth), tuple(counted)


def fairest(problem: Problem, aims: Sequence[Aim], least: int) -> tuple[tuple[int, ...], int]:
    """Return the best service levels in order of all choices worth at least `least`, and the most that one of them is worth."""
    return max((levels_of(aims, granted), sum(granted)) for granted in choices(problem) if sum(granted) >= least)


def _fit(order: Sequence[Job]) -> bool:
    now = 0
    for job in order:
        now = max(now, job.release) + job.tasks[0].modes[0].duration
        if now > job.deadline:
            return False
    return True
