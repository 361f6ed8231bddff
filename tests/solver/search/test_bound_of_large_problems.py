"""The bound by prices of stretches: what it proves is true, and it bites where time is short."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings

from solver.places import places_of
from solver.result import Status
from solver.schedule import utilization
from solver.search.bounds.lagrange import lagrange_bound
from solver.search.parameters import SolveParameters
from solver.search.solve import solve_inline
from solver.search.stop import Deadline, Meter
from tests.builders import make_job, make_machine, make_mode, make_pool, make_problem, make_task
from tests.strategies import Witnessed, arbitrary_problems, feasible_problems

if TYPE_CHECKING:
    from solver.problem import Problem
    from solver.search.prices import Prices


def bound_of(problem: Problem) -> int:
    """Return the bound, with all the iterations there are."""
    return lagrange_bound(problem, places_of(problem), Deadline(1e9, meter=Meter()), lambda _: None, lambda _: None)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(feasible_problems(8))
def test_no_witness_exceeds_it(drawn: Witnessed) -> None:
    """A schedule that exists would be called impossible, whatever rules its problem has."""
    assert bound_of(drawn.problem) >= utilization(drawn.problem, drawn.witness)


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(arbitrary_problems(4))
def test_no_proved_optimum_exceeds_it(problem: Problem) -> None:
    """A bound below an optimum that is proved otherwise is false."""
    result = solve_inline(problem, SolveParameters(seconds=5.0, workers=1, engine="inline"))
    if result.status is Status.OPTIMAL:
        assert bound_of(problem) >= utilization(problem, result.schedule)


def test_a_machine_sells_its_time_once() -> None:
    """Ten jobs of four ticks want twenty ticks of one machine: five of them, and hardly more."""
    jobs = [make_job(make_task(make_mode(duration=4)), deadline=20) for _ in range(10)]
    bound = bound_of(make_problem(machines=[make_machine((0, 20))], jobs=jobs, horizon=20))
    assert 20 <= bound <= 22


def test_a_pool_sells_its_units_once() -> None:
    """Two machines could do it all at once, but there is one operator for the two."""
    jobs = [make_job(make_task(make_mode(m % 2, duration=4, demands={0: 1})), deadline=20) for m in range(10)]
    problem = make_problem(
        machines=[make_machine((0, 20)), make_machine((0, 20))], pools=[make_pool((0, 20, 1))], jobs=jobs, horizon=20
    )
    assert 20 <= bound_of(problem) <= 22


def test_prices_say_what_is_scarce() -> None:
    """The search would be told that time is worth the same on an empty machine and on a full one."""
    jobs = [make_job(make_task(make_mode(0, duration=4)), deadline=20) for _ in range(10)]
    jobs.append(make_job(make_task(make_mode(1, duration=4)), deadline=20))
    problem = make_problem(machines=[make_machine((0, 20)), make_machine((0, 20))], jobs=jobs, horizon=20)
    told: list[Prices] = []
    lagrange_bound(problem, places_of(problem), Deadline(1e9, meter=Meter()), lambda _: None, told.append)
    assert told[-1].machines[0].mean() > 0.5
    assert told[-1].machines[1].max() == 0
