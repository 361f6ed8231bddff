"""The order in which each rule of others serves two or three tenants on one machine, derived by hand.

Over 150 lines because there is one order for each rule, and they are read against each other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.domain.fairness_policy import fairness_policy
from scheduler.planning.simulation.nights import Nights
from scheduler.planning.simulation.policies.base import DayWork
from scheduler.planning.simulation.policies.fair_tree import FairTree
from scheduler.planning.simulation.policies.fcfs import EarliestDeadline, FirstCome
from scheduler.planning.simulation.policies.karma import Karma
from scheduler.planning.simulation.policies.named import NAMES, UnknownPolicyError, policy_of
from scheduler.planning.simulation.policies.round_robin import RoundRobin
from scheduler.planning.simulation.policies.searching import Searching
from tests.scheduler.planning.simulation.small import NO_MISHAPS, SmallDemand, ask, order_of

if TYPE_CHECKING:
    from scheduler.planning.simulation.policies.base import Planned, Standing

#: Ada asked for everything before bob asked at all.
ADA_FIRST = (
    ask("ada", "a1", 2),
    ask("ada", "a2", 2, minute=1),
    ask("ada", "a3", 2, minute=2),
    ask("bob", "b1", 2, minute=3),
    ask("bob", "b2", 2, minute=4),
)


def test_first_come_first_served_looks_at_nothing_else() -> None:
    """Whoever asks early and much would not be served first, as it is by a desk with a calendar."""
    assert order_of(*ADA_FIRST, policy=FirstCome()) == ["a1", "a2", "a3", "b1", "b2"]


def test_earliest_deadline_first_breaks_ties_by_arrival() -> None:
    """The rule would be another one than its name."""
    late, soon = ask("ada", "late", days=5), ask("bob", "soon", days=3, minute=5)
    assert order_of(late, soon, ask("bob", "same", days=3, minute=1), policy=EarliestDeadline()) == [
        "same",
        "soon",
        "late",
    ]


def test_round_robin_gives_each_its_quantum() -> None:
    """An hour a round: two rounds for a job of two hours, and the tenants take turns."""
    assert order_of(*ADA_FIRST, policy=RoundRobin()) == ["a1", "b1", "a2", "b2", "a3"]


def test_round_robin_gives_a_double_share_a_double_quantum() -> None:
    """With two hours a round against one, bob has two jobs done before ada has her second."""
    order = order_of(*ADA_FIRST, policy=RoundRobin(), shares={"ada": 1, "bob": 2})
    assert order == ["b1", "a1", "b2", "a2", "a3"]


def test_fair_tree_serves_who_had_least_for_its_share() -> None:
    """Equal shares take turns; with a share of two, bob may have twice as much before ada is next."""
    assert order_of(*ADA_FIRST, policy=FairTree()) == ["a1", "b1", "a2", "b2", "a3"]
    three = (*ADA_FIRST, ask("bob", "b3", 2, minute=5))
    order = order_of(*three, policy=FairTree(), shares={"ada": 1, "bob": 2})
    # By name while neither used anything; then 2/1 against 0/2, 2/1 against 2/2, and 2/1 against 4/2, a tie.
    assert order == ["a1", "b1", "b2", "a2", "b3", "a3"]


def test_fair_tree_remembers_what_was_used_before() -> None:
    """Who had all of yesterday would come first today by its name."""
    early = tuple(ask("ada", f"a{n}", 4, minute=n) for n in range(5))
    later = (ask("ada", "ada-later", 2, night=1), ask("bob", "bob-later", 2, night=1, minute=1))
    simulation = Nights(SmallDemand(asked={0: early, 1: later}), NO_MISHAPS, FairTree())
    done = [each.reference for _ in range(4) for each in simulation.next().executed]
    assert done.index("bob-later") < done.index("ada-later")


def test_karma_serves_the_guaranteed_parts_then_the_richest() -> None:
    """Half of a day's 24 hours are guaranteed, 6 to each: turns until then. Ada alone had 20 hours of the first day and pays for 14 of them.

    Bob left his 6 and earns for them, so that what is beyond the guaranteed part is his first.
    """
    assert order_of(*ADA_FIRST, policy=Karma()) == ["a1", "b1", "a2", "b2", "a3"]
    early = tuple(ask("ada", f"a{n}", 4, minute=n) for n in range(5))
    later = tuple(ask(name, f"{name}-{n}", 6, night=1, minute=n) for n in range(2) for name in ("ada", "bob"))
    simulation = Nights(SmallDemand(asked={0: early, 1: later}), NO_MISHAPS, Karma())
    done = [each.reference for _ in range(3) for each in simulation.next().executed]
    assert done[5:] == ["ada-0", "bob-0", "bob-1", "ada-1"]


def test_karma_pays_donors_only_for_what_was_borrowed() -> None:
    """Idle tenants would earn by asking for nothing.

    A day of 2400 minutes, half guaranteed: 400 to each of three, 400 of the pool to each. Ada carries out 600: 200 above. Bob wanted
    300 and left 100, cyd wanted nothing and left 400; 200 were borrowed, bob is the poorer (10 against 20) and earns for all he left.
    """
    day = DayWork(
        shares={"ada": 1, "bob": 1, "cyd": 1},
        executed={"ada": 600.0, "bob": 300.0},
        wanted={"ada": 900.0, "bob": 300.0},
        capacity=2400.0,
    )
    after = Karma().settle({"ada": 0.0, "bob": 10.0, "cyd": 20.0}, day)
    assert dict(after) == {"ada": 200.0, "bob": 510.0, "cyd": 520.0}


@settings(max_examples=30)
@given(
    executed=st.lists(st.integers(0, 2000), min_size=3, max_size=3),
    wanted=st.lists(st.integers(0, 2000), min_size=3, max_size=3),
)
def test_karma_never_makes_credits(executed: list[int], wanted: list[int]) -> None:
    """What donors earn would exceed what borrowers pay, and credits would lose their worth."""
    names = ("ada", "bob", "cyd")
    day = DayWork(
        shares=dict.fromkeys(names, 1),
        executed=dict(zip(names, map(float, executed), strict=True)),
        wanted=dict(zip(names, map(float, wanted), strict=True)),
        capacity=2400.0,
    )
    after = Karma().settle({}, day)
    assert sum(after.values()) <= 1200 + 1e-6


def test_the_search_serves_all_that_fits() -> None:
    """Our own policy would lose work that a queue places."""
    assert sorted(order_of(*ADA_FIRST, policy=Searching(name="ours", seconds=0.1))) == ["a1", "a2", "a3", "b1", "b2"]


@pytest.mark.parametrize("version", [1, 3, 4])
def test_the_search_is_fair_by_the_version_of_its_nights(version: int) -> None:
    """Trials of one version would measure another."""
    planned = []

    def plan(_night: int, standing: Standing) -> Planned:
        planned.append(Searching(name="ours", seconds=0.1).plan(standing))
        return planned[-1]

    demand = SmallDemand(asked={0: ADA_FIRST})
    Nights(demand, NO_MISHAPS, Searching(name="ours"), plan, fairness_policy=version).next()
    (answer,) = planned
    expected = fairness_policy(version)
    assert (answer.result.policy.name, answer.result.policy.whole_targets) == (expected.name, expected.whole_targets)


def test_every_name_is_a_policy_and_no_other() -> None:
    """A slip of the pen would be simulated as something else."""
    assert [policy_of(name, seconds=1.0, seed=0).name for name in NAMES] == list(NAMES)
    with pytest.raises(UnknownPolicyError, match="no policy 'fifo'; use some of ours, fcfs"):
        policy_of("fifo", seconds=1.0, seed=0)
