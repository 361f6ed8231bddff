"""The bound is a claim about every schedule: held against witnesses, against proved optima, and against a pencil.

Over 150 lines because each kind of row has its case side by side with the others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings

from solver.places import places_of
from solver.result import Status
from solver.schedule import utilization
from solver.search.bounds.relaxation import relax
from solver.search.bounds.utilization import assignment_bound, utilization_bound
from solver.search.parameters import SolveParameters
from solver.search.solve import solve_inline
from solver.search.stop import Deadline, StopSignal
from tests.builders import (
    make_job,
    make_machine,
    make_mode,
    make_pin,
    make_pool,
    make_precedence,
    make_problem,
    make_task,
)
from tests.strategies import Witnessed, arbitrary_problems, feasible_problems

if TYPE_CHECKING:
    from solver.problem import Problem, Task

SLOW = [HealthCheck.too_slow]


def bound_of(problem: Problem) -> int:
    """Return the bound, with all the time it wants."""
    return utilization_bound(problem, places_of(problem), Deadline(60.0))


def rows_bound_of(problem: Problem) -> int:
    """Return what the rows of the linear program prove by themselves."""
    return assignment_bound(relax(problem, places_of(problem)), Deadline(60.0))


def jobs_of(*tasks: Task, deadline: int = 40) -> Problem:
    """Return one machine that is open from 0 to 10 and one job for each task."""
    return make_problem(machines=[make_machine((0, 10))], jobs=[make_job(task, deadline=deadline) for task in tasks])


@settings(max_examples=100, deadline=None, suppress_health_check=SLOW)
@given(feasible_problems())
def test_no_witness_exceeds_it(drawn: Witnessed) -> None:
    """A schedule that holds is never worth more than the bound, whatever the problem has in it."""
    assert utilization(drawn.problem, drawn.witness) <= bound_of(drawn.problem) <= drawn.problem.total_work


@settings(max_examples=25, deadline=None, suppress_health_check=SLOW)
@given(arbitrary_problems(max_jobs=5))
def test_no_proved_optimum_exceeds_it(problem: Problem) -> None:
    """What the search proves best without this bound in its way is never worth more than it."""
    result = solve_inline(problem, SolveParameters(seconds=10.0, workers=1))
    if result.status in {Status.OPTIMAL, Status.FEASIBLE}:
        assert utilization(problem, result.schedule) <= bound_of(problem)


def test_a_window_holds_no_more_than_its_length() -> None:
    """Five tasks of 4 do not go into 10 ticks: 10 is the most, though 20 are asked."""
    assert rows_bound_of(jobs_of(*[make_task() for _ in range(5)])) == 10


def test_two_tasks_that_meet_in_the_middle_exclude_each_other() -> None:
    """Two tasks of 6 in 10 ticks both need all of the ticks 4 to 6, however they are pushed: only one of them fits."""
    assert rows_bound_of(jobs_of(make_task(make_mode(duration=6)), make_task(make_mode(duration=6)))) == 6


def test_setup_and_teardown_take_room_and_earn_nothing() -> None:
    """Of 10 ticks, tasks of 2 with 3 around them may earn two fifths: 4."""
    tasks = [make_task(make_mode(duration=2, setup=2, teardown=1)) for _ in range(5)]
    assert rows_bound_of(jobs_of(*tasks)) == 4


def test_deadlines_inside_a_window_count() -> None:
    """A machine open for 40 ticks gives five tasks of 4 that end by 10 no more than 10 ticks."""
    jobs = [make_job(deadline=10) for _ in range(5)]
    assert rows_bound_of(make_problem(jobs=jobs)) == 10


def test_a_task_that_cannot_keep_out_of_a_stretch_counts_there() -> None:
    """A task of 8 between 0 and 12 always takes 4 of the ticks 4 to 8; a task of 4 that must lie there leaves no room for it."""
    long = make_job(make_task(make_mode(duration=8)), deadline=12)
    short = make_job(make_task(make_mode(duration=4)), release=4, deadline=8, weight=9)
    assert rows_bound_of(make_problem(jobs=[long, short])) == 36


def test_multi_machine_modes_load_every_machine() -> None:
    """Two tasks of 4 on both machines, two on the second alone: the second machine has 10 ticks for all of them."""
    machines = [make_machine((0, 10)), make_machine((0, 10))]
    jobs = [make_job(make_task(make_mode(*used))) for used in ((0, 1), (0, 1), (1,), (1,))]
    assert rows_bound_of(make_problem(machines=machines, jobs=jobs)) == 10


def test_a_chain_cannot_be_taken_apart() -> None:
    """All of a job or none of it: the second task has room for a half, so half of the first is all there is."""
    chain = make_job(
        make_task(make_mode(0, duration=4)), make_task(make_mode(1, duration=4)), precedences=[make_precedence()]
    )
    fillers = [make_job(make_task(make_mode(1, duration=1)), weight=10) for _ in range(8)]
    machines = [make_machine((0, 40)), make_machine((0, 10))]
    # 80 for the fillers and half a chain of 8 in the two ticks that are left on machine 1.
    assert rows_bound_of(make_problem(machines=machines, jobs=[chain, *fillers])) == 84


def test_a_longest_lag_excludes_places_that_are_too_far_apart() -> None:
    """The only window of the second task begins 20 ticks after that of the first; with at most 5 between, neither is placed."""

    def chain(max_lag: int | None) -> Problem:
        tasks = [make_task(make_mode(0)), make_task(make_mode(1))]
        machines = [make_machine((0, 4)), make_machine((24, 28))]
        job = make_job(*tasks, precedences=[make_precedence(max_lag=max_lag)])
        return make_problem(machines=machines, jobs=[job])

    assert (rows_bound_of(chain(None)), rows_bound_of(chain(20)), rows_bound_of(chain(5))) == (8, 8, 0)


def test_early_and_late_places_of_a_chain_are_not_mixed() -> None:
    """Half early and half late on both tasks looks right on average; a task that ends late has no early successor."""
    first = make_task(make_mode(0, duration=4))
    second = make_task(make_mode(1, duration=4))
    machines = [make_machine((0, 4), (20, 24)), make_machine((4, 8), (24, 28))]
    # The first early place is taken by a heavy job, so the chain is late, and so it needs the late place of machine 1 too.
    heavy = [
        make_job(make_task(make_mode(0)), weight=100, deadline=4),
        make_job(make_task(make_mode(1)), weight=100, release=24, deadline=28),
    ]
    chain = make_job(first, second, precedences=[make_precedence()])
    assert rows_bound_of(make_problem(machines=machines, jobs=[*heavy, chain])) == 800


def test_travel_counts_between_tasks() -> None:
    """The way between two sites takes the room between two windows."""
    tasks = [make_task(make_mode(0)), make_task(make_mode(1))]
    machines = [make_machine((0, 4)), make_machine((6, 10), site=1)]
    job = make_job(*tasks, precedences=[make_precedence()])
    near, far = ([[0, ticks], [ticks, 0]] for ticks in (2, 3))
    assert rows_bound_of(make_problem(machines=machines, jobs=[job], travel=near)) == 8
    assert rows_bound_of(make_problem(machines=machines, jobs=[job], travel=far)) == 0


def test_pools_limit_machines_together() -> None:
    """Three machines and one operator for 10 ticks: 10 ticks of work, not 12; and nothing that needs two operators."""
    machines = [make_machine((0, 10)) for _ in range(3)]
    for units, most in ((1, 10), (2, 0)):
        tasks = [make_task(make_mode(m, demands={0: units})) for m in range(3)]
        jobs = [make_job(task) for task in tasks]
        assert rows_bound_of(make_problem(machines=machines, jobs=jobs, pools=[make_pool()])) == most


def test_changeovers_take_room_between_neighbours() -> None:
    """Tasks of 2 with 1 tick between any two: `3 n <= 10 + 1`, so 22/3 ticks of work at most; without changeovers 10."""
    tasks = [make_task(make_mode(duration=2)) for _ in range(6)]
    for matrix, most in (([[1]], 7), ([[0]], 10)):
        problem = make_problem(
            machines=[make_machine((0, 10), changeover=matrix)], jobs=[make_job(task) for task in tasks]
        )
        assert rows_bound_of(problem) == most


def test_the_first_of_a_window_needs_no_changeover_there() -> None:
    """Alternating families with long changeovers: one task a window, the changeover before the window; both count."""
    machine = make_machine((0, 4), (10, 14), changeover=[[9, 6], [6, 9]])
    jobs = [make_job(make_task(family=family)) for family in (0, 1)]
    assert rows_bound_of(make_problem(machines=[machine], jobs=jobs)) == 8


def test_a_detour_that_shortens_a_changeover_is_allowed() -> None:
    """Where the triangle inequality fails, a third family between two others may save ticks; the bound lets it."""
    matrix = [[9, 9, 1], [9, 9, 9], [9, 1, 9]]
    jobs = [make_job(make_task(make_mode(duration=2), family=family)) for family in (0, 1, 2)]
    problem = make_problem(machines=[make_machine((0, 8), changeover=matrix)], jobs=jobs)
    assert rows_bound_of(problem) == 6


def test_flexible_grants_share_a_window() -> None:
    """Two bookings of 2 to 8 ticks with a tick of setup each have 10 ticks: 8 are granted at most."""
    tasks = [make_task(make_mode(duration=8, min_duration=2, setup=1)) for _ in range(2)]
    assert rows_bound_of(jobs_of(*tasks)) == 8


def test_credit_is_in_proportion_to_the_grant() -> None:
    """Half of the ticks earn half of the work, whatever a tick is worth."""
    assert rows_bound_of(jobs_of(make_task(make_mode(duration=20, min_duration=2), work=300))) == 150


def test_parts_need_room_each_and_are_never_at_once() -> None:
    """A task of 12 in parts: two windows of 6 at different times give all of it, the same window on two machines half."""
    one_after_another = [make_machine((0, 6)), make_machine((10, 16))]
    at_once = [make_machine((0, 6)), make_machine((0, 6))]
    modes = [make_mode(m, duration=12, min_duration=3) for m in (0, 1)]
    job = make_job(make_task(*modes, splittable=(3, 2)))
    assert rows_bound_of(make_problem(machines=one_after_another, jobs=[job])) == 12
    assert rows_bound_of(make_problem(machines=at_once, jobs=[job])) == 6


def test_what_must_be_placed_takes_its_room_first() -> None:
    """A mandatory job, or one held by a hard pin, fills the window; ten times the weight does not help the other."""
    machine, heavy = make_machine((0, 10)), make_job(make_task(make_mode(duration=10)), weight=10)
    light = make_task(make_mode(duration=10))
    jobs = [make_job(light), heavy]
    assert rows_bound_of(make_problem(machines=[machine], jobs=jobs)) == 100
    assert rows_bound_of(make_problem(machines=[machine], jobs=[make_job(light, mandatory=True), heavy])) == 10
    pinned = make_problem(machines=[machine], jobs=jobs, pins=[make_pin(duration=10)])
    assert rows_bound_of(pinned) == 10


def test_a_hard_pin_stands_where_it_stands() -> None:
    """A pinned task does not move aside: what is pinned from 4 to 8 leaves no room for 6 ticks in 10."""
    jobs = [make_job(), make_job(make_task(make_mode(duration=6)), deadline=10)]
    machine = make_machine((0, 10))
    assert rows_bound_of(make_problem(machines=[machine], jobs=jobs)) == 10
    # However the second task is pushed, it holds a tick of the pinned one.
    assert rows_bound_of(make_problem(machines=[machine], jobs=jobs, pins=[make_pin(start=4)])) == 4


def test_an_impossible_problem_gets_some_bound() -> None:
    """Two mandatory jobs that exclude each other: every number is a bound, and none is worth an exception."""
    jobs = [make_job(deadline=4, mandatory=True), make_job(deadline=4, mandatory=True)]
    problem = make_problem(jobs=jobs)
    assert 0 <= bound_of(problem) <= problem.total_work
    assert bound_of(make_problem(jobs=[make_job(deadline=2, mandatory=True)])) == 0


def test_without_time_the_total_work_is_the_bound() -> None:
    """A bound that is late is no use; one that nobody had time for is still a bound."""
    stop = StopSignal()
    stop.request()
    problem = jobs_of(*[make_task() for _ in range(5)])
    for deadline in (Deadline(0.0), Deadline(60.0, stop)):
        assert utilization_bound(problem, places_of(problem), deadline) == 20


def test_each_better_bound_is_told() -> None:
    """A listener hears a falling sequence that ends with the result."""
    jobs = [make_job(make_task(make_mode(duration=6)), deadline=10 + n) for n in range(6)]
    problem = make_problem(jobs=jobs)
    told: list[int] = []
    result = utilization_bound(problem, places_of(problem), Deadline(60.0), told.append)
    assert told == sorted(set(told), reverse=True)
    assert told[-1] == result < problem.total_work
