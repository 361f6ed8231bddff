"""When machines are open: shifts, public holidays, make-up days, overrides; the one place of the domain where local time lives.

Over 150 lines because the day rules, the wall clock and the arithmetic of periods are one subject, read together.

A shift belongs to the local date on which it starts, to its end: the night shift of the eve of a holiday runs into the holiday, and
the next one starts on the first evening after it. Everything that comes out is aware UTC and half-open, `[start, end)`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from scheduler.domain.public_holidays import DayKind, PublicHolidays

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from zoneinfo import ZoneInfo

#: A half-open piece of time, start and end in aware UTC.
Period: TypeAlias = tuple[datetime, datetime]

_DAY = timedelta(days=1)
_MONDAY = 0


class LocalSpan(NamedTuple):
    """Opening hours by the clock on the wall, `[start, end)`; an `end` not after `start` is on the next day (00:00 to 00:00: all day)."""

    start: time
    end: time


@dataclass(frozen=True, kw_only=True, slots=True)
class ShiftPattern:
    """The week of a machine, by the clock on the wall."""

    #: Unique name, referred to by machines and pools.
    name: str
    #: Seven entries, Monday first: the spans that start on that day.
    weekly: tuple[tuple[LocalSpan, ...], ...]
    #: True: public holidays and make-up days change nothing, as on a machine that cuts unattended round the clock.
    works_on_public_holidays: bool = False

    def __post_init__(self) -> None:
        """Refuse a week that has not seven days."""
        if len(self.weekly) != 7:
            raise ValueError(f"shift pattern {self.name!r} has {len(self.weekly)} days; give seven, Monday first")


@dataclass(frozen=True, kw_only=True, slots=True)
class DayOverride:
    """What the park's manager says about one date, over the head of the public calendar."""

    day: date
    #: True: the date is worked (as a Monday where the pattern has no hours on that weekday). False: no shift starts on it.
    is_open: bool


@dataclass(frozen=True, kw_only=True)
class ParkCalendar:
    """Turns shift patterns into open time. Not slotted: the holidays are looked up once and kept.

    On a public holiday a pattern is closed, on a make-up day it works Monday's hours: the notices name the dates, not the weekdays they
    stand for, and a weekend duty has no place on a day when everybody works. A pattern that works on public holidays keeps its week
    through both. An override comes before either.
    """

    #: The park's zone, in which the patterns are read.
    zone: ZoneInfo
    patterns: tuple[ShiftPattern, ...]
    #: Country whose public holidays count, such as `CN`; None: no holidays.
    holiday_region: str | None = "CN"
    overrides: tuple[DayOverride, ...] = ()

    def open_intervals(self, pattern_name: str, start: datetime, end: datetime) -> tuple[Period, ...]:
        """Return when a pattern is open in `[start, end)`: sorted, disjoint and never touching, in UTC.

        Raises
        ------
        KeyError
            When there is no such pattern.
        ValueError
            When a time is not aware.
        """
        range_utc = (_utc(start), _utc(end))
        pattern = self.pattern(pattern_name)
        # A span that started on the day before the first may reach into it; none is longer than a day.
        first = start.astimezone(self.zone).date() - _DAY
        last = end.astimezone(self.zone).date()
        spans = (self._period(day, span) for day in _days(first, last) for span in self._spans(pattern, day))
        return merge_periods(_clip(period, range_utc) for period in spans)

    def pattern(self, name: str) -> ShiftPattern:
        """Return a pattern by name; KeyError when there is none."""
        for pattern in self.patterns:
            if pattern.name == name:
                return pattern
        raise KeyError(f"no shift pattern {name!r}; there are {', '.join(p.name for p in self.patterns) or 'none'}")

    def is_working_day(self, day: date) -> bool:
        """Return whether the park's offices work on a date; overrides count, weekends do not."""
        override = self._overrides.get(day)
        if override is not None:
            return override
        return self._kind(day) in {DayKind.WEEKDAY, DayKind.MAKE_UP}

    def make_up_days_published(self, year: int) -> bool:
        """Return whether the make-up days of `year` are known; false calls for a warning beside any plan in it."""
        return self._holidays is None or self._holidays.make_up_days_published(year)

    @cached_property
    def _holidays(self) -> PublicHolidays | None:
        return None if self.holiday_region is None else PublicHolidays(self.holiday_region)

    @cached_property
    def _overrides(self) -> dict[date, bool]:
        return {override.day: override.is_open for override in self.overrides}

    def _kind(self, day: date) -> DayKind:
        if self._holidays is not None:
            return self._holidays.kind(day)
        return DayKind.WEEKEND if day.weekday() >= 5 else DayKind.WEEKDAY

    def _spans(self, pattern: ShiftPattern, day: date) -> tuple[LocalSpan, ...]:
        """Return the spans of a pattern that start on a date."""
        usual = pattern.weekly[day.weekday()]
        override = self._overrides.get(day)
        if override is not None:
            return (usual or pattern.weekly[_MONDAY]) if override else ()
        if pattern.works_on_public_holidays:
            return usual
        kind = self._kind(day)
        if kind is DayKind.HOLIDAY:
            return ()
        return pattern.weekly[_MONDAY] if kind is DayKind.MAKE_UP else usual

    def _period(self, day: date, span: LocalSpan) -> Period:
        """Return a span of a date in UTC."""
        end_day = day if span.end > span.start else day + _DAY
        return wall_to_utc(datetime.combine(day, span.start), self.zone), wall_to_utc(
            datetime.combine(end_day, span.end), self.zone
        )


