"""Which piece of time a run plans, and up to where what is published stays as it is."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from scheduler.domain.calendar import wall_to_utc
from scheduler.domain.plan import Window
from scheduler.domain.refusal import Refusal
from scheduler.errors import RefusedError

if TYPE_CHECKING:
    from datetime import date
    from zoneinfo import ZoneInfo

    from scheduler.domain.run import RunParameters

_DAY = timedelta(days=1)


def plan_window(
    parameters: RunParameters, *, now: datetime, zone: ZoneInfo, horizon_days: int, freeze: timedelta
) -> Window:
    """Return the window of a run: by hand where its parameters give one, else whole days of the park from `day` (or tomorrow).

    Up to `frozen_until` nothing is moved and nothing new begins: that is `freeze` from now, or the start of the window where that is
    later. The time that the solve itself takes must be in `freeze`, or its plan begins in the past.

    Raises
    ------
    RefusedError
        When the window is empty or over.
    """
    day = parameters.day or now.astimezone(zone).date() + _DAY
    start = parameters.start or _midnight(day, zone)
    end = parameters.end or _end_of(start, horizon_days, zone)
    if end <= start:
        _refuse("window", f"ends at {end.isoformat()}, not after its start {start.isoformat()}", "give a later end")
    if end <= now:
        _refuse("past", f"ends at {end.isoformat()}, which is over", f"give an end after {now.isoformat()}")
    frozen_until = min(end, max(start, now + freeze))
    return Window(start=start.astimezone(UTC), end=end.astimezone(UTC), frozen_until=frozen_until.astimezone(UTC))


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return wall_to_utc(datetime.combine(day, time(0)), zone)


def _end_of(start: datetime, days: int, zone: ZoneInfo) -> datetime:
    """Return the same time on the wall, some days later: a week with a change of clocks is a week."""
    return wall_to_utc(start.astimezone(zone).replace(tzinfo=None) + days * _DAY, zone)


def _refuse(rule: str, message: str, cure: str) -> None:
    raise RefusedError((Refusal(rule=rule, pointer="/end", message=f"the planning window {message}", cure=cure),))
