"""Leximin where it is proved in full, against every choice there is; and what must not matter to it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from solver import SolveParameters, Status, solve, verify
from solver.fairness import Aim, aims_of, granted_of, levels_of
from solver.search.most_fair import least_utilization
from tests.builders import make_account, make_job, make_machine, make_mode, make_problem, make_task
from tests.solver.search.fair.enumerated import TICKS, choices, fairest, small_nights, timed_choices

if TYPE_CHECKING:
    from solver.problem import Job, Problem
    from solver.result import Result

SLOW = [HealthCheck.too_slow]


def fair(problem: Problem, epsilon: float = 0.1, policy: str = "maxmin") -> Result:
    """Return the verified result of a fair solve."""
    result = solve(problem, SolveParameters(seconds=5, engine="inline", policy=policy, epsilon=epsilon))
    assert verify(problem, result.schedule) == ()
    assert result.status in (Status.OPTIMAL, Status.FEASIBLE), result.messages
    return result


def ticks(account: int, duration: int) -> Job:
    """Return a job of an account that may be anywhere."""
    return make_job(make_task(make_mode(duration=duration)), account=account, deadline=10)


def night(*jobs: Job) -> Problem:
    """Return one machine of 10 ticks for two accounts of equal share."""
    return make_problem(
        jobs=jobs, accounts=[make_account(), make_account()], machines=[make_machine((0, 10))], horizon=10
    )


def granted(problem: Problem, result: Result) -> tuple[int, ...]:
    """Return what each account has."""
    return granted_of(problem, result.schedule)


@pytest.mark.parametrize(
    ("epsilon", "expected"), [pytest.param(0.1, (5, 4), id="worth it"), pytest.param(0.05, (10, 0), id="too dear")]
)
def test_what_fairness_may_cost_is_agreed_beforehand(epsilon: float, expected: tuple[int, int]) -> None:
    """Both of the first fill the machine. One of each is fairer and one tick in ten is lost: at most a twentieth was allowed."""
    problem = night(ticks(0, 5), ticks(0, 5), ticks(1, 4))
    result = fair(problem, epsilon)
    assert granted(problem, result) == expected
    assert result.status is Status.OPTIMAL
    assert result.fairness is not None
    assert result.fairness.price == pytest.approx(1 - sum(expected) / 10)


def test_one_each_at_no_cost() -> None:
    """Two jobs of each account, room for two: whoever came first would have had both."""
    problem = night(ticks(0, 5), ticks(0, 5), ticks(1, 5), ticks(1, 5))
    result = fair(problem, 0.0)
    assert granted(problem, result) == (5, 5)
    assert [(level.value, level.bound) for level in result.fairness.levels] == [(10_000, 10_000)] * 2  # type: ignore[union-attr]  # there is a schedule
    assert [tier.name for tier in result.tiers] == ["utilization", "fairness", "punctuality"]


def test_an_impossible_wish_holds_nobody_down() -> None:
    """The second asks for what never fits: without what it could have alone its level would be nought, and any plan as fair."""
    problem = night(ticks(0, 5), ticks(0, 5), ticks(1, 4), ticks(1, 11))
    result = fair(problem, 0.1)
    assert [(each.demand, each.solo) for each in result.accounts] == [(10, 10), (15, 4)]
    assert granted(problem, result) == (5, 4)


def test_only_what_is_carried_out_before_the_next_plan_counts() -> None:
    """Both would have one of the two mornings by turns, and the plan be as fair: but the second is planned anew tomorrow, and again."""
    jobs = [make_job(make_task(make_mode(duration=4)), account=a, deadline=24) for a in (0, 0, 1, 1)]
    machines = [make_machine((0, 8), (12, 20))]
    problem = make_problem(jobs=jobs, accounts=[make_account(), make_account()], machines=machines, horizon=24)
    parameters = SolveParameters(seconds=5, engine="inline", policy="maxmin", committed=12)
    result = solve(problem, parameters)
    assert verify(problem, result.schedule) == ()
    assert granted_of(problem, result.schedule) == (8, 8)
    assert granted_of(problem, result.schedule, 12) == (4, 4)
    assert [(each.granted, each.target, each.guaranteed) for each in result.accounts] == [(4, 4, 4)] * 2
    assert result.status is Status.OPTIMAL


@settings(max_examples=25, suppress_health_check=SLOW)
@given(small_nights(), st.integers(1, TICKS))
def test_leximin_of_what_begins_in_time(problem: Problem, committed: int) -> None:
    """A job that begins too late would be counted, or one that begins in time not."""
    parameters = SolveParameters(seconds=5, engine="inline", policy="maxmin", epsilon=0.5, committed=committed)
    result = solve(problem, parameters)
    assert verify(problem, result.schedule) == ()
    assert result.status is Status.OPTIMAL
    aims = [Aim(1, each.demand, each.solo, each.target) for each in result.accounts]
    best = max(sum(worth) for worth, _ in timed_choices(problem, committed))
    least = least_utilization(best, 0.5)
    levels = max(
        levels_of(aims, counted) for worth, counted in timed_choices(problem, committed) if sum(worth) >= least
    )
    assert levels_of(aims, granted_of(problem, result.schedule, committed)) == levels


@settings(max_examples=40, suppress_health_check=SLOW)
@given(small_nights(), st.sampled_from((0.0, 0.1, 0.5)))
def test_no_account_can_have_more_without_harm_to_one_that_is_no_better_off(problem: Problem, epsilon: float) -> None:
    """A level would be proved that another choice of jobs refutes, or more given up than was agreed."""
    result = fair(problem, epsilon)
    assert result.status is Status.OPTIMAL
    best = max(map(sum, choices(problem)))
    solos = tuple(max(each[a] for each in choices(problem)) for a in range(len(problem.accounts)))
    reference = round(sum(granted(problem, solve(problem, SolveParameters(seconds=5, engine="inline")))))
    aims = aims_of(problem, reference, solos)
    assert [each.target for each in result.accounts] == [aim.target for aim in aims]
    levels, worth = fairest(problem, aims, least_utilization(best, epsilon))
    found = granted(problem, result)
    assert (levels_of(aims, found), sum(found)) == (levels, worth)
    assert result.fairness is not None
    assert tuple(level.bound for level in result.fairness.levels) == levels
    assert result.fairness.leximin_factor == 1.0


@settings(max_examples=15, suppress_health_check=SLOW)
@given(small_nights(), st.integers(2, 5))
def test_names_and_the_scale_of_shares_do_not_matter(problem: Problem, factor: int) -> None:
    """An account would be better off under another name, or a park by counting its shares in hundredths."""
    accounts = tuple(
        replace(account, name=f"other-{account.name}", share=factor * account.share) for account in problem.accounts
    )
    levels = [fair(each).fairness for each in (problem, replace(problem, accounts=accounts))]
    assert [each.levels for each in levels if each] == [levels[0].levels] * 2  # type: ignore[union-attr]  # there are schedules


@settings(max_examples=25, suppress_health_check=SLOW)
@given(small_nights(), st.data())
def test_room_to_move_harms_nobody_who_is_worst_off(problem: Problem, data: st.DataObject) -> None:
    """Against the same targets, the levels in order are never worse for a request that may lie anywhere (docs/fairness.md)."""
    which = data.draw(st.integers(0, len(problem.jobs) - 1))
    jobs = list(problem.jobs)
    jobs[which] = replace(jobs[which], release=0, deadline=TICKS)
    wider = replace(problem, jobs=tuple(jobs))
    aims = aims_of(problem, max(map(sum, choices(problem))))
    assert fairest(wider, aims, 0)[0] >= fairest(problem, aims, 0)[0]
