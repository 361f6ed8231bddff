"""The policy at every door: one at a time, in a batch, by park files, for a try; with what the tenant has had already.

Over 150 lines because each door has its cases, and the next one is written by looking at them.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from scheduler.domain.access import Role
from scheduler.domain.booking import BookingRequest, RequestTerms
from scheduler.domain.override import OverrideTerms
from scheduler.domain.pages import RequestFilter
from scheduler.domain.policy import Allowance, BookingPolicy, CapabilityLimits, QualificationNeed, Quota, QuotaPeriod
from scheduler.domain.reservation import ReservationStatus
from scheduler.domain.tenant import Qualification, Tenant
from scheduler.errors import AlreadyExistsError, ForbiddenError, NotFoundError, RefusedError
from scheduler.services import booking_requests, load, park, policies, reservations
from tests.scheduler.builders import (
    OPERATOR,
    HandClock,
    at,
    hours,
    make_context,
    make_operation,
    make_park,
    make_slot,
    make_terms,
    publish_slots,
    tenant,
)

if TYPE_CHECKING:
    from scheduler.services.context import Context

#: `NOW` is Monday, 16:00 in the park: midnight, and with it Tuesday, is eight hours away.
_TUESDAY = at(8)
_OVERRIDE = OverrideTerms(rules=("quota", "longest"), reason="the county's order")


def under(clock: HandClock | None = None, **policy: Any) -> Context:
    """Return the usual park under a policy."""
    ctx = make_context(clock=clock)
    park.add_policy(ctx, OPERATOR, BookingPolicy(**policy))
    return ctx


def by_day(allowed: float, **facts: Any) -> tuple[Quota, ...]:
    """Return a quota of so many hours a day."""
    return (Quota(period=QuotaPeriod.DAY, allowed=hours(allowed), **facts),)


def wish(length: float = 1, **facts: Any) -> RequestTerms:
    """Return terms for one operation of so many hours."""
    return make_terms(make_operation(duration=hours(length)), **facts)


def rules(ctx: Context, terms: RequestTerms) -> list[str]:
    """Return the rules that a request would break."""
    return [refusal.rule for refusal in booking_requests.validate(ctx, OPERATOR, terms)]


def done(ctx: Context, terms: RequestTerms, override: OverrideTerms | None) -> list[tuple[str, str]]:
    """Ask for it, take it back where it came in, and return rule and pointer of what stood against it."""
    try:
        request = booking_requests.create(ctx, OPERATOR, terms, override)
    except RefusedError as error:
        return [(refusal.rule, refusal.pointer) for refusal in error.refusals]
    except AlreadyExistsError:
        return [("already_exists", "/external_reference")]
    booking_requests.withdraw(ctx, OPERATOR, request.id)
    return []


def test_what_was_taken_in_counts() -> None:
    """Each request would otherwise be judged as if it were the first; the quota is the company's, not the person's."""
    ctx = under(quotas=by_day(3))
    booking_requests.create(ctx, tenant(), wish(2))
    clerk = replace(tenant(), key_id="another_key")
    with pytest.raises(RefusedError, match="1 h are left in 2026-11-23"):
        booking_requests.create(ctx, clerk, wish(2))
    booking_requests.create(ctx, clerk, wish(1))
    booking_requests.create(ctx, tenant("bob"), wish(3, tenant_id="bob"))
    booking_requests.create(ctx, tenant(), wish(3, earliest_start=_TUESDAY))


def test_what_is_withdrawn_counts_no_more() -> None:
    """Hours would otherwise be lost by changing one's mind."""
    ctx = under(quotas=by_day(3), outstanding=(Allowance(allowed=hours(3)),))
    request = booking_requests.create(ctx, tenant(), wish(3))
    assert rules(ctx, wish(1)) == ["quota", "outstanding"]
    booking_requests.withdraw(ctx, tenant(), request.id)
    assert rules(ctx, wish(3)) == []


def test_a_place_moves_the_hours_to_its_day() -> None:
    """Monday would otherwise stay full although the plan put the work on Tuesday."""
    ctx = under(quotas=by_day(3))
    request = booking_requests.create(ctx, tenant(), wish(3))
    publish_slots(ctx, make_slot(request, 10, 3))
    assert rules(ctx, wish(3)) == []
    assert rules(ctx, wish(1, earliest_start=_TUESDAY)) == ["quota"]


def test_what_was_carried_out_counts_for_its_day_and_is_not_open() -> None:
    """Hours would come back by using them; and a tenant that works off its requests could never ask again."""
    clock = HandClock()
    ctx = under(clock, quotas=by_day(3), outstanding=(Allowance(allowed=hours(3)),))
    request = booking_requests.create(ctx, tenant(), wish(3))
    (place,) = publish_slots(ctx, make_slot(request, 1, 3)).confirmed
    clock.advance(hours(1))
    reservations.check_in(ctx, OPERATOR, place.id)
    reservations.begin(ctx, OPERATOR, place.id)
    assert rules(ctx, wish(1)) == ["quota", "outstanding"]
    clock.advance(hours(3))
    assert reservations.complete(ctx, OPERATOR, place.id).status is ReservationStatus.COMPLETED
    assert rules(ctx, wish(1)) == ["quota"]
    clock.advance(hours(4))
    assert rules(ctx, wish(3)) == []


