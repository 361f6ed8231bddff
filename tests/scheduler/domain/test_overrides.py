"""What the operator may override, and what nobody can."""

from __future__ import annotations

from pathlib import Path

import pytest

from scheduler.domain.override import OverrideTerms, Overriding
from scheduler.domain.policy import BookingPolicy, Quota, QuotaPeriod
from scheduler.domain.rules import overrides
from scheduler.domain.rules.judge import judge, judge_with
from tests.scheduler.builders import NOW, at, hours, make_operation, make_terms
from tests.scheduler.domain.around import make_around

_NARROW = make_around(
    BookingPolicy(quotas=(Quota(period=QuotaPeriod.DAY, allowed=hours(1)),), longest=hours(2), horizon=hours(24))
)
_BROKEN = make_terms(make_operation(duration=hours(3)), deadline=at(30))


def override(*rules: str, reason: str = "the county's order") -> OverrideTerms:
    """Return an override of rules."""
    return OverrideTerms(rules=rules, reason=reason)


def test_what_is_overridden_does_not_count_and_the_rest_does() -> None:
    """An override would otherwise open every door, or none."""
    assert {r.rule for r in judge(_BROKEN, _NARROW)} == {"quota", "longest", "horizon"}
    verdict = judge_with(_BROKEN, _NARROW, override("quota", "longest"))
    assert [r.rule for r in verdict.refusals] == ["horizon"]
    assert [r.rule for r in verdict.overridden] == ["longest", "quota"]
    assert judge_with(_BROKEN, _NARROW, override("quota", "longest", "horizon")).refusals == ()
    assert judge_with(_BROKEN, _NARROW, None).refusals == judge(_BROKEN, _NARROW)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (override("quota", reason=" "), ("override_reason", "/override/reason")),
        (override(), ("override", "/override/rules")),
        (override("quota", "tenant"), ("override", "/override/rules/1")),
        (override("zone"), ("override", "/override/rules/0")),
        (override("quota", "quota"), ("override", "/override/rules/1")),
    ],
)
def test_an_override_is_in_order_or_counts_for_nothing(said: OverrideTerms, told: tuple[str, str]) -> None:
    """A slip of the pen would otherwise be an exception without a reason, or of a rule that nobody can will away."""
    verdict = judge_with(_BROKEN, _NARROW, said)
    assert (verdict.refusals[0].rule, verdict.refusals[0].pointer) == told
    assert {r.rule for r in verdict.refusals[1:]} == {r.rule for r in judge(_BROKEN, _NARROW)}
    assert verdict.overridden == ()


def test_what_makes_no_sense_cannot_be_willed() -> None:
    """A request with a circle of links, or of a tenant that there is not, would otherwise come in and break the plan."""
    for wrong in (
        make_terms(make_operation(duration=None)),
        make_terms(tenant_id="nobody"),
        make_terms(deadline=at(-1)),
    ):
        rules = {r.rule for r in judge(wrong, _NARROW)}
        assert rules - set(overrides.OVERRIDABLE)
        assert judge_with(wrong, _NARROW, override(*overrides.OVERRIDABLE)).refusals


def test_every_rule_that_can_be_overridden_is_told_by_a_rule() -> None:
    """A name that no rule tells would otherwise be an override of nothing."""
    folder = Path(overrides.__file__).parent
    texts = "".join(path.read_text("utf-8") for path in folder.glob("*.py") if path.name != "overrides.py")
    assert [rule for rule in overrides.OVERRIDABLE if f'"{rule}"' not in texts] == []


def test_the_record_tells_who_when_what_and_why() -> None:
    """An exception that cannot be traced is a favour; one of nothing is not written down."""
    broken = judge_with(_BROKEN, _NARROW, override("quota", "longest", "horizon")).overridden
    by = Overriding(override("quota", "longest", "horizon"), "key_7")
    record = by.record(broken, NOW)
    assert record is not None
    assert (record.rules, record.by, record.at) == (("horizon", "longest", "quota"), "key_7", NOW)
    assert record.refusals == broken
    assert by.record((), NOW) is None
