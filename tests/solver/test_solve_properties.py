"""What must hold for every solve, on drawn problems; those with a witness are known to be feasible, and how good at least."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from solver import SolveParameters, Status, solve, verify
from solver.schedule import Schedule, broken_promises, punctuality, utilization
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
    *promises, value, lateness = result.tiers
    assert [tier.name for tier in promises] == ["promises"] * bool(problem.promises)
    assert all(tier.value == broken_promises(problem, result.schedule) >= tier.bound for tier in promises)
    assert [value.name, lateness.name] == ["utilization", "punctuality"]
    assert value.value == utilization(problem, result.schedule) <= value.bound
    assert lateness.value == punctuality(problem, result.schedule) >= lateness.bound
    assert (result.status is Status.OPTIMAL) <= all(tier.value == tier.bound for tier in (*promises, value))
    missing = set(range(len(problem.jobs))) - set(result.schedule.by_job)
    assert {each.job for each in result.unplaced} == missing


def merit(problem: Problem, schedule: Schedule) -> tuple[int, int]:
    """Return what schedules are compared by: promises kept, then utilization; more is better."""
    return -broken_promises(problem, schedule), utilization(problem, schedule)


def refutes(problem: Problem, schedule: Schedule, result: Result) -> bool:
    """Return whether a schedule is better than the certificate of a result says that any can be."""
    tiers = {tier.name: tier for tier in result.tiers}
    broken, value = broken_promises(problem, schedule), utilization(problem, schedule)
    if "promises" not in tiers:
        return value > tiers["utilization"].bound
    as_kept = broken <= tiers["promises"].value
    return broken < tiers["promises"].bound or (as_kept and value > tiers["utilization"].bound)


@FEW
@given(feasible_problems())
def test_a_feasible_problem_gets_a_sound_certificate(drawn: Witnessed) -> None:
    """A schedule would break a rule, or a bound would lie below what is possible: the witness shows what is."""
    result = solve(drawn.problem, PARAMETERS)
    check(drawn.problem, result)
    assert not refutes(drawn.problem, drawn.witness, result)
    known = merit(drawn.problem, drawn.witness)
    assert result.status is Status.FEASIBLE or known <= merit(drawn.problem, result.schedule)


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
    here, there = solve(problem, PARAMETERS), solve(turned, PARAMETERS)
    back = Schedule(tuple(replace(a, job=order[a.job]) for a in there.schedule.assignments))
    forth = Schedule(tuple(replace(a, job=order.index(a.job)) for a in here.schedule.assignments))
    assert not refutes(problem, back, here)
    assert not refutes(turned, forth, there)
    if here.status is there.status is Status.OPTIMAL:
        assert merit(problem, here.schedule) == merit(turned, there.schedule)


@FEW
@given(feasible_problems(), st.sampled_from([0.0, 1.0]))
def test_a_warm_start_is_never_lost(drawn: Witnessed, seconds: float) -> None:
    """A published plan would be replaced by a worse one, because the budget was short."""
    result = solve(drawn.problem, replace(PARAMETERS, seconds=seconds), warm_start=drawn.witness)
    check(drawn.problem, result)
    assert merit(drawn.problem, result.schedule) >= merit(drawn.problem, drawn.witness)
