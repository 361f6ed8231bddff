"""Whole-request targets in a night from beginning to end: the version says whether, the certificate what they were before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from scheduler.domain.run import RunParameters
from scheduler.planning.defaults import PlanningDefaults
from scheduler.planning.nightly import plan_night
from scheduler.services import booking_requests, runs, schedules
from tests.scheduler.builders import OPERATOR, at, hours, make_context, make_operation, make_terms, tenant

if TYPE_CHECKING:
    from scheduler.services.context import Context

#: A tick is half an hour.
DEFAULTS = PlanningDefaults(engine="inline", workers=1, tick_minutes=30, seconds=2.0)


def certified(ctx: Context, version: int) -> dict[str, Any]:
    """Carry out a run over three hours of the one machine that bends, and return its certificate."""
    asked = RunParameters(publish=True, start=at(1), end=at(4), fairness_policy=version)
    plan_night(ctx, runs.request_run(ctx, OPERATOR, asked).id, DEFAULTS)
    return dict(schedules.get_published(ctx, OPERATOR).certificate)


def ask(ctx: Context, who: str, length: float) -> None:
    """Ask for some hours of bending."""
    operation = make_operation(capability="bending", duration=hours(length))
    booking_requests.create(ctx, tenant(who), make_terms(operation, tenant_id=who))


@pytest.mark.parametrize(("version", "whole"), [(1, False), (3, False), (4, True)])
def test_the_version_of_a_run_says_whether_its_targets_are_whole(version: int, *, whole: bool) -> None:
    """The certificate would name a version and tell the figures of another; where all is granted there is nothing to round."""
    ctx = make_context()
    ask(ctx, "ada", 1)
    ask(ctx, "bob", 2)
    certificate = certified(ctx, version)
    assert (certificate["fairness_policy"], certificate["policy"]["whole_targets"]) == (version, whole)
    assert [row["target"] for row in certificate["tenants"]] == [2, 4]
    assert [row["poured"] for row in certificate["tenants"]] == ([2, 4] if whole else [None, None])


def test_a_target_that_no_set_of_requests_gives_is_rounded() -> None:
    """Six ticks, one share each. Ada asks for 5 in one piece, bob for six times 1: both should get 3, and of 0 and 5 it is 5."""
    ctx = make_context()
    ask(ctx, "ada", 2.5)
    for _ in range(6):
        ask(ctx, "bob", 0.5)
    ada, bob = certified(ctx, 4)["tenants"]
    assert [(row["poured"], row["target"]) for row in (ada, bob)] == [(3, 5), (3, 3)]
    assert ada["granted"] + bob["granted"] == 6