def test_what_waits_counts_for_the_day_that_has_come() -> None:
    """Work that was put off would otherwise come on top of a whole new day's hours."""
    clock = HandClock()
    ctx = under(clock, quotas=by_day(3))
    booking_requests.create(ctx, tenant(), wish(2, deadline=at(90)))
    clock.advance(hours(24))
    assert rules(ctx, wish(2, deadline=at(90))) == ["quota"]


def test_a_quota_by_share_knows_the_share() -> None:
    """A company that pays for three parts would otherwise get one."""
    ctx = under(quotas=by_day(1, per_share=True))
    park.update_tenant(ctx, OPERATOR, Tenant(id="bob", name="Bob", share=3), 1)
    assert rules(ctx, wish(2)) == ["quota"]
    assert rules(ctx, wish(3, tenant_id="bob")) == []


def test_a_try_has_the_verdict_of_the_deed() -> None:
    """A client that tries first would otherwise be told yes and then no, or the other way round."""
    ctx = under(quotas=by_day(2), longest=hours(4))
    booking_requests.create(ctx, tenant(), wish(1, external_reference="A-1"))
    asked: list[tuple[RequestTerms, OverrideTerms | None]] = [
        (wish(1), None),
        (wish(2), None),
        (wish(5), None),
        (wish(5), _OVERRIDE),
        (wish(5), replace(_OVERRIDE, rules=("longest",))),
        (wish(5), replace(_OVERRIDE, reason="")),
        (wish(1, external_reference="A-1"), None),
        (wish(1, deadline=at(-1)), _OVERRIDE),
    ]
    for terms, override in asked:
        told = booking_requests.validate(ctx, OPERATOR, terms, override)
        assert [(r.rule, r.pointer) for r in told] == done(ctx, terms, override)
    assert [refusal.rule for refusal in told] == ["in_the_past"]


def test_an_override_is_kept_with_the_request() -> None:
    """An exception that nobody can see later is a favour; and it counts against the hours like any other work."""
    ctx = under(quotas=by_day(2), longest=hours(4))
    request = booking_requests.create(ctx, OPERATOR, wish(5), _OVERRIDE)
    assert booking_requests.get(ctx, tenant(), request.id).override == request.override
    assert request.override is not None
    assert (request.override.rules, request.override.by) == (("longest", "quota"), OPERATOR.key_id)
    assert request.override.reason == "the county's order"
    assert rules(ctx, wish(1)) == ["quota"]
    assert booking_requests.create(ctx, OPERATOR, wish(1, earliest_start=_TUESDAY), _OVERRIDE).override is None


@pytest.mark.parametrize("role", [Role.TENANT, Role.TENANT_ADMIN])
def test_a_tenant_overrides_nothing(role: Role) -> None:
    """A quota would otherwise hold for the polite; whether a rule is broken or not, and at every door."""
    ctx, who = under(), tenant(role=role)
    for attempt in (booking_requests.create, booking_requests.validate):
        with pytest.raises(ForbiddenError, match="override rules"):
            attempt(ctx, who, wish(), _OVERRIDE)
    for together in (booking_requests.create_batch, booking_requests.create_each):
        with pytest.raises(ForbiddenError):
            together(ctx, who, [wish(), wish()], [None, _OVERRIDE])
    assert booking_requests.page(ctx, OPERATOR, RequestFilter()).items == ()


def test_a_batch_counts_within_itself() -> None:
    """A hundred requests in one body would otherwise each see an untouched quota."""
    ctx = under(quotas=by_day(3))
    batch = [wish(2), wish(2), wish(1), wish(1)]
    with pytest.raises(RefusedError) as refused:
        booking_requests.create_batch(ctx, tenant(), batch)
    assert [r.pointer for r in refused.value.refusals] == [
        "/requests/1/operations/0/duration",
        "/requests/3/operations/0/duration",
    ]
    assert booking_requests.page(ctx, tenant(), RequestFilter()).items == ()
    taken = booking_requests.create_batch(ctx, OPERATOR, batch[:2], [None, _OVERRIDE])
    assert [request.override is None for request in taken] == [True, False]


def test_each_of_a_batch_for_itself() -> None:
    """One bad row would otherwise hold up a morning's orders; what comes in is exactly what is told."""
    ctx = under(quotas=by_day(3))
    batch = [
        wish(2, external_reference="A"),
        wish(2),
        wish(1),
        wish(1, external_reference="A", earliest_start=_TUESDAY),
    ]
    outcomes = booking_requests.create_each(ctx, tenant(), batch)
    assert [type(outcome) for outcome in outcomes] == [BookingRequest, RefusedError, BookingRequest, AlreadyExistsError]
    stored = booking_requests.page(ctx, tenant(), RequestFilter()).items
    assert stored == tuple(outcome for outcome in outcomes if isinstance(outcome, BookingRequest))
    with pytest.raises(NotFoundError):
        booking_requests.create_each(ctx, tenant(), [wish(1, earliest_start=_TUESDAY), wish(tenant_id="bob")])
    assert booking_requests.page(ctx, OPERATOR, RequestFilter()).items == stored