def machine_windows(
    calendar: ParkCalendar, pattern_name: str, start: datetime, end: datetime, time_off: Iterable[Period] = ()
) -> tuple[Period, ...]:
    """Return the open windows of a machine in `[start, end)`: its shifts less its closures, outages and what else holds it.

    Parameters
    ----------
    time_off
        Periods in which the machine is not to be had, in any order, overlapping or not.
    """
    return subtract_periods(calendar.open_intervals(pattern_name, start, end), time_off)


def wall_to_utc(wall: datetime, zone: ZoneInfo) -> datetime:
    """Return when the clock on the wall of `zone` first shows `wall` (naive) or, where it jumps over it, the moment of the jump.

    Never decreasing in `wall`, so that spans that touch on the wall touch in UTC.
    """
    first = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if is_on_the_clock(wall, zone):
        return first
    # In a gap the two folds straddle the jump; bisect for the first second of the new offset.
    low, high = wall.replace(tzinfo=zone, fold=1).astimezone(UTC), first
    after = high.astimezone(zone).utcoffset()
    while high - low > timedelta(seconds=1):
        middle = low + timedelta(seconds=(high - low) // timedelta(seconds=2))
        low, high = (low, middle) if middle.astimezone(zone).utcoffset() == after else (middle, high)
    return high


def is_on_the_clock(wall: datetime, zone: ZoneInfo) -> bool:
    """Return whether the clock of `zone` ever shows `wall` (naive); false in the hour that summer time skips."""
    return wall.replace(tzinfo=zone).astimezone(UTC).astimezone(zone).replace(tzinfo=None, fold=0) == wall.replace(
        fold=0
    )


def is_shown_twice(wall: datetime, zone: ZoneInfo) -> bool:
    """Return whether the clock of `zone` shows `wall` (naive) twice, as when summer time ends."""
    first, second = (wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    return first < second


def merge_periods(periods: Iterable[Period]) -> tuple[Period, ...]:
    """Join overlapping and touching periods into a sorted, disjoint list; empty ones are left out."""
    merged: list[Period] = []
    for start, end in sorted(period for period in periods if period[0] < period[1]):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return tuple(merged)


def subtract_periods(whole: Sequence[Period], holes: Iterable[Period]) -> tuple[Period, ...]:
    """Return what of a sorted, disjoint list lies in no hole; the work is in proportion to both together."""
    rest: list[Period] = []
    merged, first = merge_periods(holes), 0
    for start, end in whole:
        left = start
        while first < len(merged) and merged[first][1] <= start:
            first += 1
        at = first
        while at < len(merged) and merged[at][0] < end:
            hole_start, hole_end = merged[at]
            if hole_start > left:
                rest.append((left, hole_start))
            left, at = max(left, hole_end), at + 1
        if left < end:
            rest.append((left, end))
    return tuple(rest)


def intersect_periods(whole: Sequence[Period], others: Iterable[Period]) -> tuple[Period, ...]:
    """Return what of a sorted, disjoint list lies in one of some others."""
    return subtract_periods(whole, subtract_periods(whole, others))


def _clip(period: Period, bounds: Period) -> Period:
    return max(period[0], bounds[0]), min(period[1], bounds[1])


def _days(first: date, last: date) -> Iterator[date]:
    return (first + n * _DAY for n in range((last - first).days + 1))


def _utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError(f"{moment.isoformat()} has no zone; give an aware time")
    return moment.astimezone(UTC)
