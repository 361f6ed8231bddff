"""Targets, service levels and Jain's index against figures worked out by hand, and against what must always hold."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from solver.fairness import account_results, aims_of, jain, service_level, targets
from solver.problem import Account
from solver.result import AccountResult
from tests.builders import make_assignment, make_job, make_mode, make_problem, make_schedule, make_task
from tests.strategies import Witnessed, feasible_problems

if TYPE_CHECKING:
    from random import Random


def accounts_of(*pairs: tuple[int, int]) -> list[Account]:
    """Return accounts from pairs of share and balance."""
    return [Account(name=f"account-{a}", share=share, balance=owed) for a, (share, owed) in enumerate(pairs)]


#: Accounts with a demand each, as drawn by Hypothesis.
some_accounts = st.lists(st.tuples(st.integers(1, 9), st.integers(-50, 50), st.integers(0, 60)), min_size=1, max_size=6)


@pytest.mark.parametrize(
    ("accounts", "demands", "reference", "expected"),
    [
        pytest.param([(1, 0), (1, 0)], [10, 10], 20, (10, 10), id="enough for everybody"),
        pytest.param([(1, 0), (1, 0)], [10, 10], 99, (10, 10), id="never more than was asked"),
        pytest.param([(3, 0), (1, 0)], [100, 100], 40, (30, 10), id="by shares"),
        pytest.param([(1, 0), (1, 0), (1, 0)], [4, 50, 50], 34, (4, 15, 15), id="what one does not ask flows on"),
        # lambda + 6 + lambda = 20: level 7.
        pytest.param([(1, 6), (1, 0)], [50, 50], 20, (13, 7), id="what is owed comes first"),
        # Account 0 stays at zero until the level passes 30; 20 ticks lift account 1 to 20 only.
        pytest.param([(1, -30), (1, 0)], [50, 50], 20, (0, 20), id="who has had too much waits"),
        # All is owed: the level is negative, (lambda + 30) + (lambda + 10) = 20 at lambda = -10.
        pytest.param([(1, 30), (1, 10)], [50, 50], 20, (20, 0), id="a level below zero"),
        # 10 / 3 each: 3, 3, 3 and one tick over, which the name decides.
        pytest.param([(1, 0), (1, 0), (1, 0)], [9, 9, 9], 10, (4, 3, 3), id="a rest goes by name at last"),
        # Level 10 / 7: exact 2.857, 4.286 and 2.857; two ticks are left, for the two largest rests.
        pytest.param([(2, 0), (3, 0), (2, 0)], [9, 9, 9], 10, (3, 4, 3), id="a rest goes to the largest fraction"),
        pytest.param([(1, 0), (2, 5)], [8, 8], 0, (0, 0), id="nothing to give"),
        pytest.param([(1, 0), (1, 9)], [0, 0], 50, (0, 0), id="nobody asks"),
    ],
)
def test_targets_are_those_worked_out_by_hand(
    accounts: list[tuple[int, int]], demands: list[int], reference: int, expected: tuple[int, ...]
) -> None:
    """A tenant would be measured against a target that the published formula does not give."""
    assert targets(accounts_of(*accounts), demands, reference) == expected


@given(some_accounts, st.integers(0, 300))
def test_targets_add_up_and_stay_within_demand(drawn: list[tuple[int, int, int]], reference: int) -> None:
    """Targets would promise more than there is, or than was asked, or leave some of it over."""
    demands = [demand for _, _, demand in drawn]
    found = targets(accounts_of(*((share, owed) for share, owed, _ in drawn)), demands, reference)
    assert sum(found) == min(sum(demands), reference)
    assert all(0 <= aim <= demand for aim, demand in zip(found, demands, strict=True))


@given(some_accounts, st.integers(0, 300))
def test_targets_lie_within_a_tick_of_one_level(drawn: list[tuple[int, int, int]], reference: int) -> None:
    """One account would stand above the water level of another, although it asked for more."""
    demands = [demand for _, _, demand in drawn]
    accounts = accounts_of(*((share, owed) for share, owed, _ in drawn))
    found = targets(accounts, demands, reference)
    most = [(aim + 1 - a.balance) / a.share for a, aim, d in zip(accounts, found, demands, strict=True) if aim < d]
    least = [(aim - 1 - a.balance) / a.share for a, aim in zip(accounts, found, strict=True) if aim > 0]
    assert not most or not least or max(least) <= min(most)


@given(some_accounts, st.integers(0, 300), st.randoms(use_true_random=False))
def test_order_of_accounts_does_not_matter(drawn: list[tuple[int, int, int]], reference: int, chance: Random) -> None:
    """Being listed first would be worth a tick."""
    demands = [demand for _, _, demand in drawn]
    accounts = accounts_of(*((share, owed) for share, owed, _ in drawn))
    found = targets(accounts, demands, reference)
    order = list(range(len(drawn)))
    chance.shuffle(order)
    assert targets([accounts[a] for a in order], [demands[a] for a in order], reference) == tuple(
        found[a] for a in order
    )


def test_account_results_of_a_small_schedule() -> None:
    """Demand, granted work or target would not be those of the jobs: two accounts ask 8 and 4, 6 are granted in all."""
    flexible = make_task(make_mode(duration=8, min_duration=2), work=8)
    problem = make_problem(
        jobs=[make_job(flexible, weight=5), make_job(account=1), make_job(make_task(work=0), account=1)]
    )
    schedule = make_schedule(make_assignment(0, 0, duration=2), make_assignment(1, 2))
    assert account_results(problem, schedule) == (
        AccountResult(account=0, demand=8, granted=2, target=3, service_level=6666, solo=8, guaranteed=8),
        AccountResult(account=1, demand=4, granted=4, target=3, service_level=10_000, solo=4, guaranteed=4),
    )
    assert [each.target for each in account_results(problem, schedule, aims_of(problem, 12))] == [8, 4]


@given(feasible_problems(max_jobs=3))
def test_account_results_follow_their_accounts(drawn: Witnessed) -> None:
    """What an account is told would depend on where it stands in the file."""
    problem, last = drawn.problem, len(drawn.problem.accounts) - 1
    jobs = tuple(replace(job, account=last - job.account) for job in problem.jobs)
    turned = replace(problem, accounts=problem.accounts[::-1], jobs=jobs)
    there = [replace(each, account=last - each.account) for each in account_results(turned, drawn.witness)]
    assert list(account_results(problem, drawn.witness)) == there[::-1]


@pytest.mark.parametrize(
    ("granted", "target", "level"), [(0, 0, 10_000), (5, 0, 10_000), (0, 7, 0), (9, 7, 10_000), (2, 3, 6666)]
)
def test_service_level(granted: int, target: int, level: int) -> None:
    """A level would be rounded up, pass 10 000, or divide by zero."""
    assert service_level(granted, target) == level


@pytest.mark.parametrize(
    ("levels", "index"), [([], 1.0), ([0, 0], 1.0), ([7, 7, 7], 1.0), ([10_000, 0, 0, 0], 0.25), ([3, 1], 0.8)]
)
def test_jain(levels: list[int], index: float) -> None:
    """The index would not be the published one: (3 + 1)^2 / (2 * (9 + 1)) = 0.8."""
    assert jain(levels) == pytest.approx(index)
