"""The bound by prices on ticks, by itself: what it proves is true, and what it knows that rows do not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings

from solver.places import places_of
from solver.schedule import utilization
from solver.search.bounds.relaxation import relax
from solver.search.bounds.ticks import tick_bound
from solver.search.stop import Deadline
from tests.builders import (
    make_job,
    make_machine,
    make_mode,
    make_pool,
    make_precedence,
    make_problem,
    make_task,
)
from tests.strategies import Witnessed, feasible_problems

if TYPE_CHECKING:
    from solver.problem import Problem, Task

SLOW = [HealthCheck.too_slow]


def ticks_bound_of(problem: Problem) -> int | None:
    """Return what prices on ticks prove by themselves."""
    return tick_bound(relax(problem, places_of(problem)), Deadline(60.0))


def jobs_of(*tasks: Task, deadline: int = 40) -> Problem:
    """Return one machine that is open from 0 to 10 and one job for each task."""
    return make_problem(machines=[make_machine((0, 10))], jobs=[make_job(task, deadline=deadline) for task in tasks])


def test_ticks_know_that_what_does_not_fit_whole_does_not_fit() -> None:
    """In 10 ticks there is room for two tasks of 4, not for two and a half; for tasks of 5 there is room for two and nothing is lost."""
    assert ticks_bound_of(jobs_of(*[make_task() for _ in range(5)])) == 8
    assert ticks_bound_of(jobs_of(*[make_task(make_mode(duration=5)) for _ in range(5)])) == 10


def test_ticks_of_pools_cost_too() -> None:
    """Three machines and two operators for 10 ticks: four tasks of 4, though the machines hold six."""
    machines = [make_machine((0, 10)) for _ in range(3)]
    jobs = [make_job(make_task(make_mode(m, demands={0: 1}))) for m in (0, 1, 2) for _ in range(3)]
    bound = ticks_bound_of(make_problem(machines=machines, jobs=jobs, pools=[make_pool((0, 40, 2))]))
    assert bound is not None
    assert 16 <= bound <= 17


def test_ticks_know_that_a_chain_waits() -> None:
    """Two tasks of 4, one after the other with 3 between, need 11 ticks; with 2 between they go into 10."""
    for lag, most in ((2, 8), (3, 0)):
        tasks = [make_task(make_mode(m)) for m in (0, 1)]
        machines = [make_machine((0, 10)), make_machine((0, 10))]
        job = make_job(*tasks, deadline=10, precedences=[make_precedence(min_lag=lag)])
        found = ticks_bound_of(make_problem(machines=machines, jobs=[job]))
        assert (found or 0) == most


def test_ticks_grant_what_pays() -> None:
    """Two bookings of 2 to 8 ticks with a tick of setup have 10: 8 are granted; of a task in parts each pays for its own setup."""
    tasks = [make_task(make_mode(duration=8, min_duration=2, setup=1)) for _ in range(2)]
    assert ticks_bound_of(jobs_of(*tasks)) == 8
    parts = make_task(make_mode(duration=12, min_duration=3, setup=1), splittable=(3, 2))
    assert ticks_bound_of(make_problem(machines=[make_machine((0, 6), (10, 16))], jobs=[make_job(parts)])) == 10


def test_a_must_is_paid_for_even_at_a_loss() -> None:
    """A mandatory job of 10 in the only window leaves nothing to the one with ten times its weight."""
    light = make_task(make_mode(duration=10))
    jobs = [make_job(light, mandatory=True), make_job(light, weight=10)]
    found = ticks_bound_of(make_problem(machines=[make_machine((0, 10))], jobs=jobs))
    assert found is not None
    assert 10 <= found <= 11


@settings(max_examples=150, deadline=None, suppress_health_check=SLOW)
@given(feasible_problems())
def test_no_witness_exceeds_what_ticks_prove(drawn: Witnessed) -> None:
    """Chains, parts, pools, pins, lags, changeovers that break the triangle inequality: whatever there is, prices prove a bound."""
    proved = ticks_bound_of(drawn.problem)
    assert proved is None or utilization(drawn.problem, drawn.witness) <= proved
