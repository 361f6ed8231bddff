"""Quotas and outstanding hours: what fits, what does not, and that what is told to pass does pass.

Over 150 lines because it is the specification of quotas, read as one. `NOW` is Monday of week 48, 16:00 in the park.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.domain.booking import Alternative
from scheduler.domain.entitlement import Entitlement
from scheduler.domain.policy import Allowance, BookingPolicy, Quota, QuotaPeriod, allowances_of
from scheduler.domain.rules.judge import judge
from scheduler.domain.tenant import Tenant
from scheduler.domain.usage import Use
from tests.scheduler.builders import NOW, at, hours, make_operation, make_terms
from tests.scheduler.domain.around import make_around, only

if TYPE_CHECKING:
    from scheduler.domain.rules.surroundings import Surroundings

_MINUTE = timedelta(minutes=1)


def quota(allowed: float, period: QuotaPeriod = QuotaPeriod.WEEK, **facts: Any) -> Quota:
    """Return a quota of so many hours."""
    return Quota(allowed=hours(allowed), period=period, **facts)


def under(*quotas: Quota, **facts: Any) -> Surroundings:
    """Return a park under quotas."""
    return make_around(BookingPolicy(quotas=quotas), **facts)


def had(around: Surroundings, work: timedelta, moment: datetime = NOW, capability: str = "cutting") -> None:
    """Let ada have had some work at a moment."""
    around.tally.add("ada", [Use(capabilities=frozenset({capability}), work=work, at=moment)])


def test_the_last_minute_of_a_quota_can_be_had() -> None:
    """A quota of ten hours would otherwise be one of less."""
    around = under(quota(10))
    had(around, hours(9))
    assert judge(make_terms(make_operation(duration=hours(1))), around) == ()
    refusal = only(make_terms(make_operation(duration=hours(1) + _MINUTE)), around)
    assert (refusal.rule, refusal.pointer) == ("quota", "/operations/0/duration")


def test_the_refusal_names_figure_and_what_would_pass() -> None:
    """A tenant would otherwise be told no, and not how much is left, nor from when on there is more."""
    around = under(quota(10, capability="cutting"))
    had(around, hours(6.5))
    refusal = only(make_terms(make_operation(duration=hours(5))), around)
    assert refusal.message == "5 h of cutting asked for in week 2026-W48, where 6 h 30 min of 10 h are taken"
    assert refusal.cure == (
        "3 h 30 min are left in week 2026-W48: ask for at most 3 h 30 min, "
        "or let all of it start at 2026-11-30T00:00+08:00 (week 2026-W49) or later"
    )


def test_the_next_period_with_room_is_told_not_the_next_one() -> None:
    """A tenant would otherwise be sent into a week that is full as well; what is more than any week has is not sent anywhere."""
    around = under(quota(10))
    had(around, hours(10))
    had(around, hours(8), at(7 * 24))
    refusal = only(make_terms(make_operation(duration=hours(3)), deadline=at(900)), around)
    assert (
        refusal.cure
        == "nothing is left in week 2026-W48: let all of it start at 2026-12-07T00:00+08:00 (week 2026-W50) or later"
    )
    too_much = only(make_terms(make_operation(duration=hours(11)), deadline=at(900)), around)
    assert too_much.cure == "nothing is left in week 2026-W48: ask the operator for a larger quota"


def test_work_counts_in_the_period_in_which_it_can_begin() -> None:
    """An hour of next week would otherwise be refused because this week is full."""
    around = under(quota(1, QuotaPeriod.DAY))
    had(around, hours(1))
    assert only(make_terms(), around).rule == "quota"
    # Midnight in the park is 16:00 UTC, eight hours after NOW.
    assert judge(make_terms(earliest_start=at(8)), around) == ()
    assert only(make_terms(earliest_start=at(8) - _MINUTE), around).rule == "quota"


def test_a_quota_is_about_its_capability() -> None:
    """Bending would otherwise use up the hours of cutting; an operation that may go to either counts for both."""
    around = under(quota(1, capability="bending"))
    assert judge(make_terms(make_operation(duration=hours(5))), around) == ()
    either = make_operation(
        duration=hours(2), alternatives=(Alternative(machine_ids=("cut-1",)), Alternative(machine_ids=("bend-1",)))
    )
    assert only(make_terms(make_operation(), either), around).pointer == "/operations/1/duration"
    chain = make_terms(make_operation(capability="bending"), make_operation(capability="bending"))
    assert only(chain, around).pointer == "/operations"


def test_a_length_told_for_a_machine_is_no_way_round() -> None:
    """A minute of standard time would otherwise buy a day on the machine."""
    sly = make_operation(duration=_MINUTE, alternatives=(Alternative(machine_ids=("cut-1",), duration=hours(24)),))
    refusal = only(make_terms(sly), under(quota(10)))
    assert (refusal.rule, refusal.pointer) == ("quota", "/operations/0/alternatives")
    assert refusal.message.startswith("24 h asked for in week 2026-W48")


def test_a_tenants_own_quota_takes_the_place_of_everybodys() -> None:
    """An exception would otherwise change nothing, or lift the other periods too."""
    everybody, own, by_day = quota(1), quota(5, tenant_id="ada"), quota(3, QuotaPeriod.DAY)
    assert allowances_of("ada", (everybody, own, by_day)) == (own, by_day)
    assert allowances_of("bob", (everybody, own, by_day)) == (everybody, by_day)
    around = under(everybody, own)
    assert judge(make_terms(make_operation(duration=hours(5))), around) == ()
    assert only(make_terms(make_operation(duration=hours(2)), tenant_id="bob"), around).rule == "quota"


def test_a_quota_by_share() -> None:
    """Two hours a point: ada has three points, and five from the Monday on which an entitlement begins."""
    promise = Entitlement(id="en_1", tenant_id="ada", share=5, start=at(7 * 24 - 16))
    tenants = {"ada": Tenant(id="ada", name="Ada", share=3)}
    around = under(quota(2, per_share=True), tenants=tenants, entitlements=(promise,))
    seven = make_operation(duration=hours(7))
    assert judge(make_terms(make_operation(duration=hours(6))), around) == ()
    refusal = only(make_terms(seven), around)
    assert "0 min of 6 h are taken" in refusal.message
    assert "2026-11-30T00:00+08:00" in refusal.cure
    assert judge(make_terms(seven, earliest_start=at(7 * 24 - 16), deadline=at(400)), around) == ()


def test_an_enormous_share_is_no_defect() -> None:
    """A slip of the operator's pen would otherwise end in an error that nobody understands."""
    tenants = {"ada": Tenant(id="ada", name="Ada", share=1_000_000_000)}
    assert judge(make_terms(), under(quota(80_000, per_share=True), tenants=tenants)) == ()


