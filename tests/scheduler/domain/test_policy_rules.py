"""What must hold of a booking policy before it is put in force, and which of its figures hold for what."""

from __future__ import annotations

from datetime import time, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from scheduler.domain.policy import (
    Allowance,
    BookingPolicy,
    CapabilityLimits,
    Limits,
    QualificationNeed,
    Quota,
    QuotaPeriod,
)
from scheduler.domain.rules.catalogue import Known
from scheduler.domain.rules.policies import check_policy
from scheduler.domain.tariff import Tariff, TariffHours, TariffRule
from tests.scheduler.builders import hours

if TYPE_CHECKING:
    from collections.abc import Iterable

_KNOWN = Known(
    shift_patterns=frozenset(),
    changeover_tables={},
    tenants=frozenset({"ada"}),
    machines=frozenset(),
    capabilities=frozenset({"cutting", "bending"}),
)
_WEEK, _DAY = QuotaPeriod.WEEK, QuotaPeriod.DAY


def pointers(policy: BookingPolicy) -> list[str]:
    """Return where the refusals of a policy point."""
    return [refusal.pointer for refusal in check_policy(policy, _KNOWN)]


def row(start: int, end: int, weekdays: Iterable[int] = (1, 2, 3, 4, 5), **facts: Any) -> TariffHours:
    """Return peak hours on working days."""
    usual: dict[str, Any] = {"tariff": Tariff.PEAK, "weekdays": tuple(weekdays)}
    return TariffHours(start=time(start), end=time(end), **usual | facts)


def test_policies_in_order_pass() -> None:
    """Nothing could otherwise be put in force."""
    rich = BookingPolicy(
        limits=(CapabilityLimits(capability="cutting", longest=hours(4)), CapabilityLimits(capability="bending")),
        quotas=(
            Quota(period=_WEEK, allowed=hours(10)),
            Quota(period=_DAY, allowed=hours(10)),
            Quota(period=_WEEK, allowed=hours(0), tenant_id="ada"),
            Quota(period=_WEEK, allowed=hours(1), capability="cutting", per_share=True),
        ),
        outstanding=(Allowance(allowed=hours(40)), Allowance(allowed=hours(40), capability="bending")),
        qualifications=(QualificationNeed(capability="cutting", qualification="laser-4"),),
        tariffs=(row(8, 11), row(11, 14, tariff=Tariff.OFF_PEAK), row(22, 8, range(1, 8))),
        tariff_rules=(TariffRule(tariff=Tariff.PEAK, capability="cutting", opt_in=True),),
    )
    assert pointers(BookingPolicy()) == pointers(rich) == []


@pytest.mark.parametrize(
    ("facts", "pointer"),
    [
        ({"notice": -hours(1)}, "/notice"),
        ({"cancel_notice": -hours(1)}, "/cancel_notice"),
        ({"shortest": hours(2), "longest": hours(1)}, "/shortest"),
        ({"longest": timedelta(days=400), "horizon": timedelta(days=500)}, "/longest"),
        ({"notice": hours(1), "horizon": hours(1)}, "/horizon"),
        ({"most_operations": 0}, "/most_operations"),
        ({"limits": (CapabilityLimits(capability="cuting"),)}, "/limits/0/capability"),
        ({"limits": (CapabilityLimits(capability="cutting"),) * 2}, "/limits/1"),
        # By itself it is in order; against the policy's own shortest it is not.
        (
            {"limits": (CapabilityLimits(capability="cutting", longest=hours(1)),), "shortest": hours(2)},
            "/limits/0/shortest",
        ),
        ({"limits": (CapabilityLimits(capability="cutting", notice=hours(9999)),)}, "/limits/0/horizon"),
        ({"quotas": (Quota(period=_DAY, allowed=-hours(1)),)}, "/quotas/0/allowed"),
        ({"quotas": (Quota(period=_DAY, allowed=hours(1), tenant_id="bob"),)}, "/quotas/0/tenant_id"),
        ({"quotas": (Quota(period=_DAY, allowed=hours(1), capability="x"),)}, "/quotas/0/capability"),
        ({"quotas": (Quota(period=_DAY, allowed=hours(1)), Quota(period=_DAY, allowed=hours(2)))}, "/quotas/1"),
        ({"outstanding": (Allowance(allowed=hours(1)), Allowance(allowed=hours(1)))}, "/outstanding/1"),
        ({"outstanding": (Allowance(allowed=timedelta(days=9999)),)}, "/outstanding/0/allowed"),
        ({"qualifications": (QualificationNeed(capability="x", qualification="y"),)}, "/qualifications/0/capability"),
        (
            {"qualifications": (QualificationNeed(capability="cutting", qualification=" "),)},
            "/qualifications/0/qualification",
        ),
        ({"tariffs": (row(8, 9, ()),)}, "/tariffs/0/weekdays"),
        ({"tariffs": (row(8, 9, (0,)),)}, "/tariffs/0/weekdays"),
        ({"tariffs": (row(8, 9, percent=-1),)}, "/tariffs/0/percent"),
        ({"tariffs": (row(8, 11), row(10, 12))}, "/tariffs/1"),
        # The night of Sunday reaches into Monday morning.
        ({"tariffs": (row(7, 9, (1,)), row(22, 8, (7,)))}, "/tariffs/1"),
        ({"tariffs": (row(0, 0, (3,)), row(23, 0, (3,)))}, "/tariffs/1"),
        ({"tariff_rules": (TariffRule(tariff=Tariff.PEAK, capability="x"),)}, "/tariff_rules/0/capability"),
        ({"tariff_rules": (TariffRule(tariff=Tariff.PEAK, priorities=()),)}, "/tariff_rules/0/priorities"),
    ],
)
def test_policies_that_cannot_be(facts: dict[str, Any], pointer: str) -> None:
    """A policy with a slip of the pen would otherwise close the park, or quietly be about nothing."""
    assert pointers(BookingPolicy(**facts)) == [pointer]


def test_figures_by_capability() -> None:
    """A furnace that needs two days' notice would otherwise put the laser off as well; of two capabilities the stricter figure holds."""
    minute = timedelta(minutes=1)
    policy = BookingPolicy(
        notice=hours(1),
        horizon=hours(1000),
        shortest=minute,
        longest=hours(10),
        limits=(
            CapabilityLimits(capability="cutting", notice=hours(0), longest=hours(4)),
            CapabilityLimits(
                capability="baking", notice=hours(48), horizon=hours(2000), shortest=hours(2), longest=hours(90)
            ),
        ),
    )
    assert policy.limits_for(()) == policy.limits_for(["bending"]) == Limits(hours(1), hours(1000), minute, hours(10))
    assert policy.limits_for(["cutting"]) == Limits(hours(0), hours(1000), minute, hours(4))
    assert policy.limits_for(["baking"]) == Limits(hours(48), hours(2000), hours(2), hours(90))
    assert policy.limits_for(["baking", "cutting"]) == Limits(hours(48), hours(1000), hours(2), hours(4))
