"""Pins: hard pins hold."""

from __future__ import annotations

import pytest

from tests.builders import make_assignment, make_job, make_mode, make_pin, make_problem, make_task
from tests.solver.verify.judge import broken_rules

FLEXIBLE = make_job(make_task(*(make_mode(m, duration=6, min_duration=2) for m in (0, 1))))
SPLIT = make_job(make_task(*(make_mode(m, duration=6, min_duration=2) for m in (0, 1)), splittable=(2, 3)))


def test_a_pin_that_is_kept_holds() -> None:
    """A kept promise would be refused."""
    problem = make_problem(machines=2, jobs=[FLEXIBLE], pins=[make_pin(0, 8, mode=1)])
    assert broken_rules(problem, make_assignment(0, 8, mode=1)) == []


@pytest.mark.parametrize(("start", "mode", "granted"), [(9, 1, 4), (8, 0, 4), (8, 1, 5)])
def test_a_pinned_task_elsewhere(start: int, mode: int, granted: int) -> None:
    """What runs already would be moved in time, to another machine, or cut."""
    problem = make_problem(machines=2, jobs=[FLEXIBLE], pins=[make_pin(0, 8, mode=1)])
    assert broken_rules(problem, make_assignment(0, start, mode=mode, duration=granted)) == ["pins"]


def test_a_pinned_job_left_out() -> None:
    """What runs already would be dropped, because its job is optional."""
    assert broken_rules(make_problem(jobs=[make_job()], pins=[make_pin(0, 8)])) == ["pins"]


def test_a_soft_pin_may_be_broken() -> None:
    """A published slot would be as fixed as a running one."""
    assert broken_rules(make_problem(jobs=[make_job()], pins=[make_pin(0, 8, hard=False)])) == []


def test_some_part_of_a_split_task_is_the_pinned_one() -> None:
    """The running part would have to be part 0, or every part would have to be the pinned one."""
    problem = make_problem(
        machines=2, jobs=[SPLIT], pins=[make_pin(0, 8, duration=2), make_pin(0, 20, mode=1, duration=2)]
    )
    two = [make_assignment(0, 8 * q, part=q, duration=2) for q in range(2)]
    kept = [*two, make_assignment(0, 20, part=2, mode=1, duration=2)]
    assert broken_rules(problem, *kept) == []
    assert broken_rules(problem, *two) == ["pins"]
