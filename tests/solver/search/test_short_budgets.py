"""Budgets of nothing and of next to nothing: there is a verified schedule all the same, by every way of counting."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import pytest

from solver import solve
from solver.result import Status
from solver.search.parameters import SolveParameters
from solver.verify import verify
from tests.builders import make_job, make_machine, make_mode, make_problem, make_task

if TYPE_CHECKING:
    from solver.problem import Problem


def crowd() -> Problem:
    """Return a problem that no search ends with by itself in a second: twice as much is asked for as there is time."""
    tasks = [make_task(*(make_mode(m, duration=3 + (n * m) % 11) for m in range(6)), work=9) for n in range(200)]
    jobs = [make_job(task, release=n % 40, deadline=60 + n % 41, weight=1 + n % 3) for n, task in enumerate(tasks)]
    return make_problem(machines=[make_machine((0, 50), (60, 100)) for _ in range(6)], jobs=jobs)


@pytest.mark.parametrize(
    ("seconds", "engine", "deterministic"), list(product((0.0, 1.0), ("inline", "processes"), (False, True)))
)
def test_there_is_a_verified_schedule(seconds: float, engine: str, deterministic: bool) -> None:  # noqa: FBT001 - a case
    """A phase that gets no time, or less than it takes to begin, would end the solve without a schedule."""
    problem = crowd()
    result = solve(problem, SolveParameters(seconds=seconds, engine=engine, deterministic=deterministic))
    assert result.status is Status.FEASIBLE
    assert result.verified
    assert verify(problem, result.schedule) == ()
    assert len(result.schedule.by_job) > 0
    assert result.tiers[0].value <= result.tiers[0].bound
