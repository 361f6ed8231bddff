"""A plan as a person reads it: the week by machine, its first working day by the hour, and who found no room."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from scheduler.commands.tables import plain_table
from scheduler.domain.calendar import wall_to_utc

if TYPE_CHECKING:
    from datetime import date

    from rich.table import Table

    from scheduler.domain.plan import Schedule
    from scheduler.domain.reservation import Slot
    from scheduler.storage.unit_of_work import UnitOfWork

_DAY = timedelta(days=1)
_MOST_DAYS, _MOST_UNPLACED = 14, 12


def week_table(uow: UnitOfWork, schedule: Schedule) -> Table:
    """Return for each machine and day the bookings and the hours they take."""
    zone = ZoneInfo(uow.settings.get().zone)
    days = _days(schedule, zone)
    rows = []
    for machine in uow.machines.list():
        slots = [slot for slot in schedule.slots if machine.id in slot.machine_ids]
        if slots:
            rows.append((machine.id, *(_cell(slots, day, zone) for day in days)))
    header = ("machine", *(f"{day:%a %d}" for day in days))
    return plain_table(f"The week from {days[0]}: bookings that begin, and hours taken", header, rows)


def first_day_table(uow: UnitOfWork, schedule: Schedule) -> Table:
    """Return the slots of the first day on which anything happens, by machine and time."""
    zone = ZoneInfo(uow.settings.get().zone)
    day = min((slot.start.astimezone(zone).date() for slot in schedule.slots), default=None)
    found = [slot for slot in schedule.slots if slot.start.astimezone(zone).date() == day]
    rows = [
        (
            " + ".join(slot.machine_ids),
            f"{slot.start.astimezone(zone):%H:%M}-{slot.end.astimezone(zone):%H:%M}",
            slot.external_reference or slot.request_id,
            slot.tenant_id,
            uow.booking_requests.get(slot.request_id).title,
        )
        for slot in sorted(found, key=lambda slot: (slot.machine_ids, slot.start))
    ]
    header = ("machine", "time", "request", "tenant", "title")
    return plain_table(f"{day or 'The first day'}, by machine", header, rows, right=len(header))


def unplaced_table(uow: UnitOfWork, schedule: Schedule) -> Table:
    """Return the first requests that found no room, each with its reason."""
    rows = []
    for unplaced in schedule.unplaced[:_MOST_UNPLACED]:
        request = uow.booking_requests.get(unplaced.request_id)
        reasons = "; ".join(dict.fromkeys(reason.message for reason in unplaced.reasons))
        rows.append((request.external_reference or request.id, request.tenant_id, request.title, reasons))
    more = len(schedule.unplaced) - len(rows)
    title = f"No room for {len(schedule.unplaced)} requests" + (f" (the first {len(rows)})" if more else "")
    return plain_table(title, ("request", "tenant", "title", "why"), rows, right=4)


def _days(schedule: Schedule, zone: ZoneInfo) -> list[date]:
    first = schedule.window.start.astimezone(zone).date()
    last = (schedule.window.end - timedelta(microseconds=1)).astimezone(zone).date()
    count = min((last - first).days + 1, _MOST_DAYS)
    return [first + n * _DAY for n in range(count)]


def _cell(slots: list[Slot], day: date, zone: ZoneInfo) -> str:
    """Return how many slots begin on a day, and how many hours of it are taken."""
    start, end = (wall_to_utc(datetime.combine(d, time(0)), zone) for d in (day, day + _DAY))
    taken = sum((max(timedelta(0), min(s.end, end) - max(s.start, start)) for s in slots), timedelta(0))
    begun = Counter(start <= slot.start < end for slot in slots)[True]
    return f"{begun}/{taken / timedelta(hours=1):.1f}" if taken else "."
