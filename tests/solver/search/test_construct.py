"""The first schedule: promises first, whatever the deadline, and the best of several orders."""

from __future__ import annotations

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from solver.errors import InfeasibleError
from solver.places import places_of
from solver.schedule import utilization
from solver.search.greedy.construct import UnplacedError, construct, decode
from solver.search.greedy.orders import ORDERS, heaviest, least_slack, sorted_by
from solver.search.stop import Deadline
from solver.verify import verify
from tests.builders import make_job, make_machine, make_mode, make_pin, make_problem, make_task
from tests.strategies import Witnessed, feasible_problems

NO_TIME = 0.0


@settings(max_examples=60, deadline=None)
@given(feasible_problems(), st.integers(0, 9))
def test_what_is_constructed_holds(drawn: Witnessed, seed: int) -> None:
    """Every rule is kept, promises included, or the error says which jobs are missing and gives a state that keeps the rest."""
    problem = drawn.problem
    missing: tuple[int, ...] = ()
    try:
        state = construct(problem, places_of(problem), Deadline(1.0), seed)
    except UnplacedError as error:
        state, missing = error.state, error.jobs
        event("something had to be left out")
    broken = {v.rule for v in verify(problem, state.schedule())}
    assert broken <= {"selection", "pins"} if missing else not broken
    assert not set(missing) & state.placed
    assert state.value == utilization(problem, state.schedule())


def test_one_order_is_run_without_any_time() -> None:
    """A budget of nothing still gives a schedule, and more time never a worse one."""
    problem = make_problem(jobs=[make_job(deadline=20 + job) for job in range(10)])
    places = places_of(problem)
    at_once = construct(problem, places, Deadline(NO_TIME), 0)
    assert verify(problem, at_once.schedule()) == ()
    assert at_once.value > 0
    assert construct(problem, places, Deadline(9.0), 0).value >= at_once.value


def test_the_best_order_is_kept() -> None:
    """Heavy short jobs and a light long one want the same ticks: only the order by reward sees it."""
    long = make_job(make_task(make_mode(duration=8)), deadline=8)
    short = make_job(make_task(work=20), deadline=8)
    problem = make_problem(machines=[make_machine((0, 8))], jobs=[long, short, short])
    places = places_of(problem)
    values = [decode(problem, places, sorted_by(problem.jobs, key)).value for key in (least_slack, heaviest)]
    assert values == [8, 40]
    assert {least_slack, heaviest} <= set(ORDERS)
    assert construct(problem, places, Deadline(9.0), 0).value == 40


def test_mandatory_jobs_come_first() -> None:
    """An optional job of ten times the worth may not take the only room of a mandatory one."""
    jobs = [make_job(weight=10), make_job(mandatory=True)]
    problem = make_problem(machines=[make_machine((0, 4))], jobs=jobs)
    state = construct(problem, places_of(problem), Deadline(NO_TIME), 0)
    assert set(state.placed) == {1}


def test_a_pinned_job_has_its_place_before_any_other_pinned_job_moves_into_it() -> None:
    """The free task of the first pinned job would like the ticks that the pin of the second holds."""
    jobs = [make_job(make_task(), make_task()), make_job(deadline=4)]
    pins = [make_pin(job=0, task=0, start=20), make_pin(job=1, start=0)]
    problem = make_problem(jobs=jobs, pins=pins)
    state = construct(problem, places_of(problem), Deadline(9.0), 0)
    assert [each.start for each in state.assignments(0)] == [20, 4]
    assert state.assignments(1)[0].start == 0


def test_a_soft_pin_is_kept_where_it_can_be() -> None:
    """A published place is not given up for an earlier one; one that no longer exists is, without losing the job."""
    machine = make_machine((0, 20))
    pins = [make_pin(job=0, start=9, hard=False), make_pin(job=1, start=30, hard=False)]
    problem = make_problem(machines=[machine], jobs=[make_job(), make_job()], pins=pins)
    state = construct(problem, places_of(problem), Deadline(9.0), 0)
    assert [state.assignments(job)[0].start for job in (0, 1)] == [9, 0]


def test_a_mandatory_job_is_worth_more_than_a_soft_pin() -> None:
    """Where the published place is the only room of a mandatory job, the promise is broken."""
    jobs = [make_job(), make_job(mandatory=True, release=8, deadline=12)]
    problem = make_problem(jobs=jobs, pins=[make_pin(job=0, start=8, hard=False)])
    state = construct(problem, places_of(problem), Deadline(9.0), 0)
    assert [state.assignments(job)[0].start for job in (0, 1)] == [0, 8]


def test_what_cannot_be_placed_is_named() -> None:
    """Two mandatory jobs for room of one: the error is no claim that it is impossible, but it names the job."""
    problem = make_problem(machines=[make_machine((0, 6))], jobs=[make_job(mandatory=True), make_job(mandatory=True)])
    with pytest.raises(InfeasibleError, match="no room was found for what must be placed: job-") as caught:
        construct(problem, places_of(problem), Deadline(NO_TIME), 0)
    assert len(caught.value.jobs) == 1
    assert isinstance(caught.value, UnplacedError)
    assert set(caught.value.state.placed) == {0, 1} - set(caught.value.jobs)


def test_decoding_fills_up_what_is_there_already() -> None:
    """The base is left as it was, and what it holds stays where it is."""
    problem = make_problem(machines=[make_machine((0, 12))], jobs=[make_job() for _ in range(4)])
    places = places_of(problem)
    base = decode(problem, places, [3])
    full = decode(problem, places, [0, 1, 2, 3], base)
    assert set(base.placed) == {3}
    assert {job: full.assignments(job)[0].start for job in sorted(full.placed)} == {0: 4, 1: 8, 3: 0}
