"""What the machines could do in a period."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.planning.catalogue import Catalogue
from scheduler.planning.report import minutes_within
from scheduler.services.calendar import open_windows, park_calendar

if TYPE_CHECKING:
    from datetime import datetime

    from scheduler.storage.unit_of_work import UnitOfWork

_WHOLE = 100


def capacity_minutes(uow: UnitOfWork, start: datetime, end: datetime) -> int:
    """Return the standard minutes, weighted by cost, that the machines in service could carry out in `[start, end)`.

    `sum over machines of open minutes * speed_percent / 100 * worth of the standard machine`, as shifts, closures and outages stand now,
    each machine rounded down. No plan reaches it: changeovers and setup take their part.
    """
    machines, calendar = uow.machines.list(), park_calendar(uow)
    catalogue, total = Catalogue(machines), 0
    for machine in machines:
        if machine.active:
            windows = open_windows(uow, calendar, machine, start, end)
            minutes = sum(minutes_within(first, last, start, end) for first, last in windows)
            total += minutes * machine.speed_percent * catalogue.standard_weight(machine.capability) // _WHOLE
    return total
