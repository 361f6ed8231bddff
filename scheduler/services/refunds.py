"""Charges given back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.domain.access import Action
from scheduler.domain.ledger import EntryKind, LedgerEntry, balance
from scheduler.domain.refusal import Refusal
from scheduler.errors import ConflictError, NotFoundError
from scheduler.services.access import require
from scheduler.services.ledger import enter, has_reason
from scheduler.services.surroundings import pass_or_refuse

if TYPE_CHECKING:
    from scheduler.domain.access import Actor
    from scheduler.services.context import Context
    from scheduler.storage.unit_of_work import UnitOfWork


def refund(
    ctx: Context, actor: Actor, *, tenant_id: str, reservation_id: str, note: str, minutes: int | None = None
) -> LedgerEntry:
    """Give back a charge, or `minutes` of it, with the reason; without `minutes` all that is left of it.

    Raises
    ------
    RefusedError
        When no reason is given, or more is to be given back than is left of the charge, or nothing.
    ConflictError
        `not_charged` when the reservation was not charged, `refunded` when nothing of the charge is left.
    NotFoundError
        When there is no such tenant, or no such reservation of it.
    ForbiddenError
    """
    require(actor, Action.ADJUST_LEDGER)
    pass_or_refuse(has_reason(note))
    with ctx.unit_of_work() as uow:
        uow.tenants.get(tenant_id)
        if uow.reservations.get(reservation_id).tenant_id != tenant_id:
            raise NotFoundError("reservation", reservation_id)
        left = _left_of_charge(uow, reservation_id)
        back = left if minutes is None else minutes
        pass_or_refuse(_is_left(back, left))
        facts = {"kind": EntryKind.REFUND, "reservation_id": reservation_id, "note": note}
        entry = enter(ctx, uow, tenant_id, minutes=-back, **facts)
        uow.commit()
    return entry


def _left_of_charge(uow: UnitOfWork, reservation_id: str) -> int:
    """Return what was charged for a reservation and not given back."""
    if uow.ledger.charge_for(reservation_id) is None:
        told, cure = f"reservation {reservation_id!r} was not charged", "adjust the balance where more is due"
        raise ConflictError("not_charged", told, cure)
    left = balance(uow.ledger.about(reservation_id))
    if left <= 0:
        told = f"nothing is left of the charge for reservation {reservation_id!r}"
        raise ConflictError("refunded", told, "adjust the balance where more is due")
    return left


def _is_left(minutes: int, left: int) -> tuple[Refusal, ...]:
    if 1 <= minutes <= left:
        return ()
    told, cure = f"is {minutes}, and {left} minutes of the charge are left", f"give 1 to {left}, or none for all"
    return (Refusal(rule="refund", pointer="/minutes", message=told, cure=cure),)
