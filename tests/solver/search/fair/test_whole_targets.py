"""Whole-request targets from the parameter to the certificate: what they do to a night, and that they are told."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from solver import SolveParameters, Status, solve, verify
from solver.errors import ParameterError
from solver.fairness import Aim, granted_of, levels_of
from solver.files import dump_result, parse_schedule
from solver.search.most_fair import least_utilization
from tests.builders import make_account, make_job, make_machine, make_mode, make_problem, make_task
from tests.solver.search.fair.enumerated import TICKS, fairest, small_nights

if TYPE_CHECKING:
    from solver.problem import Problem
    from solver.result import Result


def fair(problem: Problem, *, whole: bool, policy: str = "maxmin", epsilon: float = 0.1) -> Result:
    """Return the verified result of a fair solve."""
    result = solve(
        problem, SolveParameters(seconds=5, engine="inline", policy=policy, epsilon=epsilon, whole_targets=whole)
    )
    assert verify(problem, result.schedule) == ()
    assert result.status in (Status.OPTIMAL, Status.FEASIBLE), result.messages
    return result


def merged(*works: tuple[int, ...], owed: tuple[int, ...] = (0, 0, 0)) -> Problem:
    """Return one machine of 12 ticks for accounts of equal share, each with jobs of so many ticks."""
    jobs = [
        make_job(make_task(make_mode(duration=work)), account=account, deadline=12)
        for account, own in enumerate(works)
        for work in own
    ]
    accounts = [make_account(balance=balance) for _, balance in zip(works, owed, strict=False)]
    return make_problem(jobs=jobs, accounts=accounts, machines=[make_machine((0, 12))], horizon=12)


def test_what_was_merged_is_not_lifted_far_above_its_target() -> None:
    """Each should get 4. Of the first all or nothing is 9 ticks; nothing is the lowest level there is, so it got 9 of 12.

    Rounded to 0, the nearer of the two, it waits, is owed 4 the next night, and the others have their targets.
    """
    problem = merged((9,), (1,) * 8, (1,) * 8)
    poured, whole = fair(problem, whole=False), fair(problem, whole=True)
    assert [(each.target, each.poured) for each in poured.accounts] == [(4, None)] * 3
    assert poured.accounts[0].granted == 9
    assert [(each.target, each.poured) for each in whole.accounts] == [(0, 4), (4, 4), (4, 4)]
    assert [each.service_level for each in whole.accounts] == [10_000] * 3
    assert whole.accounts[0].granted <= 1


def test_what_was_rounded_down_is_had_the_next_night() -> None:
    """A large request would wait for ever: 12 ticks went to the others, so 4 are owed, 8 are poured, and 9 is the nearest."""
    result = fair(merged((9,), (1,) * 8, (1,) * 8, owed=(4, -2, -2)), whole=True)
    assert [(each.target, each.poured) for each in result.accounts] == [(9, 8), (2, 2), (2, 2)]
    assert result.accounts[0].granted == 9


def test_what_is_nearer_above_is_striven_for() -> None:
    """Two accounts should get 6: of the first 8 or nothing, and 8 is nearer; the second has what is left, 4 of 6."""
    result = fair(merged((8, 8), (1,) * 12), whole=True)
    assert [(each.target, each.poured, each.granted) for each in result.accounts] == [(8, 6, 8), (6, 6, 4)]


def test_a_target_that_whole_jobs_can_give_is_the_same_under_both() -> None:
    """Where nothing has to be rounded the new rule would plan another night."""
    problem = merged((4, 4, 4), (2, 2, 2, 2, 4), (1,) * 12)
    targets = [[each.target for each in fair(problem, whole=whole).accounts] for whole in (False, True)]
    assert targets == [[4, 4, 4]] * 2


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(small_nights(), st.sampled_from((0.0, 0.1, 0.5)))
def test_the_certificate_has_the_nearest_sums_and_the_levels_are_leximin_against_them(
    problem: Problem, epsilon: float
) -> None:
    """Levels would be proved against targets that are not those of the rule; reckoned here from every set of jobs."""
    result = fair(problem, whole=True, epsilon=epsilon)
    assert result.status is Status.OPTIMAL
    for each in result.accounts:
        works = [job.tasks[0].work for job in problem.jobs if job.account == each.account]
        most = min(each.demand, each.solo)
        sums = {sum(chosen) for size in range(len(works) + 1) for chosen in combinations(works, size)}
        sums = {found for found in sums if found <= most} | {most}
        poured = each.poured
        assert poured is not None
        assert each.target == min((abs(found - poured), found) for found in sums)[1]
    aims = [Aim(1, each.demand, each.solo, each.target) for each in result.accounts]
    best = sum(granted_of(problem, solve(problem, SolveParameters(seconds=5, engine="inline")).schedule))
    levels, _ = fairest(problem, aims, least_utilization(best, epsilon))
    assert levels_of(aims, granted_of(problem, result.schedule)) == levels


@pytest.mark.parametrize("policy", ["maxmin", "proportional", "least-squares", "utilization"])
def test_every_policy_tells_what_its_targets_are(policy: str) -> None:
    """A file would show a rounded target as that of water filling; where levels are told and not steered they are rounded too."""
    problem = merged((9,), (1,) * 8, (1,) * 8)
    for whole in (True, False):
        result = parse_schedule(dump_result(problem, fair(problem, whole=whole, policy=policy))).result
        assert result.policy.whole_targets is whole
        assert [each.poured is not None for each in result.accounts] == [whole] * 3


@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
@given(small_nights(), st.integers(1, TICKS))
def test_only_jobs_that_may_begin_in_time_are_in_a_target(problem: Problem, committed: int) -> None:
    """A tenant would be measured tonight against what it can only have later."""
    parameters = SolveParameters(
        seconds=5, engine="inline", policy="maxmin", committed=committed, whole_targets=True, deterministic=True
    )
    result = solve(problem, parameters)
    for each in result.accounts:
        early = [job for job in problem.jobs if job.account == each.account and job.release < committed]
        assert each.target <= sum(job.tasks[0].work for job in early)


def test_what_is_neither_yes_nor_no_is_refused() -> None:
    """A typing error in a table of settings would round, or not, by chance."""
    with pytest.raises(ParameterError, match="whole_targets is 'no'; use true or false"):
        SolveParameters.from_mapping({"whole_targets": "no"})
