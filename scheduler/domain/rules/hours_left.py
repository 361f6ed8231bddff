"""What a tenant has left of its hours: the figures by which the rules judge, and which it can look at before it asks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from scheduler.domain.policy import allowances_of
from scheduler.domain.rules.tally import span_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from scheduler.domain.policy import Allowance, Quota, QuotaPeriod
    from scheduler.domain.rules.surroundings import Surroundings
    from scheduler.domain.rules.tally import Span
    from scheduler.domain.tenant import Tenant

_NONE, _SECOND = timedelta(0), timedelta(seconds=1)


@dataclass(frozen=True, kw_only=True, slots=True)
class HoursLeft:
    """One allowance of a tenant, at one moment."""

    #: None: all capabilities together.
    capability: str | None
    #: None: outstanding hours, whenever they are for.
    period: QuotaPeriod | None = None
    #: The day, week or month that is told; None for outstanding hours.
    span: Span | None = None
    #: Standard time: in all, and taken so far.
    allowed: timedelta
    taken: timedelta

    @property
    def left(self) -> timedelta:
        """What may still be asked for, in whole seconds; never negative."""
        return max(_NONE, self.allowed - self.taken) // _SECOND * _SECOND

    def has_room_for(self, asked: timedelta) -> bool:
        """Return whether so much more may be asked for."""
        return not asked or self.taken + asked <= self.allowed


def hours_left(tenant: Tenant, around: Surroundings, moment: datetime) -> Iterator[HoursLeft]:
    """Yield what a tenant has left of each of its quotas in the period of a moment, and then of its outstanding hours."""
    for quota in allowances_of(tenant.id, around.policy.quotas):
        yield quota_left(tenant, quota, moment, around)
    for allowance in allowances_of(tenant.id, around.policy.outstanding):
        yield outstanding_left(tenant, allowance, around)


def quota_left(tenant: Tenant, quota: Quota, moment: datetime, around: Surroundings) -> HoursLeft:
    """Return what a tenant has left of a quota in the period of a moment, by the share that it has when the period begins."""
    span = span_of(quota.period, moment, around.zone)
    return HoursLeft(
        capability=quota.capability,
        period=quota.period,
        span=span,
        allowed=quota.limit(around.share_of(tenant, span.start)),
        taken=around.tally.had(tenant.id, quota.capability, quota.period, span),
    )


def outstanding_left(tenant: Tenant, allowance: Allowance, around: Surroundings) -> HoursLeft:
    """Return what a tenant has left of the hours that it may have open at once, by its share now."""
    return HoursLeft(
        capability=allowance.capability,
        allowed=allowance.limit(around.share_of(tenant, around.now)),
        taken=around.tally.open(tenant.id, allowance.capability),
    )
