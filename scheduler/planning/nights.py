"""Which night is due, and that it is asked for once, however many workers look at the clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from scheduler.domain.access import system_actor
from scheduler.domain.calendar import wall_to_utc
from scheduler.domain.run import RunParameters
from scheduler.services import runs

if TYPE_CHECKING:
    from scheduler.domain.run import ScheduleRun
    from scheduler.services.context import Context
    from scheduler.storage.unit_of_work import UnitOfWork

_DAY = timedelta(days=1)
#: A night that is asked for later than this was missed, and its run says so.
_LATE = timedelta(minutes=5)


@dataclass(frozen=True, kw_only=True, slots=True)
class Nights:
    """When nights are planned."""

    #: By the clock on the park's wall.
    at: time
    #: So long after its time a night that was missed is still planned.
    catch_up: timedelta = timedelta(hours=6)


@dataclass(frozen=True, kw_only=True, slots=True)
class Due:
    """A night whose time has come."""

    #: The evening, by the park's calendar. The first day that is planned is the one after.
    night: date
    #: When it was to be asked for.
    moment: datetime


def last_due(now: datetime, at: time, zone: ZoneInfo) -> Due:
    """Return the latest night whose time is not after `now`."""
    today = now.astimezone(zone).date()
    nights = (today + n * _DAY for n in (1, 0, -1, -2))
    return next(
        Due(night=night, moment=moment)
        for night in nights
        if (moment := wall_to_utc(datetime.combine(night, at), zone)) <= now
    )


def ask_for_night(ctx: Context, nights: Nights, since: datetime) -> ScheduleRun | None:
    """Queue the run of the night that is due, unless there is one; return it, or None.

    A night that fell into a time without workers is made up for, up to `nights.catch_up` late; after that its run is stored as failed,
    so that somebody sees it. `since`: when this worker began. A park that has not had a night yet has missed none before that.
    """
    now = ctx.clock()
    with ctx.unit_of_work(read_only=True) as uow:
        due = _missing(uow, now, nights, since)
    if due is None:
        return None
    with ctx.unit_of_work() as uow:
        due = _missing(uow, now, nights, since)
        if due is None:
            return None
        run = _ask(ctx.within(uow), due, now, nights)
        uow.commit()
    return run


def _missing(uow: UnitOfWork, now: datetime, nights: Nights, since: datetime) -> Due | None:
    due, last = last_due(now, nights.at, ZoneInfo(uow.settings.get().zone)), uow.runs.last_night()
    is_asked = last is not None and last >= due.night
    return None if is_asked or (last is None and due.moment <= since) else due


def _ask(ctx: Context, due: Due, now: datetime, nights: Nights) -> ScheduleRun:
    parameters = RunParameters(publish=True, day=due.night + _DAY)
    late = now - due.moment
    if late <= nights.catch_up:
        told = (
            f"the night of {due.night} was missed at {due.moment.isoformat()} and is made up for"
            if late > _LATE
            else ""
        )
        return runs.request_run(ctx, system_actor(), parameters, night=due.night, message=told)
    told = (
        f"the night of {due.night} was missed at {due.moment.isoformat()}: no worker was there, and now it is more than "
        f"{nights.catch_up} late; ask for a run if it is still wanted"
    )
    return runs.note_missed(ctx, parameters, due.night, told)
