"""Every policy on problems of every rule, and on accounts of every odd kind. Over 150 lines because the odd kinds are a long table."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from solver import SolveParameters, Status, solve, verify
from solver.errors import ParameterError, ProblemError
from solver.fairness import FULL
from solver.fairness.policies import FAIR_POLICIES
from solver.files import dump_result
from solver.schedule import utilization
from tests.builders import make_account, make_job, make_machine, make_mode, make_problem, make_task
from tests.strategies import Witnessed, feasible_problems

if TYPE_CHECKING:
    from solver.problem import Account, Job, Problem
    from solver.result import Result

POLICIES = sorted(FAIR_POLICIES)


def fair(problem: Problem, policy: str = "maxmin", *, seconds: float = 0.5, epsilon: float = 0.1) -> Result:
    """Return the result of a short fair solve; its seconds are counted, for on a busy machine half a second is next to none."""
    parameters = SolveParameters(seconds=seconds, engine="inline", policy=policy, epsilon=epsilon, deterministic=True)
    return solve(problem, parameters)


def ticks(account: int, duration: int, deadline: int = 12) -> Job:
    """Return a job of one task on the only machine."""
    return make_job(make_task(make_mode(duration=duration)), account=account, deadline=deadline)


def night(accounts: list[Account], *jobs: Job) -> Problem:
    """Return one machine of 12 ticks."""
    return make_problem(jobs=jobs, accounts=accounts, machines=[make_machine((0, 12))], horizon=12)


@settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow])
@given(feasible_problems(8), st.sampled_from(POLICIES), st.sampled_from((0.0, 0.1, 1.0)))
def test_every_rule_holds_under_every_policy(drawn: Witnessed, policy: str, epsilon: float) -> None:
    """A rule would be broken for fairness, a value be claimed that is not there, or more be given up than was agreed."""
    result = fair(drawn.problem, policy, epsilon=epsilon)
    assert result.status in (Status.OPTIMAL, Status.FEASIBLE), result.messages
    assert result.verified
    assert verify(drawn.problem, result.schedule) == ()
    assert result.fairness is not None
    assert result.fairness.price <= epsilon + 1e-9
    assert [level.value for level in result.fairness.levels] == sorted(each.service_level for each in result.accounts)
    assert all(level.value <= level.bound <= FULL for level in result.fairness.levels)
    assert 0 <= result.fairness.leximin_factor <= 1
    (spent,) = (tier for tier in result.tiers if tier.name == "utilization")
    assert spent.value == utilization(drawn.problem, result.schedule)


@pytest.mark.parametrize("policy", POLICIES)
def test_no_time_is_greed_and_no_lie(policy: str) -> None:
    """A budget of nought would raise, or claim a level that nobody looked for."""
    result = fair(night([make_account(), make_account()], ticks(0, 6), ticks(1, 6), ticks(1, 6)), policy, seconds=0)
    assert result.status in (Status.OPTIMAL, Status.FEASIBLE)
    assert result.verified


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize(
    ("accounts", "jobs", "granted"),
    [
        pytest.param([make_account(), make_account()], [ticks(0, 12)], [12, 0], id="a tenant with no request"),
        pytest.param([make_account()], [ticks(0, 6), ticks(0, 6), ticks(0, 6)], [12], id="one tenant alone"),
        pytest.param(
            [make_account(), make_account()],
            [ticks(0, 6), ticks(1, 7, deadline=5)],
            [6, 0],
            id="only impossible requests",
        ),
        pytest.param(
            [make_account(), make_account(share=100)],
            [*[ticks(0, 2) for _ in range(60)], ticks(1, 2)],
            [10, 2],
            id="sixty times its share",
        ),
        pytest.param(
            [make_account(share=10**9), make_account(share=10**9)],
            [ticks(0, 6), ticks(0, 6), ticks(1, 6)],
            [6, 6],
            id="huge shares, all equal",
        ),
    ],
)
def test_odd_accounts(policy: str, accounts: list[Account], jobs: list[Job], granted: list[int]) -> None:
    """Somebody who asks for nothing, or for what cannot be, would decide what the others get."""
    result = fair(night(accounts, *jobs), policy)
    assert [each.granted for each in result.accounts] == granted


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("accounts", [[], [make_account()]])
def test_a_park_of_nothing(policy: str, accounts: list[Account]) -> None:
    """The first night of an installation would fail."""
    result = fair(make_problem(machines=0, accounts=accounts), policy)
    assert result.status is Status.OPTIMAL


@pytest.mark.parametrize("balance", [10**12, -(10**12)])
def test_a_balance_out_of_all_range_gives_no_more_than_all(balance: int) -> None:
    """What is owed comes first, whoever asked first; nobody gets below nought, or more than was asked."""
    accounts = [make_account(balance=balance), make_account()]
    result = fair(night(accounts, *[ticks(a, 6) for a in (0, 0, 1, 1)]))
    assert [each.granted for each in result.accounts] == ([12, 0] if balance > 0 else [0, 12])
    assert [each.target for each in result.accounts] == ([12, 0] if balance > 0 else [0, 12])


def test_a_share_of_nought_is_refused() -> None:
    """A tenant without a share has no target; it would divide by nought."""
    with pytest.raises(ProblemError, match="share"):
        night([make_account(share=0)], ticks(0, 6))


@pytest.mark.parametrize(("name", "value"), [("policy", "fairest"), ("epsilon", 1.5), ("epsilon", -0.1)])
def test_what_is_no_policy_or_price_is_refused(name: str, value: object) -> None:
    """A typing error would plan the night by another rule."""
    with pytest.raises(ParameterError, match=name):
        SolveParameters(**{name: value})  # type: ignore[arg-type]  # on purpose


@pytest.mark.parametrize("policy", POLICIES)
def test_the_same_seed_gives_the_same_bytes(policy: str) -> None:
    """A public body could not reproduce the plan that it has to answer for."""
    problem = night(
        [make_account(share=2), make_account(), make_account()], *[ticks(n % 3, 2 + n % 4) for n in range(9)]
    )
    parameters = SolveParameters(seconds=0.2, engine="inline", policy=policy, deterministic=True, seed=3)
    files = [dump_result(problem, _timeless(solve(problem, parameters))) for _ in range(2)]
    assert files[0] == files[1]


def test_a_fifth_of_a_deterministic_second_is_enough_for_a_small_night() -> None:
    """Its search for fairness once found the time spent on a bound that nobody needed: plans were as unequal as they were full."""
    jobs = [make_job(make_task(make_mode(duration=5)), account=n % 3, deadline=60) for n in range(36)]
    accounts = [make_account(share=2), make_account(), make_account()]
    problem = make_problem(jobs=jobs, accounts=accounts, machines=[make_machine((0, 60))], horizon=60)
    result = solve(problem, SolveParameters(seconds=0.2, engine="inline", policy="maxmin", deterministic=True))
    assert int(result.run.statistics["fair_rounds"]) > 0
    assert [each.granted for each in result.accounts] == [30, 15, 15]


def _timeless(result: Result) -> Result:
    """Return a result without what the clock said."""
    statistics = {name: value for name, value in result.run.statistics.items() if "seconds" not in name}
    return replace(result, run=replace(result.run, seconds=0.0, statistics=statistics))
