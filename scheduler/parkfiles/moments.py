"""From a cell to a moment: local times of the park's zone, dates, and dates relative to the planning window.

A time is local unless it says its offset. A date alone begins at its 00:00 and ends at its 24:00. `D+2 08:00` (or `+2d 08:00`) counts
days from the first day of the planning window, `D+0`, so that an example park is never out of date.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from scheduler.domain.calendar import is_on_the_clock, is_shown_twice, wall_to_utc
from scheduler.parkfiles.cells import Cell, narrow, to_text
from scheduler.parkfiles.errors import CellError

if TYPE_CHECKING:
    from scheduler.parkfiles.values import Context

_RELATIVE = re.compile(r"^(?:D\+(\d{1,4})|\+(\d{1,4}) ?[d天])(?: (.+))?$", re.IGNORECASE)
_DATED = re.compile(r"^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T](.+))?$")
_CLOCK = re.compile(r"^(\d{1,2}):(\d{2})(?::(\d{2}))?(Z|[+-]\d{2}:?\d{2})?$")
_CURE = "write a local time such as 2026-11-24 08:00, or D+2 08:00 (days after the first day of the plan)"


def moment(cell: Cell, context: Context) -> datetime:
    """Read when something begins, in UTC: a local time, or a date for its 00:00."""
    return _in_range(cell, context, bare_days=0)


def end_moment(cell: Cell, context: Context) -> datetime:
    """Read when something ends, in UTC: a local time, or a date for its 24:00."""
    return _in_range(cell, context, bare_days=1)


def _in_range(cell: Cell, context: Context, *, bare_days: int) -> datetime:
    try:
        return _read(cell, context, bare_days=bare_days)
    except OverflowError:
        raise CellError("is beyond the calendar", _CURE) from None


def _read(cell: Cell, context: Context, *, bare_days: int) -> datetime:
    if isinstance(cell, datetime):
        return _local(cell.replace(microsecond=0), context)
    if isinstance(cell, date):
        return _local(_midnight(cell, bare_days), context)
    found, clock = _split(_tidy(cell), context)
    if not clock:
        return _local(_midnight(found, bare_days), context)
    match = _CLOCK.match(clock)
    if match is None:
        raise CellError("has no time of day after its date", _CURE)
    wall = _midnight(found, 0) + _since_midnight(match)
    return _with_offset(wall, match[4]) if match[4] else _local(wall, context)


def _tidy(cell: Cell) -> str:
    return re.sub(r"\s+", " ", narrow(to_text(cell)))


def _split(told: str, context: Context) -> tuple[date, str]:
    """Return the date of a text and what comes after it."""
    if match := _RELATIVE.match(told):
        return context.first_day + timedelta(days=int(match[1] or match[2])), match[3] or ""
    match = _DATED.match(told)
    if match is None:
        raise CellError("is no date", _CURE)
    try:
        return date(int(match[1]), int(match[2]), int(match[3])), match[4] or ""
    except ValueError:
        raise CellError("is no date of the calendar", _CURE) from None


def _midnight(found: date, days_later: int) -> datetime:
    return datetime.combine(found, time(0)) + timedelta(days=days_later)


def _since_midnight(match: re.Match[str]) -> timedelta:
    since = timedelta(hours=int(match[1]), minutes=int(match[2]), seconds=int(match[3] or 0))
    if int(match[2]) > 59 or int(match[3] or 0) > 59 or since > timedelta(days=1):
        raise CellError("is no time of day", "use 00:00 to 24:00")
    return since


def _with_offset(wall: datetime, offset: str) -> datetime:
    return datetime.fromisoformat(wall.isoformat() + offset).astimezone(UTC)


def _local(wall: datetime, context: Context) -> datetime:
    """Return a time on the wall in UTC; refused where the clock skips it or shows it twice."""
    if not is_on_the_clock(wall, context.zone):
        raise CellError("is skipped by the clock on that day", "use a time after the change of the clock")
    if is_shown_twice(wall, context.zone):
        raise CellError("comes twice on that day", "write the offset too, such as 02:30+02:00")
    return wall_to_utc(wall, context.zone)
