"""Availability: the whole occupation lies inside one open window of each machine, the processing part inside one of the mode."""

from __future__ import annotations

import pytest

from tests.builders import make_assignment, make_job, make_machine, make_mode, make_problem, make_task
from tests.solver.verify.judge import broken_rules


@pytest.mark.parametrize(
    ("start", "broken"),
    [(5, []), (8, []), (4, ["availability"]), (9, ["availability"]), (20, []), (14, ["availability"])],
)
def test_an_occupation_lies_in_one_window(start: int, broken: list[str]) -> None:
    """A task would run into the night: windows [5, 12) and [20, 30), a task of 4."""
    problem = make_problem(machines=[make_machine((5, 12), (20, 30))], jobs=[make_job()])
    assert broken_rules(problem, make_assignment(0, start)) == broken


def test_windows_that_touch_are_two() -> None:
    """A task would run over a change of shift that the park wants kept: [0, 10) and [10, 20)."""
    problem = make_problem(machines=[make_machine((0, 10), (10, 20))], jobs=[make_job()])
    assert broken_rules(problem, make_assignment(0, 8)) == ["availability"]
    assert broken_rules(problem, make_assignment(0, 10)) == []


@pytest.mark.parametrize(("start", "broken"), [(5, []), (4, ["availability"]), (8, []), (9, ["availability"])])
def test_setup_and_teardown_need_the_machine_open(start: int, broken: list[str]) -> None:
    """A setup would be done at a closed machine: 1 + 4 + 2 ticks in [5, 15)."""
    task = make_task(make_mode(duration=4, setup=1, teardown=2))
    problem = make_problem(machines=[make_machine((5, 15))], jobs=[make_job(task)])
    assert broken_rules(problem, make_assignment(0, start)) == broken


@pytest.mark.parametrize(("start", "broken"), [(7, []), (6, ["availability"]), (10, []), (11, ["availability"])])
def test_only_the_processing_part_needs_the_mode_open(start: int, broken: list[str]) -> None:
    """A view period would have to hold setup and teardown too: 3 ticks of setup, then 4 in [10, 17), then teardown."""
    task = make_task(make_mode(duration=4, setup=3, teardown=2, windows=[(10, 17)]))
    assert broken_rules(make_problem(jobs=[make_job(task)]), make_assignment(0, start)) == broken


def test_every_machine_of_a_mode_is_open() -> None:
    """A task on two machines would start while the second is closed: open together in [8, 10) only."""
    plant = [make_machine((0, 10)), make_machine((8, 20))]
    problem = make_problem(machines=plant, jobs=[make_job(make_task(make_mode(0, 1, duration=2)))])
    assert broken_rules(problem, make_assignment(0, 8, duration=2)) == []
    assert broken_rules(problem, make_assignment(0, 7, duration=2)) == ["availability"]
    assert broken_rules(problem, make_assignment(0, 12, duration=2)) == ["availability"]


def test_a_mode_without_any_window_is_never_open() -> None:
    """An empty list would be read as no limit: null means anywhere, nothing means nowhere."""
    problem = make_problem(jobs=[make_job(make_task(make_mode(windows=[])))])
    assert broken_rules(problem, make_assignment(0, 0)) == ["availability"]
