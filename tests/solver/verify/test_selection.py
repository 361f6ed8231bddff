"""Selection: a placed task uses exactly one mode; a job is placed whole or not at all; mandatory jobs are placed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from solver.verify import verify
from tests.builders import make_assignment, make_job, make_mode, make_problem, make_schedule, make_task
from tests.solver.verify.judge import broken_rules

if TYPE_CHECKING:
    from solver.schedule import Assignment

PAIR = make_job(make_task(), make_task())
CHOICE = make_job(make_task(make_mode(0), make_mode(1)))
SPLIT = make_job(make_task(make_mode(duration=6, min_duration=2), splittable=(2, 3)))


def test_whole_jobs_and_left_out_ones_hold() -> None:
    """A sound schedule would be refused: job 0 has both tasks, job 1 may be left out, job 2 must not be and is not."""
    problem = make_problem(jobs=[PAIR, make_job(), make_job(mandatory=True)])
    assert broken_rules(problem, make_assignment(0, 0), make_assignment(0, 4, task=1), make_assignment(2, 8)) == []


def test_a_job_in_pieces() -> None:
    """Half a job would pass for a placed one."""
    assert broken_rules(make_problem(jobs=[PAIR]), make_assignment(0, 0, task=1)) == ["selection"]


def test_a_mandatory_job_left_out() -> None:
    """A job that must be placed could be dropped for a more valuable one."""
    assert broken_rules(make_problem(jobs=[make_job(mandatory=True)])) == ["selection"]


def test_a_task_in_two_modes() -> None:
    """A task would be done twice, on two machines, and be credited twice."""
    problem = make_problem(machines=2, jobs=[CHOICE])
    twice = make_assignment(0, 0), make_assignment(0, 20, part=1, mode=1)
    assert broken_rules(problem, *twice) == ["selection"]
    assert broken_rules(problem, make_assignment(0, 0), make_assignment(0, 20, mode=1)) == ["selection"]


def test_a_task_that_is_no_first_part() -> None:
    """A task that may not be split would come as its second part alone."""
    assert broken_rules(make_problem(jobs=[make_job()]), make_assignment(0, 0, part=1)) == ["selection"]


@pytest.mark.parametrize(
    ("numbers", "broken"), [((0, 1), []), ((1, 0), []), ((0, 2), ["selection"]), ((1, 1), ["selection"])]
)
def test_parts_are_numbered_from_zero(numbers: tuple[int, int], broken: list[str]) -> None:
    """Two parts would share a name, or a reader would look for one that is not there."""
    first, second = numbers
    problem = make_problem(jobs=[SPLIT])
    parts = make_assignment(0, 0, part=first, duration=2), make_assignment(0, 9, part=second, duration=2)
    assert broken_rules(problem, *parts) == broken


@pytest.mark.parametrize(
    "stray",
    [
        make_assignment(1, 10),
        make_assignment(-1, 10),
        make_assignment(0, 10, task=1),
        make_assignment(0, 10, task=-1),
        make_assignment(0, 10, mode=1),
        make_assignment(0, 10, mode=-1),
    ],
)
def test_an_assignment_of_nothing(stray: Assignment) -> None:
    """An index beside the data would crash the referee, or wrap round to another job and pass."""
    problem = make_problem(jobs=[make_job()])
    found = verify(problem, make_schedule(make_assignment(0, 0), stray))
    assert [violation.rule for violation in found] == ["selection"]
    assert "an assignment names" in str(found[0])