def test_park_files_are_judged_alike() -> None:
    """The import would otherwise be the way round every quota; a changed row does not count beside what it replaces."""
    ctx = under(quotas=by_day(3), limits=(CapabilityLimits(capability="cutting", longest=hours(2)),))
    rows = (wish(2, external_reference="A"), wish(1, external_reference="B"))
    load.load_park(ctx, OPERATOR, load.ParkLoad(requests=rows))
    changed = (wish(2, external_reference="B"), wish(1, external_reference="A"))
    assert load.load_park(ctx, OPERATOR, load.ParkLoad(requests=changed)).updated == {"requests": 2}
    for wrong, rule in ((wish(1, external_reference="C"), "quota"), (wish(2.5, earliest_start=_TUESDAY), "longest")):
        with pytest.raises(RefusedError) as refused:
            load.load_park(ctx, OPERATOR, load.ParkLoad(requests=(*changed, wrong)))
        assert [(r.rule, r.pointer) for r in refused.value.refusals] == [(rule, "/requests/2/operations/0/duration")]
    assert load.load_park(ctx, OPERATOR, load.ParkLoad(requests=changed)).unchanged == {"requests": 2}


def test_park_files_leave_qualifications_alone() -> None:
    """They have no column for them: the nightly import would otherwise take every licence away."""
    ctx = under(qualifications=(QualificationNeed(capability="cutting", qualification="laser-4"),))
    assert rules(ctx, wish()) == ["qualification"]
    licensed = Tenant(id="ada", name="Ada", qualifications=(Qualification(name="laser-4"),))
    park.update_tenant(ctx, OPERATOR, licensed, 1)
    assert load.load_park(ctx, OPERATOR, make_park()).updated == {}
    assert rules(ctx, wish()) == []


def test_the_notice_of_a_capability_is_kept_without_being_asked() -> None:
    """What is wanted as soon as possible would otherwise be planned before the furnace can be heated."""
    ctx = under(notice=hours(1), limits=(CapabilityLimits(capability="bending", notice=hours(9)),))
    bend = booking_requests.create(ctx, tenant(), make_terms(make_operation(capability="bending")))
    cut = booking_requests.create(ctx, tenant(), wish())
    assert (bend.earliest_start, cut.earliest_start) == (at(9), at(1))


def test_versions_are_looked_up() -> None:
    """A request names the version that let it pass; a tenant would otherwise not find out what that said."""
    ctx = under(
        quotas=(*by_day(3), *by_day(9, tenant_id="bob")), outstanding=(Allowance(allowed=hours(1), tenant_id="ada"),)
    )
    assert [policy.version for policy in policies.list_policies(ctx, OPERATOR)] == [1, 2]
    assert policies.get_policy(ctx, OPERATOR, 1) == BookingPolicy()
    assert policies.get_policy(ctx, OPERATOR, 2) == park.current_policy(ctx, OPERATOR)
    with pytest.raises(NotFoundError):
        policies.get_policy(ctx, OPERATOR, 3)


def test_a_tenant_does_not_see_what_another_is_allowed() -> None:
    """The policy would otherwise tell who has a contract, and how good it is."""
    own, others = by_day(5, tenant_id="ada"), by_day(9, tenant_id="bob")
    ctx = under(quotas=(*by_day(3), *own, *others), outstanding=(Allowance(allowed=hours(1), tenant_id="bob"),))
    for seen in (
        park.current_policy(ctx, tenant()),
        policies.get_policy(ctx, tenant(), 2),
        policies.list_policies(ctx, tenant())[1],
    ):
        assert (seen.quotas, seen.outstanding) == ((*by_day(3), *own), ())


def test_what_is_left_is_what_can_be_had() -> None:
    """A tenant would otherwise find out how much is left by being refused; what it is told passes, and no minute more."""
    ctx = under(quotas=(*by_day(3), *by_day(1, capability="bending")), outstanding=(Allowance(allowed=hours(9)),))
    booking_requests.create(ctx, tenant(), wish(1.5))
    day, bending, opened = policies.allowances(ctx, tenant(), "ada")
    assert (day.allowed, day.taken, day.left) == (hours(3), hours(1.5), hours(1.5))
    assert day.span is not None
    assert (day.period, day.span.end) == (QuotaPeriod.DAY, _TUESDAY)
    assert (bending.capability, bending.left) == ("bending", hours(1))
    assert (opened.period, opened.span, opened.left) == (None, None, hours(7.5))
    assert rules(ctx, wish(1.5)) == []
    assert rules(ctx, wish(1.6)) == ["quota"]
