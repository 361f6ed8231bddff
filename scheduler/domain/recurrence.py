"""When something repeats: every so many days, weeks or months, by the calendar of the park; a part of RFC 5545.

`rrule` reads the text of a calendar's rule; the days are found here.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from scheduler.domain.refusal import Refusal
from scheduler.errors import RefusedError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

#: How often something may repeat, and for how long: two years, as far as any park plans.
MOST_OCCURRENCES, MOST_DAYS = 366, 731
MOST_INTERVAL = 366
_DAY = timedelta(days=1)
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


class Frequency(StrEnum):
    """What an interval counts."""

    DAILY = "DAILY"
    #: Weeks begin on Monday.
    WEEKLY = "WEEKLY"
    MONTHLY = "MONTHLY"


@dataclass(frozen=True, kw_only=True, slots=True)
class Recurrence:
    """On which days something repeats; the first day is that of what repeats, and counts."""

    frequency: Frequency
    interval: int = 1
    #: How many times in all; None: until `until` or `until_moment`.
    count: int | None = None
    #: The last day on which it may begin, in the park's zone.
    until: date | None = None
    #: The last moment at which it may begin, in UTC.
    until_moment: datetime | None = None
    #: Weekdays, Monday is 0: of the weeks, or the only ones of the days; empty: that of the first day, or all.
    by_day: tuple[int, ...] = ()
    #: Days of the month, from its end where negative; a month that has no such day is left out; empty: that of the first day.
    by_month_day: tuple[int, ...] = ()
    #: Where it stands in what was asked, for refusals.
    pointer: str = "/repeat"

    def days(self, first: date) -> tuple[date, ...]:
        """Return the days from the first on, in order, as many as `count` and `until` allow; the first is among them.

        RefusedError for a first day that is none of them, and for more of them, or over a longer time, than there may be. A last moment is for
        the caller to hold the days against.
        """
        found: list[date] = []
        for day in self._candidates(first):
            if (self.until is not None and day > self.until) or len(found) == self.count:
                return tuple(found)
            if not found and day != first:
                break
            if len(found) == MOST_OCCURRENCES:
                told = f"repeats more than {MOST_OCCURRENCES} times"
                raise self.refused("occurrences", told, f"make several series of at most {MOST_OCCURRENCES}")
            found.append(day)
        if not found:
            raise self._not_among(first)
        # The two years are over before it is.
        if (self.count or 0) > len(found) or (self.until is not None and self.until > first + MOST_DAYS * _DAY):
            told = f"goes on for more than {MOST_DAYS} days"
            raise self.refused("occurrences", told, "let it end sooner, and make a new series later")
        return tuple(found)

    def refused(self, rule: str, message: str, cure: str) -> RefusedError:
        """Return the error that tells what is wrong with it."""
        return RefusedError((Refusal(rule=rule, pointer=self.pointer, message=message, cure=cure),))

    def _not_among(self, first: date) -> RefusedError:
        told = f"begins on {first.isoformat()}, a {_WEEKDAYS[first.weekday()]}, which is none of its days"
        return self.refused("first_occurrence", told, "move earliest_start to the first day on which it shall run")

    def _candidates(self, first: date) -> Iterator[date]:
        """Yield the days of the rule in order, from the first on, for as long as a series may go on."""
        last = first + MOST_DAYS * _DAY
        days = {
            Frequency.DAILY: self._by_days,
            Frequency.WEEKLY: self._by_weeks,
            Frequency.MONTHLY: self._by_months,
        }[self.frequency]
        yield from (day for day in days(first, last) if first <= day <= last)

    def _by_days(self, first: date, last: date) -> Iterator[date]:
        for days in range(0, (last - first).days + 1, self.interval):
            day = first + days * _DAY
            if not self.by_day or day.weekday() in self.by_day:
                yield day

    def _by_weeks(self, first: date, last: date) -> Iterator[date]:
        monday = first - first.weekday() * _DAY
        while monday <= last:
            yield from (monday + weekday * _DAY for weekday in sorted(set(self.by_day) or {first.weekday()}))
            monday += 7 * self.interval * _DAY

    def _by_months(self, first: date, last: date) -> Iterator[date]:
        months = first.year * 12 + first.month - 1
        while months <= last.year * 12 + last.month - 1:
            year, month = divmod(months, 12)
            length = calendar.monthrange(year, month + 1)[1]
            asked = self.by_month_day or (first.day,)
            days = {day if day > 0 else length + 1 + day for day in asked if -length <= day <= length}
            yield from (date(year, month + 1, day) for day in sorted(days))
            months += self.interval
