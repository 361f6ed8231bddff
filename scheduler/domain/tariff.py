"""Hours of the day by tariff: which are peak and which off-peak by the clock of the park, and which work keeps out of which."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from scheduler.domain.calendar import merge_periods, subtract_periods, wall_to_utc

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator
    from datetime import date, time
    from zoneinfo import ZoneInfo

    from scheduler.domain.booking import PriorityClass
    from scheduler.domain.calendar import Period

_DAY = timedelta(days=1)


class Tariff(StrEnum):
    """What an hour counts as."""

    PEAK = "peak"
    #: Every hour that no row of the table names.
    NORMAL = "normal"
    OFF_PEAK = "off_peak"


@dataclass(frozen=True, kw_only=True, slots=True)
class TariffHours:
    """A row of the tariff table: some hours of some days of the week, by the clock on the wall; public holidays change nothing."""

    tariff: Tariff
    #: 1 is Monday, 7 Sunday: the days on which the hours begin.
    weekdays: tuple[int, ...]
    #: `[start, end)`; an `end` not after `start` is on the next day (00:00 to 00:00: all day).
    start: time
    end: time
    #: What such an hour is worth against a normal one, for whoever writes the bills; the ledger does not charge by it.
    percent: int = 100


@dataclass(frozen=True, kw_only=True, slots=True)
class TariffRule:
    """Work of some kind is not done in the hours of a tariff."""

    tariff: Tariff
    #: Which work: of this capability (None: any), of these priority classes (None: any).
    capability: str | None = None
    priorities: tuple[PriorityClass, ...] | None = None
    #: True: unless the request says that it accepts the tariff.
    opt_in: bool = False

    def is_about(self, capabilities: Container[str], priority: PriorityClass) -> bool:
        """Return whether it is about work that needs these capabilities, in a request of that priority."""
        of_capability = self.capability is None or self.capability in capabilities
        return of_capability and (self.priorities is None or priority in self.priorities)


def hours_of(
    tariffs: Container[Tariff], table: Iterable[TariffHours], start: datetime, end: datetime, zone: ZoneInfo
) -> tuple[Period, ...]:
    """Return what of `[start, end)` counts as one of some tariffs: sorted, disjoint periods in UTC."""
    rows = tuple(table)
    named = merge_periods(p for row in rows if row.tariff in tariffs for p in _periods(row, start, end, zone))
    if Tariff.NORMAL in tariffs:
        others = [p for row in rows if row.tariff not in tariffs for p in _periods(row, start, end, zone)]
        named = merge_periods((*named, *subtract_periods(((start, end),), others)))
    return tuple((max(start, first), min(end, last)) for first, last in named if first < end and last > start)


def _periods(row: TariffHours, start: datetime, end: datetime, zone: ZoneInfo) -> Iterator[Period]:
    """Yield the hours of a row that could meet `[start, end)`."""
    # Hours that began on the day before the first may reach into it; none are longer than a day.
    day, last = start.astimezone(zone).date() - _DAY, end.astimezone(zone).date()
    while day <= last:
        if day.isoweekday() in row.weekdays:
            yield _moment(day, row.start, zone), _moment(day if row.end > row.start else day + _DAY, row.end, zone)
        day += _DAY


def _moment(day: date, clock: time, zone: ZoneInfo) -> datetime:
    return wall_to_utc(datetime.combine(day, clock), zone).astimezone(UTC)
