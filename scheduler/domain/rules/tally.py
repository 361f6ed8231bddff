"""How much of its hours a tenant has had: by day, week and month, by capability, and what of it is still open."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, NamedTuple

from scheduler.domain.calendar import wall_to_utc
from scheduler.domain.policy import QuotaPeriod

if TYPE_CHECKING:
    from collections.abc import Iterable
    from zoneinfo import ZoneInfo

    from scheduler.domain.usage import Use

_DAY = timedelta(days=1)


class Span(NamedTuple):
    """A day, week or month of the park: `[start, end)` in UTC."""

    start: datetime
    end: datetime
    #: For people, such as `week 2026-W49`.
    name: str


#: Tenant, capability (None: all), period (None: whatever is open), its first day.
_Key = tuple[str, str | None, QuotaPeriod | None, date | None]


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts what tenants have had; like the findings of the rules it grows, so that the next of a batch sees the one before."""

    #: The periods that are asked about; nothing is counted for others.
    periods: frozenset[QuotaPeriod]
    zone: ZoneInfo
    _had: defaultdict[_Key, timedelta] = field(default_factory=lambda: defaultdict(timedelta))

    def add(self, tenant_id: str, uses: Iterable[Use]) -> None:
        """Count what a tenant has asked for or had."""
        for use in uses:
            self._count(tenant_id, use, use.work)

    def take_back(self, tenant_id: str, uses: Iterable[Use]) -> None:
        """Count no more what was counted before, as when a request is replaced by another."""
        for use in uses:
            self._count(tenant_id, use, -use.work)

    def had(self, tenant_id: str, capability: str | None, period: QuotaPeriod, span: Span) -> timedelta:
        """Return what counts in a span; all capabilities together for None."""
        first = span.start.astimezone(self.zone).date()
        return self._had.get((tenant_id, capability, period, first), timedelta(0))

    def open(self, tenant_id: str, capability: str | None) -> timedelta:
        """Return what is asked for and not carried out yet."""
        return self._had.get((tenant_id, capability, None, None), timedelta(0))

    def _count(self, tenant_id: str, use: Use, work: timedelta) -> None:
        day = use.at.astimezone(self.zone).date()
        days = {period: _first_day(period, day) for period in self.periods}
        for capability in (None, *use.capabilities):
            for period, first in days.items():
                self._had[tenant_id, capability, period, first] += work
            if use.is_open:
                self._had[tenant_id, capability, None, None] += work


def span_of(period: QuotaPeriod, moment: datetime, zone: ZoneInfo) -> Span:
    """Return the day, week or month of the park in which a moment lies."""
    first = _first_day(period, moment.astimezone(zone).date())
    if period is QuotaPeriod.DAY:
        return _span(first, first + _DAY, first.isoformat(), zone)
    if period is QuotaPeriod.WEEK:
        year, week, _ = first.isocalendar()
        return _span(first, first + 7 * _DAY, f"week {year}-W{week:02}", zone)
    return _span(first, _first_day(period, first + 31 * _DAY), f"month {first:%Y-%m}", zone)


def _first_day(period: QuotaPeriod, day: date) -> date:
    """Return the first day of the period in which a day of the park lies."""
    if period is QuotaPeriod.DAY:
        return day
    return day - _DAY * day.weekday() if period is QuotaPeriod.WEEK else day.replace(day=1)


def _span(first: date, following: date, name: str, zone: ZoneInfo) -> Span:
    start, end = (wall_to_utc(datetime.combine(day, time(0)), zone).astimezone(UTC) for day in (first, following))
    return Span(start, end, name)
