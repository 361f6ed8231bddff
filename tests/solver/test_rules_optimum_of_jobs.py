"""An optimum worked out by hand for each rule about jobs: precedence, pools, time, flexible, pins; and what is infeasible.

Each would be another one without the rule (docs/model.md, section 2). Over 150 lines because the derivations are written out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from solver import Status, solve
from tests.builders import (
    make_assignment,
    make_job,
    make_machine,
    make_mode,
    make_pin,
    make_pool,
    make_precedence,
    make_problem,
    make_schedule,
    make_task,
)
from tests.solver.optimum import PARAMETERS, job_of, optimum, placed

if TYPE_CHECKING:
    from solver.problem import Problem


@pytest.mark.parametrize(("longest", "value"), [(2, 0), (3, 8)])
def test_precedence_holds_the_longest_lag(longest: int, value: int) -> None:
    """A part would cool down: task 0 ends at 7 at the latest, task 1 starts at 10, so a lag of at most 2 leaves no place."""
    plant = [make_machine((0, 7)), make_machine((10, 14))]
    job = make_job(make_task(), make_task(make_mode(1)), precedences=[make_precedence(max_lag=longest)])
    assert optimum(make_problem(machines=plant, jobs=[job]))[0] == value


@pytest.mark.parametrize(("least", "value"), [(2, 8), (3, 5)])
def test_precedence_holds_the_least_lag(least: int, value: int) -> None:
    """Glue would not dry: 4 + lag + 4 fit in 10 ticks with a lag of 2, and with 3 only the other job, of 5, is left."""
    chain = make_job(make_task(), make_task(make_mode(1)), precedences=[make_precedence(min_lag=least)], deadline=10)
    other = make_job(make_task(make_mode(0, 1, duration=5)), deadline=10)
    assert optimum(make_problem(machines=2, jobs=[chain, other]))[0] == value


def test_precedence_adds_travel() -> None:
    """Goods would be in two workshops at once.

    A chain of 4 + 4 with 10 ticks: on machine 1, 3 ticks away, it ends at 11; on machine 2, on the spot, it takes [4, 8) or up to
    [6, 10), and job 1, of 7, finds no room there. Without travel both fit: 15. With it the chain is worth more, 8.
    """
    plant = [make_machine((0, 10)), make_machine((0, 10), site=1), make_machine((0, 10))]
    chain = make_job(make_task(), make_task(make_mode(1), make_mode(2)), precedences=[make_precedence()])
    other = make_job(make_task(make_mode(2, duration=7)))
    for away, value in [(3, 8), (2, 15)]:
        problem = make_problem(machines=plant, jobs=[chain, other], travel=[[0, away], [away, 0]])
        assert optimum(problem)[0] == value


@pytest.mark.parametrize(
    ("steps", "value"), [([(0, 6, 1)], 4), ([(0, 6, 2)], 8), ([(0, 4, 1), (4, 6, 2)], 4), ([(0, 4, 2)], 8)]
)
def test_pools_limit_what_runs_at_once(steps: list[tuple[int, int, int]], value: int) -> None:
    """One operator would serve two machines: two jobs of 4 in 6 ticks overlap in at least [2, 4), so both need 2 units there."""
    jobs = [make_job(make_task(make_mode(m, demands={0: 1})), deadline=6) for m in (0, 1)]
    assert optimum(make_problem(machines=2, pools=[make_pool(*steps)], jobs=jobs))[0] == value


def test_pools_count_units_and_setup() -> None:
    """Units or setup would not count: of 3 units, job 0 (worth 9) holds 2 for 1 + 3 + 1 ticks of 5, job 1 wants 2, job 2 one."""
    jobs = [
        make_job(make_task(make_mode(0, duration=3, setup=1, teardown=1, demands={0: 2}), work=9), deadline=5),
        make_job(make_task(make_mode(1, duration=1, demands={0: 2}), work=6), deadline=5),
        make_job(make_task(make_mode(2, duration=1, demands={0: 1}), work=2), deadline=5),
    ]
    value, schedule = optimum(make_problem(machines=3, pools=[make_pool((0, 5, 3))], jobs=jobs))
    assert (value, placed(schedule)) == (11, [0, 2])


def test_time_holds_release_and_deadline() -> None:
    """A job would start before its material is there, or end after its truck has left.

    Job 0 starts at 0 to 2, job 1 at 3 or 4, job 2 at 5. Jobs 1 and 2 cannot both be: the one ends at 7 at the earliest. Job 0
    goes with either, so two of three jobs of 4 are placed.
    """
    jobs = [job_of(4, deadline=6), job_of(4, release=3, deadline=8), job_of(4, release=5, deadline=9)]
    value, schedule = optimum(make_problem(jobs=jobs))
    assert value == 8
    assert 0 in schedule.by_job


def test_time_counts_setup_and_teardown() -> None:
    """The span would be about processing alone: 1 + 4 + 1 ticks do not fit in [3, 8), in [3, 9) they do."""
    task = make_task(make_mode(duration=4, setup=1, teardown=1))
    for deadline, value in [(8, 0), (9, 4)]:
        assert optimum(make_problem(jobs=[make_job(task, release=3, deadline=deadline)]))[0] == value


def test_flexible_grants_share_a_window() -> None:
    """A flexible booking would be all or nothing: of 10 ticks two jobs of 3 to 6 take all."""
    flexible = make_job(make_task(make_mode(duration=6, min_duration=3)), deadline=10)
    assert optimum(make_problem(machines=[make_machine((0, 10))], jobs=[flexible, flexible]))[0] == 10


def test_flexible_credit_is_rounded_down_for_each_task() -> None:
    """Fractions of credit would be added up.

    A task of 3 ticks is worth 7: one tick is credited 2, two 4, three 7. Of 4 ticks two such tasks get 3 + 1, worth 9; 2 + 2 are
    worth 8, and 28 / 3 is more than either.
    """
    task = make_task(make_mode(duration=3, min_duration=1), work=7)
    value, schedule = optimum(make_problem(machines=[make_machine((0, 4))], jobs=[make_job(task), make_job(task)]))
    assert value == 9
    assert sorted(part.duration for part in schedule.assignments) == [1, 3]


def test_flexible_never_grants_less_than_the_least() -> None:
    """A crumb would be credited.

    Of 7 ticks the fixed job, worth 5 * 2, leaves 2, but the flexible one is granted 3 at least: 10. The flexible one alone is
    worth 6.
    """
    jobs = [make_job(make_task(make_mode(duration=6, min_duration=3))), job_of(5, weight=2)]
    value, schedule = optimum(make_problem(machines=[make_machine((0, 7))], jobs=jobs))
    assert (value, placed(schedule)) == (10, [1])


def test_parts_have_a_least_length() -> None:
    """Parts would fill every hole: windows of 5, 5 and 2 ticks give 5 + 5 of 12, because a part has at least 3."""
    task = make_task(make_mode(duration=12, min_duration=6), splittable=(3, 3))
    value, schedule = optimum(make_problem(machines=[make_machine((0, 5), (6, 11), (12, 14))], jobs=[make_job(task)]))
    assert (value, len(schedule.assignments)) == (10, 2)


def test_parts_are_counted() -> None:
    """A booking would be cut into more parts than allowed: windows of 4, 4 and 4, in two parts 8 of 12."""
    task = make_task(make_mode(duration=12, min_duration=6), splittable=(3, 2))
    problem = make_problem(machines=[make_machine((0, 4), (6, 10), (12, 16))], jobs=[make_job(task)])
    assert optimum(problem)[0] == 8


def test_parts_are_never_at_once() -> None:
    """One booking would run on two machines at the same time: both are open for [0, 7) only, and that is 7 of 12, not 12."""
    modes = [make_mode(m, duration=12, min_duration=6) for m in (0, 1)]
    task = make_task(*modes, splittable=(3, 3))
    assert optimum(make_problem(machines=[make_machine((0, 7)), make_machine((0, 7))], jobs=[make_job(task)]))[0] == 7


def test_each_part_needs_its_own_setup() -> None:
    """Only the first part would be set up: windows of 5 and 5 with 1 tick of setup each give 4 + 4."""
    task = make_task(make_mode(duration=12, min_duration=6, setup=1), splittable=(3, 3))
    assert optimum(make_problem(machines=[make_machine((0, 5), (6, 11))], jobs=[make_job(task)]))[0] == 8


def test_parts_are_added_before_they_are_rounded() -> None:
    """Each part would lose its own fraction: 4 + 4 of 12 ticks worth 20 are 20 * 8 // 12 = 13, not 20 * 4 // 12 = 6 twice."""
    task = make_task(make_mode(duration=12, min_duration=6), work=20, splittable=(3, 3))
    assert optimum(make_problem(machines=[make_machine((0, 4), (6, 10))], jobs=[make_job(task)]))[0] == 13


