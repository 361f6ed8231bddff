"""Changeover: between neighbours on a machine at least `S_m[f][g]` ticks; first task against the initial family."""

from __future__ import annotations

import pytest

from tests.builders import make_assignment, make_job, make_machine, make_mode, make_problem, make_task
from tests.solver.verify.judge import broken_rules

#: From family 0 to 1 takes 3 ticks, back takes 1.
UNEVEN = [[0, 3], [1, 0]]
ZERO, ONE = make_job(make_task(family=0)), make_job(make_task(family=1))


@pytest.mark.parametrize(
    ("first", "second", "start", "broken"),
    [(0, 1, 7, []), (0, 1, 6, ["changeover"]), (1, 0, 5, []), (1, 0, 4, ["changeover"])],
)
def test_the_way_there_is_not_the_way_back(first: int, second: int, start: int, broken: list[str]) -> None:
    """The matrix would be read by column: a task of 4 ends at 4, then 3 ticks from family 0 to 1, 1 tick back."""
    problem = make_problem(machines=[make_machine(changeover=UNEVEN)], jobs=[ZERO, ONE])
    assert broken_rules(problem, make_assignment(first, 0), make_assignment(second, start)) == broken


@pytest.mark.parametrize(("start", "broken"), [(3, []), (2, ["changeover"])])
def test_the_first_task_follows_the_initial_family(start: int, broken: list[str]) -> None:
    """A machine would be set up for nothing at the start: from family 0 at tick 0 to family 1 takes 3 ticks."""
    problem = make_problem(machines=[make_machine(changeover=UNEVEN, initial_family=0)], jobs=[ONE])
    assert broken_rules(problem, make_assignment(0, start)) == broken


def test_without_an_initial_family_the_first_task_may_start_at_once() -> None:
    """A machine set up for nothing would be taken for one set up for family 0."""
    problem = make_problem(machines=[make_machine(changeover=UNEVEN)], jobs=[ONE])
    assert broken_rules(problem, make_assignment(0, 0)) == []


def test_closed_hours_count() -> None:
    """A changeover would need open hours: one task ends at 4, when the machine closes, the next starts at 7, when it opens."""
    plant = [make_machine((0, 4), (7, 20), changeover=UNEVEN)]
    problem = make_problem(machines=plant, jobs=[ZERO, ONE])
    assert broken_rules(problem, make_assignment(0, 0), make_assignment(1, 7)) == []


def test_only_exact_neighbours_count() -> None:
    """All pairs would be kept apart: 0 to 2 takes 9 ticks, but by way of 1 it takes 1 + 4 + 1."""
    plant = [make_machine(changeover=[[0, 1, 9], [0, 0, 1], [0, 0, 0]])]
    problem = make_problem(machines=plant, jobs=[make_job(make_task(family=f)) for f in range(3)])
    assert broken_rules(problem, *(make_assignment(f, 5 * f) for f in range(3))) == []
    assert broken_rules(problem, make_assignment(0, 0), make_assignment(2, 10)) == ["changeover"]


def test_setup_is_no_changeover() -> None:
    """A task's own setup would count towards the changeover: both are needed, 3 ticks and then the setup."""
    problem = make_problem(
        machines=[make_machine(changeover=UNEVEN)], jobs=[ZERO, make_job(make_task(make_mode(setup=3), family=1))]
    )
    assert broken_rules(problem, make_assignment(0, 0), make_assignment(1, 4)) == ["changeover"]
    assert broken_rules(problem, make_assignment(0, 0), make_assignment(1, 7)) == []


def test_each_machine_has_its_own_order() -> None:
    """Tasks on different machines would be neighbours."""
    plant = [make_machine(changeover=UNEVEN), make_machine(changeover=UNEVEN)]
    problem = make_problem(machines=plant, jobs=[ZERO, make_job(make_task(make_mode(1), family=1))])
    assert broken_rules(problem, make_assignment(0, 0), make_assignment(1, 4)) == []
