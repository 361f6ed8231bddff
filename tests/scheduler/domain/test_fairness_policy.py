"""Versions of the fairness policy: numbered, dated, and only of what the solver can do."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest

from scheduler.domain.fairness_policy import DEFAULT, FAIRNESS_POLICIES, fairness_policy, find_fairness_policy
from scheduler.domain.run import RUN_POLICIES


def test_versions_count_up_and_say_why() -> None:
    """A certificate would name a version that is two, or one that nobody can explain."""
    assert [policy.version for policy in FAIRNESS_POLICIES] == list(range(1, len(FAIRNESS_POLICIES) + 1))
    assert all(earlier.since <= later.since for earlier, later in pairwise(FAIRNESS_POLICIES))
    assert all(policy.reason and policy.name in RUN_POLICIES for policy in FAIRNESS_POLICIES)
    assert DEFAULT in FAIRNESS_POLICIES


def test_the_first_version_is_what_was_before() -> None:
    """Certificates and balances from before there were versions are read by it."""
    first = fairness_policy(1)
    assert (first.name, first.epsilon, first.half_life, first.cap) == ("utilization", 0.02, timedelta(days=14), 1.0)


def test_the_fourth_version_rounds_targets_and_nothing_else() -> None:
    """What trials find of it would be the doing of something else; the versions before it would judge old nights otherwise."""
    third, fourth = fairness_policy(3), fairness_policy(4)
    same = replace(third, version=4, since=fourth.since, reason=fourth.reason, whole_targets=True)
    assert fourth == same
    assert [policy.whole_targets for policy in FAIRNESS_POLICIES[:3]] == [False] * 3


def test_a_version_that_is_not_there() -> None:
    """It is told with those that are."""
    assert find_fairness_policy(0) is None
    with pytest.raises(LookupError, match="no fairness policy 99; use 1"):
        fairness_policy(99)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("epsilon", -0.01),
        ("epsilon", 1.01),
        ("epsilon", float("nan")),
        ("half_life", timedelta(0)),
        ("half_life", timedelta(days=-1)),
        ("cap", -1.0),
        ("cap", float("inf")),
        ("cap", float("nan")),
    ],
)
def test_figures_out_of_range_are_refused(name: str, value: object) -> None:
    """A version with them would divide by nought, or give a tenant everything."""
    figures: dict[str, Any] = {name: value}
    with pytest.raises(ValueError, match=name):
        replace(DEFAULT, **figures)
