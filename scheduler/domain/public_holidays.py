"""Public holidays and make-up working days (调休) of a region: the one module that knows the `holidays` package.

In China the State Council moves working days about so that a holiday becomes a long one: a weekday off is paid back by working on a
Saturday or Sunday near by, the make-up day. The notice for a year comes out in the last weeks of the year before; until then only the
statutory days are known (`make_up_days_published` says so).
"""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from holidays import HolidayBase

#: The region that has make-up working days.
CHINA = "CN"

_DAY = timedelta(days=1)


class DayKind(StrEnum):
    """What a date is in the calendar of a region."""

    #: Monday to Friday, no holiday.
    WEEKDAY = "weekday"
    #: Saturday or Sunday (or what the region has for them), apart from any holiday.
    WEEKEND = "weekend"
    #: A public holiday, or a rest day in one run of days off with one.
    HOLIDAY = "holiday"
    #: A weekend day on which people work, to make up for a weekday off.
    MAKE_UP = "make-up"


class UnknownRegionError(ValueError):
    """A holiday region that nobody keeps a calendar for."""


class PublicHolidays:
    """The days of one region; years are worked out as they are asked for.

    A rest day belongs to a holiday when the run of days off that it stands in has a public holiday in it, which is how the Chinese
    notices count ("1 to 3 January off"): the Saturday in the middle of the Spring Festival week is holiday, not weekend.

    Parameters
    ----------
    region
        ISO 3166 code of the country, such as `CN`.

    Raises
    ------
    UnknownRegionError
        When there is no calendar for the region.
    """

    def __init__(self, region: str) -> None:
        import holidays  # 0.1 s, and only some commands need a calendar

        self.region = region
        try:
            self._days: HolidayBase = holidays.country_holidays(region)
        except NotImplementedError:
            raise UnknownRegionError(
                f"no holiday calendar for region {region!r}; use an ISO 3166 country code such as 'CN', or none"
            ) from None

    def kind(self, day: date) -> DayKind:
        """Return what `day` is."""
        weekend = self._days.is_weekend(day)
        if self._days.is_working_day(day):
            return DayKind.MAKE_UP if weekend else DayKind.WEEKDAY
        if not weekend or self._in_holiday_run(day):
            return DayKind.HOLIDAY
        return DayKind.WEEKEND

    def is_working_day(self, day: date) -> bool:
        """Return whether offices work on `day`: weekdays that are no holiday, and make-up days."""
        return self.kind(day) in {DayKind.WEEKDAY, DayKind.MAKE_UP}

    def make_up_days_published(self, year: int) -> bool:
        """Return whether the make-up days of `year` are known; true of a region that has none."""
        if self.region != CHINA:
            return True
        first = date(year, 1, 1)
        days = (first + n * _DAY for n in range((date(year, 12, 31) - first).days + 1))
        return any(self.kind(day) is DayKind.MAKE_UP for day in days)

    def _in_holiday_run(self, day: date) -> bool:
        """Whether the run of days off round a rest day holds a public holiday."""
        return any(self._run_has_holiday(day, step) for step in (-_DAY, _DAY))

    def _run_has_holiday(self, day: date, step: timedelta) -> bool:
        while not self._days.is_working_day(day):
            if day in self._days:
                return True
            day += step
        return False
