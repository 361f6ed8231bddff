"""What the optima worked out by hand are held against."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver import SolveParameters, Status, solve, verify
from tests.builders import make_job, make_mode, make_task

if TYPE_CHECKING:
    from solver.problem import Job, Problem
    from solver.schedule import Schedule

PARAMETERS = SolveParameters(seconds=5, engine="inline")


def optimum(problem: Problem) -> tuple[int, Schedule]:
    """Return the proven best utilization of a problem and a schedule that has it."""
    result = solve(problem, PARAMETERS)
    assert verify(problem, result.schedule) == ()
    assert result.status is Status.OPTIMAL, result.messages
    (value,) = (tier for tier in result.tiers if tier.name == "utilization")
    assert value.value == value.bound
    return value.value, result.schedule


def placed(schedule: Schedule) -> list[int]:
    """Return the jobs that are placed."""
    return sorted(schedule.by_job)


def job_of(duration: int, *, release: int = 0, deadline: int = 40, weight: int = 1, mandatory: bool = False) -> Job:
    """Return a job of one task on machine 0, worth as much as it lasts."""
    task = make_task(make_mode(duration=duration))
    return make_job(task, release=release, deadline=deadline, weight=weight, mandatory=mandatory)
