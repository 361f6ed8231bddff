"""What must hold for every solve, on drawn problems; those with a witness are known to be feasible, and how good at least."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from solver import SolveParameters, Status, solve, verify
from solver.schedule import Schedule, punctuality, utilization
from tests.strategies import Witnessed, arbitrary_problems, feasible_problems

if TYPE_CHECKING:
    from random import Random

    from solver.problem import Problem
    from solver.result import Result

PARAMETERS = SolveParameters(seconds=3, engine="inline")
#: A solve takes tenths of a second, so there are few of them, and shrinking would take minutes.
FEW = settings(max_examples=20)


def check(problem: Problem, result: Result) -> None:
    """Hold the certificate of a result against its schedule."""
    assert result.status is not Status.INVALID, result.messages
    assert verify(problem, result.schedule) == ()
    assert [tier.name for tier in result.tiers] == ["utilization", "punctuality"]
    value, lateness = result.tiers
    assert value.value == utilization(problem, result.schedule) <= value.bound
    assert lateness.value == punctuality(problem, result.schedule) >= lateness.bound
    assert (result.status is Status.OPTIMAL) <= (value.value == value.bound)
    missing = set(range(len(problem.jobs))) - set(result.schedule.by_job)
    assert {each.job for each in result.unplaced} == missing


@FEW
@given(feasible_problems())
def test_a_feasible_problem_gets_a_sound_certificate(drawn: Witnessed) -> None:
    """A schedule would break a rule, or a bound would lie below what is possible: the witness shows what is."""
    result = solve(drawn.problem, PARAMETERS)
    check(drawn.problem, result)
    known = utilization(drawn.problem, drawn.witness)
    assert known <= result.tiers[0].bound
    assert result.status is Status.FEASIBLE or known <= result.tiers[0].value


@FEW
@given(arbitrary_problems())
def test_any_problem_gets_an_answer(problem: Problem) -> None:
    """An impossible wish would raise, or would come back as a schedule that leaves it out in silence."""
    result = solve(problem, PARAMETERS)
    if result.status in (Status.OPTIMAL, Status.FEASIBLE):
        check(problem, result)
    else:
        assert result.status in (Status.INFEASIBLE, Status.UNKNOWN)
        assert any(job.mandatory for job in problem.jobs) or any(pin.hard for pin in problem.pins)
        assert result.messages
        assert result.schedule == Schedule()


@settings(max_examples=12)
@given(feasible_problems(max_jobs=4), st.randoms(use_true_random=False))
def test_order_and_names_do_not_change_the_optimum(drawn: Witnessed, chance: Random) -> None:
    """Being listed first would win machine time: the same jobs in another order, under other names, have the same optimum."""
    problem = drawn.problem
    order = list(range(len(problem.jobs)))
    chance.shuffle(order)
    turned = replace(
        problem,
        jobs=tuple(replace(problem.jobs[j], name=f"other-{j}") for j in order),
        accounts=tuple(replace(a, name=f"renamed-{-i}") for i, a in enumerate(problem.accounts)),
        pins=tuple(replace(pin, job=order.index(pin.job)) for pin in problem.pins),
    )
    here, there = solve(problem, PARAMETERS).tiers[0], solve(turned, PARAMETERS).tiers[0]
    assert max(here.value, there.value) <= min(here.bound, there.bound)


@FEW
@given(feasible_problems(), st.sampled_from([0.0, 1.0]))
def test_a_warm_start_is_never_lost(drawn: Witnessed, seconds: float) -> None:
    """A published plan would be replaced by a worse one, because the budget was short."""
    result = solve(drawn.problem, replace(PARAMETERS, seconds=seconds), warm_start=drawn.witness)
    check(drawn.problem, result)
    assert result.tiers[0].value >= utilization(drawn.problem, drawn.witness)
