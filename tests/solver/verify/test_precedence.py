"""Precedence: lags between the tasks of a job, with travel between sites."""

from __future__ import annotations

import pytest

from tests.builders import make_assignment, make_job, make_machine, make_mode, make_precedence, make_problem, make_task
from tests.solver.verify.judge import broken_rules


@pytest.mark.parametrize(
    ("start", "broken"), [(5, ["precedence"]), (6, []), (9, []), (10, ["precedence"]), (0, ["precedence"])]
)
def test_a_lag_runs_from_end_to_start(start: int, broken: list[str]) -> None:
    """A lag would be measured from start to start: the first task ends at 4, then 2 to 5 ticks."""
    job = make_job(make_task(), make_task(make_mode(1)), precedences=[make_precedence(min_lag=2, max_lag=5)])
    problem = make_problem(machines=2, jobs=[job])
    assert broken_rules(problem, make_assignment(0, 0), make_assignment(0, start, task=1)) == broken


@pytest.mark.parametrize(("start", "broken"), [(6, ["precedence"]), (7, []), (9, []), (10, ["precedence"])])
def test_a_lag_is_between_occupations(start: int, broken: list[str]) -> None:
    """Setup and teardown would lie inside the lag: 1 + 4 + 1 end at 6, then 1 to 3 ticks to the start of the setup."""
    around = make_mode(0, duration=4, setup=1, teardown=1)
    follows = make_mode(1, duration=4, setup=2)
    job = make_job(make_task(around), make_task(follows), precedences=[make_precedence(min_lag=1, max_lag=3)])
    problem = make_problem(machines=2, jobs=[job])
    assert broken_rules(problem, make_assignment(0, 0), make_assignment(0, start, task=1)) == broken


@pytest.mark.parametrize(
    ("mode", "start", "broken"), [(0, 5, []), (0, 4, ["precedence"]), (1, 11, []), (1, 10, ["precedence"])]
)
def test_travel_adds_to_the_least_lag(mode: int, start: int, broken: list[str]) -> None:
    """Goods would be in two workshops at once: lag 1 alone on the same site, 1 + 6 from site 0 to site 1."""
    plant = [make_machine(), make_machine(), make_machine(site=1)]
    job = make_job(make_task(), make_task(make_mode(1), make_mode(2)), precedences=[make_precedence(min_lag=1)])
    problem = make_problem(machines=plant, jobs=[job], travel=[[0, 6], [2, 0]])
    assert broken_rules(problem, make_assignment(0, 0), make_assignment(0, start, task=1, mode=mode)) == broken


@pytest.mark.parametrize(("start", "broken"), [(6, []), (5, ["precedence"])])
def test_travel_has_a_direction(start: int, broken: list[str]) -> None:
    """The travel matrix would be read by column: from site 1 to site 0 it takes 2 ticks, not 6."""
    plant = [make_machine(), make_machine(site=1)]
    job = make_job(make_task(make_mode(1)), make_task(make_mode(0)), precedences=[make_precedence()])
    problem = make_problem(machines=plant, jobs=[job], travel=[[0, 6], [2, 0]])
    assert broken_rules(problem, make_assignment(0, 0), make_assignment(0, start, task=1)) == broken


def test_travel_does_not_add_to_the_longest_lag() -> None:
    """A longest lag shorter than the way would be stretched: 6 ticks of travel and a lag of at most 5 cannot both be."""
    plant = [make_machine(), make_machine(site=1)]
    job = make_job(make_task(), make_task(make_mode(1)), precedences=[make_precedence(max_lag=5)])
    problem = make_problem(machines=plant, jobs=[job], travel=[[0, 6], [2, 0]])
    for start in (8, 9, 10, 11):
        assert set(broken_rules(problem, make_assignment(0, 0), make_assignment(0, start, task=1))) == {"precedence"}


def test_the_first_machine_of_a_mode_says_where_it_is() -> None:
    """The site of any machine of a mode would count, where the first one's is meant."""
    plant = [make_machine(), make_machine(site=1), make_machine()]
    modes = make_mode(1, 0), make_mode(2)
    job = make_job(make_task(modes[0]), make_task(modes[1]), precedences=[make_precedence()])
    problem = make_problem(machines=plant, jobs=[job], travel=[[0, 6], [2, 0]])
    assert broken_rules(problem, make_assignment(0, 0), make_assignment(0, 6, task=1)) == []
    assert broken_rules(problem, make_assignment(0, 0), make_assignment(0, 5, task=1)) == ["precedence"]


@pytest.mark.parametrize(("start", "broken"), [(12, []), (11, ["precedence"]), (15, []), (16, ["precedence"])])
def test_all_parts_come_before(start: int, broken: list[str]) -> None:
    """A task would start between the parts of the one it waits for: parts [0, 4) and [8, 12), then 0 to 3 ticks."""
    split = make_task(make_mode(duration=8), splittable=(4, 2))
    job = make_job(split, make_task(make_mode(1)), precedences=[make_precedence(max_lag=3)])
    problem = make_problem(machines=2, jobs=[job])
    parts = make_assignment(0, 0), make_assignment(0, 8, part=1)
    assert broken_rules(problem, *parts, make_assignment(0, start, task=1)) == broken


def test_every_part_travels() -> None:
    """Only the last part would travel: the far one ends at 4 and needs 6 ticks, the near one ends at 8 and needs none."""
    plant = [make_machine(), make_machine(site=1), make_machine(site=1)]
    split = make_task(make_mode(0, duration=8), make_mode(1, duration=8), splittable=(4, 2))
    job = make_job(split, make_task(make_mode(2)), precedences=[make_precedence()])
    problem = make_problem(machines=plant, jobs=[job], travel=[[0, 6], [2, 0]])
    parts = make_assignment(0, 0), make_assignment(0, 4, part=1, mode=1)
    assert broken_rules(problem, *parts, make_assignment(0, 8, task=1)) == ["precedence"]
    assert broken_rules(problem, *parts, make_assignment(0, 10, task=1)) == []


def test_other_tasks_may_come_in_any_order() -> None:
    """Tasks that do not wait for each other would be kept in the order they are listed."""
    job = make_job(make_task(), make_task())
    assert broken_rules(make_problem(jobs=[job]), make_assignment(0, 10), make_assignment(0, 0, task=1)) == []
