"""When machines are open and when they are taken."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from scheduler.domain.access import Action
from scheduler.domain.calendar import ParkCalendar, machine_windows, merge_periods
from scheduler.domain.machine import ROUND_THE_CLOCK, round_the_clock
from scheduler.domain.refusal import Refusal
from scheduler.domain.rules.catalogue import check_period
from scheduler.errors import NotFoundError, RefusedError
from scheduler.services.access import require
from scheduler.services.surroundings import pass_or_refuse

if TYPE_CHECKING:
    from datetime import datetime

    from scheduler.domain.access import Actor
    from scheduler.domain.calendar import Period
    from scheduler.domain.machine import Machine
    from scheduler.services.context import Context
    from scheduler.storage.unit_of_work import UnitOfWork

#: The longest stretch that is told at once.
LONGEST_RANGE = timedelta(days=366)


@dataclass(frozen=True, kw_only=True, slots=True)
class MachineCalendar:
    """A machine in `[start, end)`; periods are sorted, disjoint and in UTC."""

    machine_id: str
    start: datetime
    end: datetime
    #: Shifts less closures and outages.
    open: tuple[Period, ...]
    #: What live reservations hold; whose they are is not told.
    busy: tuple[Period, ...]


def park_calendar(uow: UnitOfWork) -> ParkCalendar:
    """Return the park's calendar, with the pattern `24/7` among its patterns."""
    settings, patterns = uow.settings.get(), uow.shift_patterns.list()
    if all(pattern.name != ROUND_THE_CLOCK for pattern in patterns):
        patterns = (round_the_clock(), *patterns)
    return ParkCalendar(
        zone=ZoneInfo(settings.zone),
        patterns=patterns,
        holiday_region=settings.holiday_region,
        overrides=settings.day_overrides,
    )


def time_off(uow: UnitOfWork, machine_id: str, start: datetime, end: datetime) -> tuple[Period, ...]:
    """Return the closures and outages of a machine that meet `[start, end)`, as they stand in the books."""
    closed = [(c.start, c.end) for c in uow.closures.list(start, end) if c.closes(machine_id)]
    return (*closed, *((o.start, o.end) for o in uow.outages.list(start, end, machine_id)))


def open_windows(
    uow: UnitOfWork, calendar: ParkCalendar, machine: Machine, start: datetime, end: datetime
) -> tuple[Period, ...]:
    """Return when a machine is open in `[start, end)`: shifts less closures and outages."""
    return machine_windows(calendar, machine.shift_pattern, start, end, time_off(uow, machine.id, start, end))


def machine_calendar(ctx: Context, actor: Actor, machine_id: str, start: datetime, end: datetime) -> MachineCalendar:
    """Return when a machine is open and when it is taken.

    Raises
    ------
    NotFoundError
        Also for a tenant to whom the machine is not open.
    RefusedError
        When `[start, end)` is empty or longer than a year.
    """
    require(actor, Action.SEE_PARK)
    pass_or_refuse(check_period(start, end))
    if end - start > LONGEST_RANGE:
        told = f"the range is {(end - start).days} days long"
        cure = f"ask for at most {LONGEST_RANGE.days} days"
        raise RefusedError((Refusal(rule="range", pointer="/end", message=told, cure=cure),))
    with ctx.unit_of_work(read_only=True) as uow:
        machine = uow.machines.get(machine_id)
        if actor.tenant_id is not None and not (machine.active and machine.is_open_to(actor.tenant_id)):
            raise NotFoundError("machine", machine_id)
        held = [r for r in uow.reservations.live(start, end) if machine_id in r.machine_ids]
        return MachineCalendar(
            machine_id=machine_id,
            start=start,
            end=end,
            open=open_windows(uow, park_calendar(uow), machine, start, end),
            busy=merge_periods((max(start, r.start), min(end, r.end)) for r in held),
        )