def test_outstanding_hours() -> None:
    """A tenant could otherwise book out the park for months; what has been carried out does not count."""
    around = make_around(BookingPolicy(outstanding=(Allowance(allowed=hours(8)),)))
    had(around, hours(5), at(400))
    around.tally.add("ada", [Use(capabilities=frozenset(), work=hours(99), at=NOW, is_open=False)])
    assert judge(make_terms(make_operation(duration=hours(3))), around) == ()
    refusal = only(make_terms(make_operation(), make_operation(duration=hours(3))), around)
    assert (refusal.rule, refusal.pointer) == ("outstanding", "/operations")
    assert refusal.message == "4 h asked for, 5 h are open already, and 8 h may be"
    assert refusal.cure.startswith("3 h are left: ask for at most that, withdraw something")
    had(around, hours(3))
    assert only(make_terms(), around).cure == "withdraw something, or wait until some of it has been carried out"


def test_a_policy_made_stricter_leaves_what_there_is() -> None:
    """More is open than may be: nothing more comes in, and what is left is not told as less than nothing."""
    around = under(quota(2))
    had(around, hours(5))
    assert only(make_terms(), around).cure.startswith("nothing is left in week 2026-W48")


_LENGTHS = st.integers(1, 300).map(lambda minutes: minutes * _MINUTE)
_ASKED = st.lists(st.tuples(_LENGTHS, st.integers(0, 20 * 24), st.sampled_from(["cutting", "bending"])), max_size=25)


@given(asked=_ASKED, period=st.sampled_from(QuotaPeriod), capability=st.sampled_from([None, "cutting"]))
def test_no_order_of_asking_gets_more_than_the_quota(
    asked: list[tuple[timedelta, int, str]], period: QuotaPeriod, capability: str | None
) -> None:
    """A tenant could otherwise get more by asking in another order, or in smaller pieces."""
    around = under(quota(10, period, capability=capability))
    taken: dict[str, timedelta] = {}
    for length, hour, what in asked:
        moment = at(hour)
        terms = make_terms(
            make_operation(duration=length, capability=what), earliest_start=moment, deadline=moment + hours(99)
        )
        if judge(terms, around):
            continue
        had(around, length, moment, what)
        if capability in {None, what}:
            local = moment + hours(8)
            names = {QuotaPeriod.DAY: "%F", QuotaPeriod.WEEK: "%G-%V", QuotaPeriod.MONTH: "%Y-%m"}
            key = local.strftime(names[period])
            taken[key] = taken.get(key, timedelta(0)) + length
    assert all(total <= hours(10) for total in taken.values())


def _read(text: str) -> timedelta:
    """Read `3 h 30 min` back."""
    units = {"h": hours(1), "min": _MINUTE, "s": timedelta(seconds=1)}
    return sum((int(number) * units[unit] for number, unit in re.findall(r"(\d+) (h|min|s)\b", text)), timedelta(0))


@given(before=st.lists(_LENGTHS, max_size=5), length=_LENGTHS, period=st.sampled_from(QuotaPeriod))
def test_what_is_told_to_pass_passes(before: list[timedelta], length: timedelta, period: QuotaPeriod) -> None:
    """A cure that does not cure sends the tenant round in a circle: less of it passes, and so does all of it later."""
    around = under(quota(8, period))
    for each in before:
        had(around, each)
    terms = make_terms(make_operation(duration=length), deadline=at(1500))
    refusals = judge(terms, around)
    if not refusals:
        return
    cure = refusals[0].cure
    if less := re.search(r"ask for at most ((?:\d+ (?:h|min|s) ?)+)", cure):
        smaller = replace(terms, operations=(make_operation(duration=_read(less[1])),))
        assert judge(smaller, around) == ()
        larger = replace(terms, operations=(make_operation(duration=_read(less[1]) + _MINUTE),))
        assert only(larger, around).rule == "quota"
    later = re.search(r"start at (\S+)", cure)
    assert later is not None
    assert judge(replace(terms, earliest_start=datetime.fromisoformat(later[1])), around) == ()


@pytest.mark.parametrize("allowed", [0, 1])
def test_nought_is_none_at_all(allowed: int) -> None:
    """A capability could otherwise not be closed to a tenant that had it."""
    around = under(quota(allowed, capability="cutting"))
    assert bool(judge(make_terms(), around)) is not bool(allowed)