def test_pins_hold() -> None:
    """What runs would be moved: 10 ticks hold two jobs of 4, but with the first held at [3, 7) neither rest of 3 holds the other."""
    jobs = [job_of(4), job_of(4, weight=9)]
    problem = make_problem(machines=[make_machine((0, 10))], jobs=jobs, pins=[make_pin(0, 3)])
    value, schedule = optimum(problem)
    assert value == 4
    assert schedule == make_schedule(make_assignment(0, 3))


def test_pins_hold_the_granted_ticks() -> None:
    """A pinned flexible task would grow: it is held at 3 of 6 ticks, and stays there although the machine is free."""
    task = make_task(make_mode(duration=6, min_duration=2))
    problem = make_problem(jobs=[make_job(task)], pins=[make_pin(0, 5, duration=3)])
    assert optimum(problem) == (3, make_schedule(make_assignment(0, 5, duration=3)))


def test_pins_hold_one_part_of_a_split_task() -> None:
    """The other parts would be held too, or dropped: a part stays at [4, 7); [0, 4) and [7, 12) give 4 and 5 more of 12."""
    task = make_task(make_mode(duration=12, min_duration=3), splittable=(3, 3))
    problem = make_problem(
        machines=[make_machine((0, 12))], jobs=[make_job(task, deadline=12)], pins=[make_pin(0, 4, duration=3)]
    )
    value, schedule = optimum(problem)
    assert value == 12
    assert sorted((part.start, part.duration) for part in schedule.assignments) == [(0, 4), (4, 3), (7, 5)]


