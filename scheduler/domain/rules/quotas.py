"""How much: the hours of a tenant by day, week and month, and what it may have open at once."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from scheduler.domain.policy import allowances_of
from scheduler.domain.rules.hours_left import outstanding_left, quota_left
from scheduler.domain.rules.surroundings import hour_words
from scheduler.domain.rules.tally import span_of
from scheduler.domain.rules.times import length_field
from scheduler.domain.usage import work_of

if TYPE_CHECKING:
    from scheduler.domain.booking import RequestTerms
    from scheduler.domain.policy import Allowance, Quota
    from scheduler.domain.rules.hours_left import HoursLeft
    from scheduler.domain.rules.surroundings import Findings, Surroundings
    from scheduler.domain.rules.tally import Span
    from scheduler.domain.tenant import Tenant

_NONE = timedelta(0)
#: How many periods ahead room is looked for; who has booked out more than that will not be helped by a date.
_FAR = 400


def quotas_kept(terms: RequestTerms, around: Surroundings, found: Findings) -> None:
    """What is asked for fits into what the tenant has left of each of its quotas, in the period in which it could begin."""
    tenant = around.tenants.get(terms.tenant_id)
    if tenant is None:
        return
    moment = around.not_before(terms)
    for quota in allowances_of(tenant.id, around.policy.quotas):
        pointer, asked = _asked(terms, quota, around)
        now = quota_left(tenant, quota, moment, around)
        if now.span is not None and not now.has_room_for(asked):
            taken = f"{hour_words(now.taken)} of {hour_words(now.allowed)} are taken"
            told = f"{_work(asked, quota)} asked for in {now.span.name}, where {taken}"
            found.refuse(
                "quota", pointer, told, _cure(now, now.span, _with_room(tenant, quota, now.span, asked, around), around)
            )


def outstanding_kept(terms: RequestTerms, around: Surroundings, found: Findings) -> None:
    """What is asked for, and what the tenant has open already, is not more than it may have open at once."""
    tenant = around.tenants.get(terms.tenant_id)
    if tenant is None:
        return
    for allowance in allowances_of(tenant.id, around.policy.outstanding):
        pointer, asked = _asked(terms, allowance, around)
        now = outstanding_left(tenant, allowance, around)
        if not now.has_room_for(asked):
            opened = f"{hour_words(now.taken)} are open already, and {hour_words(now.allowed)} may be"
            wait = "withdraw something, or wait until some of it has been carried out"
            cure = f"{hour_words(now.left)} are left: ask for at most that, {wait}" if now.left else wait
            found.refuse("outstanding", pointer, f"{_work(asked, allowance)} asked for, {opened}", cure)


def _asked(terms: RequestTerms, allowance: Allowance, around: Surroundings) -> tuple[str, timedelta]:
    """Return how much of a request an allowance is about, and where that is said."""
    about = [
        (index, operation)
        for index, operation in enumerate(terms.operations)
        if allowance.capability is None or allowance.capability in around.capabilities_of(operation)
    ]
    asked = sum((work_of(operation, around.machines) for _, operation in about), _NONE)
    if len(about) != 1:
        return "/operations", asked
    ((index, operation),) = about
    field = length_field(operation) if asked == operation.standard_duration else "alternatives"
    return f"/operations/{index}/{field}", asked


def _cure(now: HoursLeft, span: Span, later: Span | None, around: Surroundings) -> str:
    """Return what would pass: less of it in the period, or all of it in a later one with room."""
    least = f"{hour_words(now.left)} are left in {span.name}" if now.left else f"nothing is left in {span.name}"
    ways = [f"ask for at most {hour_words(now.left)}"] if now.left else []
    if later is not None:
        start = later.start.astimezone(around.zone).isoformat(timespec="minutes")
        ways.append(f"let all of it start at {start} ({later.name}) or later")
    return f"{least}: {', or '.join(ways) or 'ask the operator for a larger quota'}"


def _with_room(tenant: Tenant, quota: Quota, span: Span, asked: timedelta, around: Surroundings) -> Span | None:
    """Return the first later period in which all that is asked for fits, or None."""
    may_grow = quota.per_share and around.entitlements
    if asked > quota.limit(around.share_of(tenant, span.start)) and not may_grow:
        return None
    for _ in range(_FAR):
        span = span_of(quota.period, span.end, around.zone)
        if quota_left(tenant, quota, span.start, around).has_room_for(asked):
            return span
    return None


def _work(asked: timedelta, allowance: Allowance) -> str:
    return hour_words(asked) + (f" of {allowance.capability}" if allowance.capability is not None else "")
