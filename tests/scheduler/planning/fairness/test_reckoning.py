"""Targets, levels and guarantees of a period, derived by hand, with all that a park can get wrong."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.domain.fairness_policy import DEFAULT
from scheduler.planning.fairness.figures import FairnessReport, Source, TenantFairness
from scheduler.planning.fairness.reckoning import Claim, figures_of, park_of
from solver.fairness import by_share
from tests.scheduler.builders import NOW, at


def claim(tenant_id: str, demand: int, granted: int, share: int = 1, balance: int = 0) -> Claim:
    """Return what a tenant asked and got."""
    return Claim(
        tenant_id=tenant_id, name=tenant_id.title(), share=share, balance=balance, demand=demand, granted=granted
    )


def figures(*claims: Claim, capacity: int = 600) -> list[tuple[int, int]]:
    """Return target and level of each claim."""
    return [(row.target, row.service_level) for row in figures_of(claims, capacity)]


def report(*claims: Claim, capacity: int = 600) -> FairnessReport:
    """Return a report of claims."""
    rows = figures_of(claims, capacity)
    return FairnessReport(
        start=NOW,
        end=at(1),
        source=Source.BOOKS,
        policy_version=DEFAULT.version,
        park=park_of(rows, capacity),
        tenants=rows,
    )


@pytest.mark.parametrize("share", [1, 7, 0, -3])
def test_equal_shares_are_equal_targets(share: int) -> None:
    """150 of what three ask is 50 for each, whatever number stands for an equal share; none at all counts as one."""
    claims = [claim(name, 100, got, share) for name, got in (("ada", 60), ("bob", 60), ("cyd", 30))]
    assert figures(*claims) == [(50, 10_000), (50, 10_000), (50, 6_000)]


def test_who_asks_for_nothing_has_nothing_due_and_leaves_it_to_others() -> None:
    """Staying away would spoil the lowest level, or be punished."""
    assert figures(claim("ada", 0, 0, share=9), claim("bob", 100, 80)) == [(0, 10_000), (80, 10_000)]
    (ada, _) = figures_of((claim("ada", 0, 0, share=9), claim("bob", 100, 80)), 600)
    assert (ada.guaranteed, ada.gains_by_sharing) == (0, True)


def test_a_hundred_times_the_share_is_no_more_than_the_share() -> None:
    """Asking for more would earn more: of 200 each has a target of 100, though ada asks for a hundred times as much."""
    assert figures(claim("ada", 10_000, 120), claim("bob", 100, 80)) == [(100, 10_000), (100, 8_000)]


def test_one_tenant_alone() -> None:
    """It gets what can be granted, and that is its target; a park with nobody in it has no lowest level."""
    assert figures(claim("ada", 100, 40)) == [(40, 10_000)]
    assert (park_of((), 600).lowest, park_of((), 600).jain) == (None, 1.0)
    assert figures() == []


@pytest.mark.parametrize("balance", [10**6, 10**18, -(10**18)])
def test_a_balance_out_of_range_gives_no_more_than_was_asked_for(balance: int) -> None:
    """Ada is owed far more than she asks, or owes far more than there is: her target is her demand, or what bob leaves."""
    aims = [target for target, _ in figures(claim("ada", 60, 50, balance=balance), claim("bob", 100, 50))]
    assert aims == ([60, 40] if balance > 0 else [0, 100])


def test_what_a_share_alone_would_give() -> None:
    """Of 300 a third and two thirds; no more than was asked for, and no more than could be given to it alone."""
    rows = figures_of((claim("ada", 500, 90), claim("bob", 150, 150, share=2)), 300)
    assert [(row.guaranteed, row.gains_by_sharing) for row in rows] == [(100, None), (150, True)]
    assert replace(rows[0], solo=200).gains_by_sharing is False
    assert by_share(70, 300, 1, 3) == 70
    assert by_share(500, 100, 1, 3) == 33


def test_the_park_as_a_whole() -> None:
    """Levels of 1 and 3/5: the lowest, and (1.6)^2 / (2 * 1.36)."""
    park = report(claim("ada", 100, 70), claim("bob", 100, 30)).park
    assert (park.tenants, park.demand, park.target, park.granted, park.lowest) == (2, 200, 100, 100, 6_000)
    assert park.jain == pytest.approx(2.56 / 2.72)


def test_a_tenant_sees_itself_and_of_the_others_only_sums() -> None:
    """Of three, sums tell of nobody; of two, the rest of every sum would be the other's, so nothing is told."""
    three = report(claim("ada", 100, 70), claim("bob", 100, 30), claim("cyd", 10, 10))
    seen = three.for_tenant("bob")
    assert ([row.tenant_id for row in seen.tenants], seen.park) == (["bob"], three.park)
    two = report(claim("ada", 100, 70), claim("bob", 100, 30))
    park = two.for_tenant("ada").park
    assert (park.tenants, park.capacity) == (2, 600)
    assert {park.demand, park.target, park.granted, park.lowest, park.jain} == {None}
    assert two.for_tenant("nobody").tenants == ()


_CLAIMS = st.lists(
    st.builds(
        claim, st.just("t"), st.integers(0, 5000), st.integers(0, 5000), st.integers(0, 9), st.integers(-9999, 9999)
    ),
    min_size=1,
    max_size=6,
).map(lambda claims: [replace(c, tenant_id=f"t{i}", demand=max(c.demand, c.granted)) for i, c in enumerate(claims)])


@given(_CLAIMS, st.integers(0, 10_000))
def test_what_holds_of_all_figures(claims: list[Claim], capacity: int) -> None:
    """Targets would promise more than was granted, or more than was asked for; the order of tenants would matter."""
    rows = figures_of(claims, capacity)
    assert sum(row.target for row in rows) == sum(row.granted for row in rows)
    assert all(0 <= row.target <= row.demand and 0 <= row.service_level <= 10_000 for row in rows)
    assert sum(row.guaranteed for row in rows) <= capacity

    def by_id(found: tuple[TenantFairness, ...]) -> dict[str, TenantFairness]:
        return {row.tenant_id: row for row in found}

    assert by_id(figures_of(claims[::-1], capacity)) == by_id(rows)
