"""An optimum worked out by hand for each rule about machines: selection, capacity, availability, changeover.

Each would be another one without the rule (docs/model.md, section 2).
"""

from __future__ import annotations

import pytest

from tests.builders import (
    make_assignment,
    make_job,
    make_machine,
    make_mode,
    make_problem,
    make_schedule,
    make_task,
)
from tests.solver.optimum import job_of, optimum, placed


def test_selection_places_whole_jobs() -> None:
    """Half of a job would be taken: job 0 needs 4 + 4 of the 7 ticks, so nothing of it fits beside or instead of job 1's 5."""
    problem = make_problem(machines=[make_machine((0, 7))], jobs=[make_job(make_task(), make_task()), job_of(5)])
    value, schedule = optimum(problem)
    assert (value, placed(schedule)) == (5, [1])


def test_selection_credits_one_mode() -> None:
    """A task would be done on both machines: two jobs of 4, two machines for each, 4 + 4 and no more."""
    both = make_job(make_task(make_mode(0), make_mode(1)))
    assert optimum(make_problem(machines=2, jobs=[both, both]))[0] == 8


def test_selection_places_what_is_mandatory() -> None:
    """A mandatory job would yield to one worth more: 6 ticks hold one of two jobs of 4, and it must be the one worth 1."""
    jobs = [make_job(make_task(work=1), mandatory=True), make_job(make_task(work=9))]
    value, schedule = optimum(make_problem(machines=[make_machine((0, 6))], jobs=jobs))
    assert (value, placed(schedule)) == (1, [0])


def test_selection_weighs_jobs() -> None:
    """Work would count without its weight: 5 ticks hold one of the two, 3 * 4 beats 1 * 5."""
    jobs = [job_of(4, weight=3), job_of(5)]
    value, schedule = optimum(make_problem(machines=[make_machine((0, 5))], jobs=jobs))
    assert (value, placed(schedule)) == (12, [0])


def test_capacity_is_a_knapsack() -> None:
    """Greedy by worth would win: 10 ticks hold the job of 6 (worth 10), or both of 5 (worth 6 each), which are worth 12."""
    jobs = [make_job(make_task(make_mode(duration=d), work=w)) for d, w in [(6, 10), (5, 6), (5, 6)]]
    value, schedule = optimum(make_problem(machines=[make_machine((0, 10))], jobs=jobs))
    assert (value, placed(schedule)) == (12, [1, 2])


def test_capacity_counts_setup_and_teardown() -> None:
    """Setup would be free: 1 + 4 + 1 ticks each, so 11 ticks hold one job, not two; with 12 they hold both."""
    around = make_job(make_task(make_mode(duration=4, setup=1, teardown=1)), deadline=20)
    for ticks, value in [(11, 4), (12, 8)]:
        problem = make_problem(machines=[make_machine((0, ticks))], jobs=[around, around])
        assert optimum(problem)[0] == value


def test_capacity_holds_all_machines_of_a_mode() -> None:
    """A joint task would leave its second machine free: it (worth 9) or the two of 5 alone (10) fit in 8 ticks, not 9 + 5."""
    jobs = [
        make_job(make_task(make_mode(0, 1, duration=5), work=9)),
        job_of(5),
        make_job(make_task(make_mode(1, duration=5))),
    ]
    value, schedule = optimum(make_problem(machines=[make_machine((0, 8)), make_machine((0, 8))], jobs=jobs))
    assert (value, placed(schedule)) == (10, [1, 2])


@pytest.mark.parametrize("second", [(5, 10), (6, 11)])
def test_availability_keeps_windows_apart(second: tuple[int, int]) -> None:
    """A task would run from one window into the next: two windows of 5 hold one job of 4 each; the 3 fits in neither rest."""
    problem = make_problem(machines=[make_machine((0, 5), second)], jobs=[job_of(4), job_of(4), job_of(3)])
    value, schedule = optimum(problem)
    assert (value, placed(schedule)) == (8, [0, 1])


def test_availability_of_a_mode_is_about_processing() -> None:
    """A view period would have to hold the setup: 3 ticks of setup in [2, 5), then 4 in view [5, 9); the second finds no view."""
    task = make_task(make_mode(duration=4, setup=3, windows=[(5, 10)]))
    value, schedule = optimum(make_problem(machines=[make_machine((2, 30))], jobs=[make_job(task), make_job(task)]))
    assert value == 4
    assert schedule.assignments[0].start in (2, 3)


def test_changeover_is_not_symmetric() -> None:
    """The order would not matter: family 0 before 1 needs 4 + 3 + 4 of 8 ticks, family 1 before 0 needs 8."""
    plant = [make_machine((0, 8), changeover=[[0, 3], [0, 0]])]
    jobs = [make_job(make_task(family=0)), make_job(make_task(family=1))]
    value, schedule = optimum(make_problem(machines=plant, jobs=jobs))
    assert value == 8
    assert schedule == make_schedule(make_assignment(0, 4), make_assignment(1, 0))


def test_changeover_counts_between_exact_neighbours() -> None:
    """Every pair would be kept apart: family 0 to 2 takes 6 ticks, by way of 1 it takes 1 + 1 + 1, and 2 + 3 + 2 are all 7."""
    matrix = [[9, 1, 6], [9, 9, 1], [9, 9, 9]]
    jobs = [make_job(make_task(make_mode(duration=d), family=f)) for f, d in [(2, 2), (0, 2), (1, 1)]]
    value, schedule = optimum(make_problem(machines=[make_machine((0, 7), changeover=matrix)], jobs=jobs))
    assert value == 5
    assert [(part.job, part.start) for part in schedule.assignments] == [(0, 5), (1, 0), (2, 3)]


def test_changeover_starts_from_the_initial_family() -> None:
    """The first task would be free of it: family 1 may start at 3 and 4 ticks do not fit in [0, 6), so the 3 of family 0 win."""
    plant = [make_machine((0, 6), changeover=[[0, 3], [9, 9]], initial_family=0)]
    jobs = [make_job(make_task(family=1)), job_of(3)]
    value, schedule = optimum(make_problem(machines=plant, jobs=jobs))
    assert (value, placed(schedule)) == (3, [1])


def test_changeover_runs_while_the_machine_is_closed() -> None:
    """Changeovers would need open time: [0, 4) and [7, 11) are full, and the 3 ticks lie between; with [6, 10) they do not."""
    jobs = [make_job(make_task(family=0)), make_job(make_task(family=1))]
    for start, value in [(7, 8), (6, 4)]:
        plant = [make_machine((0, 4), (start, start + 4), changeover=[[0, 3], [3, 0]])]
        assert optimum(make_problem(machines=plant, jobs=jobs))[0] == value
