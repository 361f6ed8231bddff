"""The rules of the park as data, versioned; `scheduler.domain.rules` holds requests against them.

Over 150 lines because a policy and its tables are one document.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scheduler.domain.tariff import TariffHours, TariffRule

#: Shares beyond this count as this: no park has more, and the arithmetic of times stays inside its range.
_MOST_SHARES = 100_000


class QuotaPeriod(StrEnum):
    """What a quota is for, by the calendar of the park's zone."""

    DAY = "day"
    #: From Monday to Sunday, numbered as ISO 8601 does.
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, kw_only=True, slots=True)
class Allowance:
    """How much standard time a tenant may have, all of its people together."""

    #: What it is about, such as `laser-cutting`; None: all machines together.
    capability: str | None = None
    #: Whose it is; None: every tenant's that has none of its own for the same.
    tenant_id: str | None = None
    #: Standard time, `>= 0`; nought: none at all.
    allowed: timedelta
    #: True: `allowed` is for each point of the tenant's share.
    per_share: bool = False

    @property
    def subject(self) -> tuple[str | None, ...]:
        """What a tenant's own allowance takes the place of."""
        return (self.capability,)

    def limit(self, share: int) -> timedelta:
        """Return what a tenant with that share may have."""
        return self.allowed * min(share, _MOST_SHARES) if self.per_share else self.allowed


@dataclass(frozen=True, kw_only=True, slots=True)
class Quota(Allowance):
    """An allowance for each day, week or month."""

    period: QuotaPeriod

    @property
    def subject(self) -> tuple[str | None, ...]:
        """What a tenant's own quota takes the place of."""
        return (self.capability, self.period.value)


@dataclass(frozen=True, kw_only=True, slots=True)
class CapabilityLimits:
    """Figures that hold for work of one capability in place of the policy's own; None: the policy's own."""

    capability: str
    notice: timedelta | None = None
    horizon: timedelta | None = None
    shortest: timedelta | None = None
    longest: timedelta | None = None


class Limits(NamedTuple):
    """The four figures that capabilities may have of their own, as they hold for one thing."""

    notice: timedelta
    horizon: timedelta
    shortest: timedelta
    longest: timedelta


@dataclass(frozen=True, kw_only=True, slots=True)
class QualificationNeed:
    """Work of a capability is for tenants that hold a qualification."""

    capability: str
    #: Its name, as tenants carry it.
    qualification: str
    #: Who gives and renews it, for people: an office, a telephone number.
    issued_by: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class BookingPolicy:
    """One version of the rules; a new version is a new value, the old ones stay to be looked up."""

    version: int = 1
    #: Work may start this long after the request at the earliest.
    notice: timedelta = timedelta(0)
    #: A deadline may lie at most this far ahead.
    horizon: timedelta = timedelta(days=180)
    #: Processing time of an operation, on the standard machine.
    shortest: timedelta = timedelta(minutes=1)
    longest: timedelta = timedelta(days=14)
    #: How many operations a request may have.
    most_operations: int = 50
    #: A tenant may cancel until this long before the start.
    cancel_notice: timedelta = timedelta(0)
    #: How far the clock of a caller may be behind ours.
    clock_tolerance: timedelta = timedelta(minutes=5)
    #: Where notice, horizon, shortest and longest differ by capability; each capability once.
    limits: tuple[CapabilityLimits, ...] = ()
    #: Hours by day, week or month; a tenant's own takes the place of everybody's for the same capability and period.
    quotas: tuple[Quota, ...] = ()
    #: Hours that a tenant may have open at once: asked for and not carried out yet.
    outstanding: tuple[Allowance, ...] = ()
    qualifications: tuple[QualificationNeed, ...] = ()
    #: Which hours are peak and off-peak; what no row names is normal.
    tariffs: tuple[TariffHours, ...] = ()
    #: Which work keeps out of which of these hours.
    tariff_rules: tuple[TariffRule, ...] = ()

    def limits_for(self, capabilities: Iterable[str]) -> Limits:
        """Return the figures for work that needs all of these capabilities: where they differ, the strictest."""
        own = {limits.capability: limits for limits in self.limits}
        each = [self._limits(own.get(capability)) for capability in capabilities] or [self._limits(None)]
        return Limits(
            notice=max(limits.notice for limits in each),
            horizon=min(limits.horizon for limits in each),
            shortest=max(limits.shortest for limits in each),
            longest=min(limits.longest for limits in each),
        )

    def _limits(self, own: CapabilityLimits | None) -> Limits:
        usual = Limits(self.notice, self.horizon, self.shortest, self.longest)
        if own is None:
            return usual
        told = (own.notice, own.horizon, own.shortest, own.longest)
        return Limits(*(general if mine is None else mine for mine, general in zip(told, usual, strict=True)))


A = TypeVar("A", bound=Allowance)


def allowances_of(tenant_id: str, allowances: Iterable[A]) -> tuple[A, ...]:
    """Return the allowances that hold for a tenant: its own, and everybody's where it has none of its own."""
    listed = tuple(allowances)
    own = {each.subject for each in listed if each.tenant_id == tenant_id}
    return tuple(
        each for each in listed if each.tenant_id == tenant_id or (each.tenant_id is None and each.subject not in own)
    )
