"""What a machine is at this moment, as the books know it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from scheduler.domain.reservation import NOT_BEGUN
from scheduler.services.calendar import open_windows, park_calendar, time_off
from scheduler.services.park import get_machine

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from scheduler.domain.access import Actor
    from scheduler.domain.calendar import Period
    from scheduler.domain.reservation import Reservation
    from scheduler.services.context import Context

#: How far ahead is looked for the next change.
_AHEAD = timedelta(days=7)


class MachineState(StrEnum):
    """What a machine is; the first that holds."""

    #: An outage is on.
    OUT_OF_ORDER = "out_of_order"
    #: Somebody is checked in, or at work, even beyond the reserved time.
    IN_USE = "in_use"
    #: Its reserved time is on, and nobody is checked in.
    RESERVED = "reserved"
    #: No shift, or a closure.
    CLOSED = "closed"
    FREE = "free"


@dataclass(frozen=True, kw_only=True, slots=True)
class MachineStatus:
    """A machine as it was at `observed_at`; whose it is is not told."""

    machine_id: str
    status: MachineState
    observed_at: datetime
    #: When the next thing that is known to come changes it, a week later at most; what nobody has foreseen may do so before.
    valid_until: datetime


def machine_status(ctx: Context, actor: Actor, machine_id: str) -> MachineStatus:
    """Return what a machine is now; NotFoundError also for a tenant to whom it is not open, ForbiddenError."""
    machine, now = get_machine(ctx, actor, machine_id), ctx.clock()
    last = now + _AHEAD
    with ctx.unit_of_work(read_only=True) as uow:
        outages = [(o.start, o.end) for o in uow.outages.list(now, last, machine_id)]
        held = [r for r in uow.reservations.live(None, last) if machine_id in r.machine_ids]
        windows = open_windows(uow, park_calendar(uow), machine, now, last)
        off = time_off(uow, machine_id, now, last)
    places = [(r.start, r.end) for r in held]
    edges = [edge for period in (*windows, *off, *places) for edge in period if now < edge <= last]
    return MachineStatus(
        machine_id=machine_id,
        status=_state(outages, held, windows, now),
        observed_at=now,
        valid_until=min(edges, default=last),
    )


def _state(
    outages: Sequence[Period], held: Sequence[Reservation], windows: Sequence[Period], now: datetime
) -> MachineState:
    if _on(outages, now):
        return MachineState.OUT_OF_ORDER
    if any(reservation.status not in NOT_BEGUN for reservation in held):
        return MachineState.IN_USE
    if _on([(r.start, r.end) for r in held], now):
        return MachineState.RESERVED
    return MachineState.FREE if _on(windows, now) else MachineState.CLOSED


def _on(periods: Sequence[Period], now: datetime) -> bool:
    return any(start <= now < end for start, end in periods)