def test_a_soft_pin_goes_before_utilization() -> None:
    """A published slot would be moved to win work: beside 3 to 7 no second job of 4 fits into 10 ticks."""
    problem = make_problem(machines=[make_machine((0, 10))], jobs=[job_of(4)] * 2, pins=[make_pin(0, 3, hard=False)])
    assert optimum(problem)[0] == 4


def test_a_soft_pin_is_no_rule() -> None:
    """A published slot that closed in the meantime would make the night infeasible."""
    problem = make_problem(machines=[make_machine((0, 10))], jobs=[job_of(4)] * 2, pins=[make_pin(0, 7, hard=False)])
    assert optimum(problem)[0] == 8


@pytest.mark.parametrize(
    "problem",
    [
        pytest.param(make_problem(jobs=[job_of(4, deadline=3, mandatory=True)]), id="a mandatory job that is too long"),
        pytest.param(
            make_problem(machines=[make_machine((0, 7))], jobs=[job_of(4, mandatory=True), job_of(4, mandatory=True)]),
            id="two mandatory jobs for one place",
        ),
        pytest.param(
            make_problem(jobs=[job_of(4)] * 2, pins=[make_pin(0, 0), make_pin(1, 3)]), id="two pins that overlap"
        ),
        pytest.param(
            make_problem(machines=[make_machine((0, 7))], jobs=[job_of(4)], pins=[make_pin(0, 5)]),
            id="a pin in the night",
        ),
        pytest.param(
            make_problem(
                machines=[make_machine((0, 10))], jobs=[job_of(4), job_of(4, mandatory=True)], pins=[make_pin(0, 3)]
            ),
            id="a pin in the way of a mandatory job",
        ),
    ],
)
def test_what_cannot_be_honoured_is_infeasible(problem: Problem) -> None:
    """An impossible promise would pass for a slow search, or be dropped in silence."""
    result = solve(problem, PARAMETERS)
    assert result.status is Status.INFEASIBLE
    assert result.schedule == make_schedule()
    assert result.messages


def test_nothing_to_do_is_optimal() -> None:
    """A night without requests would be a failed run."""
    assert optimum(make_problem(machines=0)) == (0, make_schedule())
