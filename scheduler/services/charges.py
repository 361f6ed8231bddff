"""What a reservation costs once it is over: what was executed, a tenant's no-show in full, the park's fault not at all.

`charge = ceil(credited * used / planned)`: `credited` is what the plan credits for the slot, `planned` its processing time, `used` what of
it was used - all of it for work done and for a no-show, up to the moment of release for what was released early - less the time in
which one of its machines was out of order or shut. What was cancelled or displaced is over without a charge.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from scheduler.domain.calendar import subtract_periods
from scheduler.domain.ledger import EntryKind, LedgerEntry
from scheduler.domain.reservation import ReservationStatus
from scheduler.services.calendar import time_off

if TYPE_CHECKING:
    from datetime import datetime

    from scheduler.domain.calendar import Period
    from scheduler.domain.reservation import Reservation
    from scheduler.services.context import Context
    from scheduler.storage.unit_of_work import UnitOfWork

_NONE, _MINUTE = timedelta(0), timedelta(minutes=1)
#: Statuses in which a reservation is over and charged.
CHARGED = (ReservationStatus.COMPLETED, ReservationStatus.RELEASED_EARLY, ReservationStatus.NO_SHOW)


def charge(ctx: Context, uow: UnitOfWork, reservation: Reservation, now: datetime) -> None:
    """Charge a reservation that is over, within a transaction; nothing happens in a status that is not charged."""
    if reservation.status not in CHARGED:
        return
    span = _span(reservation, now)
    used = _open_part(uow, reservation, span)
    lost = span[1] - span[0] - used
    told = f"; {-(-lost // _MINUTE)} minutes not charged: a machine was not to be had" if lost else ""
    entry = LedgerEntry(
        id=ctx.ids("le"),
        tenant_id=reservation.tenant_id,
        kind=EntryKind.CHARGE,
        minutes=_minutes(reservation, used),
        recorded_at=now,
        reservation_id=reservation.id,
        note=reservation.status.value + told,
    )
    uow.ledger.add(entry)


def _span(reservation: Reservation, now: datetime) -> Period:
    """Return what of the processing time was the tenant's to use: all of it, or up to its release."""
    start, end = reservation.processing_start, reservation.processing_end
    if reservation.status is ReservationStatus.RELEASED_EARLY:
        return start, min(max(now, start), end)
    return start, end


def _open_part(uow: UnitOfWork, reservation: Reservation, span: Period) -> timedelta:
    """Return how long in a span all machines of a reservation were to be had: no outage, no closure."""
    shut = [period for machine_id in reservation.machine_ids for period in time_off(uow, machine_id, *span)]
    return sum((end - start for start, end in subtract_periods((span,), shut)), _NONE)


def _minutes(reservation: Reservation, used: timedelta) -> int:
    """Return the part of the credited minutes that was used, rounded up."""
    return -(-reservation.credited_minutes * used // (reservation.processing_end - reservation.processing_start))
