"""How long the machines of a park are open, and how much standard work that is."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from scheduler.domain.calendar import machine_windows
from scheduler.planning.catalogue import Catalogue
from scheduler.services.calendar import park_calendar

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scheduler.domain.calendar import Period
    from scheduler.domain.machine import Machine
    from scheduler.storage.unit_of_work import UnitOfWork

_HOUR, _MINUTE = timedelta(hours=1), timedelta(minutes=1)


class Capacity(NamedTuple):
    """What a period has room for, setup and changeovers not counted."""

    open_hours: float
    #: By capability: standard minutes, weighted by cost as requests are.
    minutes: Counter[str]


def capacity_of(uow: UnitOfWork, period: Period) -> Capacity:
    """Return what the machines in service could do in a period, closures and outages taken off."""
    calendar = park_calendar(uow)
    machines = uow.machines.list()
    catalogue = Catalogue(machines)
    hours, minutes = 0.0, Counter[str]()
    for machine in machines:
        if machine.active:
            windows = machine_windows(calendar, machine.shift_pattern, *period, _time_off(uow, machine, period))
            opened = sum((end - start for start, end in windows), timedelta(0))
            hours += opened / _HOUR
            weight = catalogue.standard_weight(machine.capability)
            minutes[machine.capability] += round(opened / _MINUTE * machine.speed_percent / 100 * weight)
    return Capacity(hours, minutes)


def _time_off(uow: UnitOfWork, machine: Machine, period: Period) -> Iterator[Period]:
    yield from ((c.start, c.end) for c in uow.closures.list(*period) if c.closes(machine.id))
    yield from ((o.start, o.end) for o in uow.outages.list(*period) if o.machine_id == machine.id)
