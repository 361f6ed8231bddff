"""Solved apart, a problem is worth what it is worth in one piece; on drawn problems."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.federation import beside, named
from solver import verify
from solver.result import Status
from solver.schedule import Schedule
from solver.search.parameters import SolveParameters
from solver.search.parts.apart import solve_in_parts
from solver.search.parts.components import component_of, linked_jobs, merge, project
from solver.search.solve import solve_inline
from tests.strategies import feasible_problems, tiny_problems

if TYPE_CHECKING:
    from random import Random

    from solver.problem import Problem
    from tests.strategies import Witnessed

SECONDS = SolveParameters(seconds=20, engine="inline", workers=1)


def side_by_side(left: Problem, right: Problem, chance: Random) -> Problem:
    """Return two problems as one, its jobs shuffled."""
    both = beside(named(replace(left, travel=None), "L/"), named(replace(right, travel=None), "R/"))
    order = list(range(len(both.jobs)))
    chance.shuffle(order)
    pins = tuple(replace(pin, job=order.index(pin.job)) for pin in both.pins)
    return replace(both, jobs=tuple(both.jobs[job] for job in order), pins=pins)


@settings(max_examples=30)
@given(feasible_problems())
def test_a_schedule_holds_apart_as_it_holds_together(drawn: Witnessed) -> None:
    """A component would lack a rule of the whole, or have one more."""
    parts = [component_of(drawn.problem, jobs) for jobs in linked_jobs(drawn.problem)]
    assert sorted(job for part in parts for job in part.jobs) == list(range(len(drawn.problem.jobs)))
    pieces = [(part, project(part, drawn.witness)) for part in parts]
    assert [verify(part.problem, schedule) for part, schedule in pieces] == [()] * len(parts)
    assert merge(pieces) == Schedule(drawn.witness.assignments)
    assert sum(part.problem.total_work for part in parts) == drawn.problem.total_work


@settings(max_examples=12)
@given(tiny_problems(), tiny_problems(), st.randoms(use_true_random=False))
def test_solved_apart_is_worth_what_it_is_worth_together(left: Problem, right: Problem, chance: Random) -> None:
    """What is best for the components would not be best for the whole, or what is impossible in one would go unnoticed."""
    problem = side_by_side(left, right, chance)
    assert len(linked_jobs(problem)) >= 2
    apart, together = solve_in_parts(problem, SECONDS), solve_inline(problem, SECONDS)
    assert verify(problem, apart.schedule) == () or apart.status is Status.INFEASIBLE
    assert apart.status is together.status
    assert apart.status in (Status.OPTIMAL, Status.INFEASIBLE)
    assert [tier.name for tier in apart.tiers] == [tier.name for tier in together.tiers]
    assert [tier.value for tier in apart.tiers[:1]] == [tier.value for tier in together.tiers[:1]]
