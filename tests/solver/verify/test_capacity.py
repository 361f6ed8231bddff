"""Capacity: two tasks never overlap on a machine, setup and teardown included."""

from __future__ import annotations

import pytest

from tests.builders import make_assignment, make_job, make_mode, make_problem, make_task
from tests.solver.verify.judge import broken_rules


def test_one_after_the_other_holds() -> None:
    """Touching intervals would count as an overlap, although they are half-open."""
    problem = make_problem(jobs=[make_job(), make_job()])
    assert broken_rules(problem, make_assignment(0, 4), make_assignment(1, 0)) == []


def test_one_tick_of_overlap() -> None:
    """A machine would do two tasks in tick 3."""
    problem = make_problem(jobs=[make_job(), make_job()])
    assert broken_rules(problem, make_assignment(0, 0), make_assignment(1, 3)) == ["capacity"]


@pytest.mark.parametrize(("start", "broken"), [(6, ["capacity"]), (7, [])])
def test_setup_and_teardown_hold_the_machine(start: int, broken: list[str]) -> None:
    """A task would begin while the machine is being cleaned: 2 setup + 4 + 1 teardown hold it to tick 7."""
    around = make_task(make_mode(duration=4, setup=2, teardown=1))
    problem = make_problem(jobs=[make_job(around), make_job(around)])
    assert broken_rules(problem, make_assignment(0, 0), make_assignment(1, start)) == broken


def test_all_machines_of_a_mode_are_held() -> None:
    """A task on two machines at once would leave its second one to others."""
    both, second = make_task(make_mode(0, 1)), make_task(make_mode(1))
    problem = make_problem(machines=2, jobs=[make_job(both), make_job(second)])
    assert broken_rules(problem, make_assignment(0, 0), make_assignment(1, 2)) == ["capacity"]
    assert broken_rules(problem, make_assignment(0, 0), make_assignment(1, 4)) == []


def test_a_long_task_over_two_short_ones() -> None:
    """Only neighbours would be compared: the third task starts after the second ends, but inside the first."""
    problem = make_problem(jobs=[make_job(make_task(make_mode(duration=20))), make_job(), make_job()])
    placed = make_assignment(0, 0, duration=20), make_assignment(1, 2), make_assignment(2, 10)
    assert broken_rules(problem, *placed) == ["capacity", "capacity"]
