"""The ledger and the entitlements: looked at by their tenants, written by the operator."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.domain.access import Action
from scheduler.domain.entitlement import Entitlement
from scheduler.domain.ledger import EntryKind, LedgerEntry
from scheduler.domain.refusal import Refusal
from scheduler.domain.rules.catalogue import check_period
from scheduler.errors import RefusedError
from scheduler.services.access import keep_apart, require
from scheduler.services.surroundings import pass_or_refuse

if TYPE_CHECKING:
    from datetime import datetime

    from scheduler.domain.access import Actor
    from scheduler.services.context import Context


def entries(ctx: Context, actor: Actor, tenant_id: str) -> tuple[LedgerEntry, ...]:
    """Return the entries of a tenant, by age; NotFoundError also for another tenant."""
    require(actor, Action.SEE_LEDGER)
    keep_apart(actor, tenant_id, "tenant", tenant_id)
    with ctx.unit_of_work(read_only=True) as uow:
        uow.tenants.get(tenant_id)
        return uow.ledger.list(tenant_id)


def balance_of(ctx: Context, actor: Actor, tenant_id: str) -> int:
    """Return what a tenant has had, in standard minutes; NotFoundError also for another tenant."""
    require(actor, Action.SEE_LEDGER)
    keep_apart(actor, tenant_id, "tenant", tenant_id)
    with ctx.unit_of_work(read_only=True) as uow:
        uow.tenants.get(tenant_id)
        return uow.ledger.total(tenant_id)


def adjust(ctx: Context, actor: Actor, tenant_id: str, minutes: int, note: str) -> LedgerEntry:
    """Correct a balance by so many minutes, with the reason.

    Raises
    ------
    RefusedError
        When no reason is given.
    NotFoundError, ForbiddenError
    """
    require(actor, Action.ADJUST_LEDGER)
    if not note.strip():
        told, cure = "an adjustment without a reason", "say why, for the tenant will read it"
        raise RefusedError((Refusal(rule="note", pointer="/note", message=told, cure=cure),))
    entry = LedgerEntry(
        id=ctx.ids("le"),
        tenant_id=tenant_id,
        kind=EntryKind.ADJUSTMENT,
        minutes=minutes,
        recorded_at=ctx.clock(),
        note=note,
    )
    with ctx.unit_of_work() as uow:
        uow.tenants.get(tenant_id)
        uow.ledger.add(entry)
        uow.commit()
    return entry


def entitlements(ctx: Context, actor: Actor, tenant_id: str) -> tuple[Entitlement, ...]:
    """Return the shares of a tenant that hold for a period, by start; NotFoundError also for another tenant."""
    require(actor, Action.SEE_LEDGER)
    keep_apart(actor, tenant_id, "tenant", tenant_id)
    with ctx.unit_of_work(read_only=True) as uow:
        uow.tenants.get(tenant_id)
        return uow.entitlements.list(tenant_id)


def grant(
    ctx: Context,
    actor: Actor,
    *,
    tenant_id: str,
    share: int,
    start: datetime,
    end: datetime | None = None,
    note: str = "",
) -> Entitlement:
    """Give a tenant another share in `[start, end)`; RefusedError, NotFoundError, ForbiddenError."""
    require(actor, Action.MANAGE_PARK)
    pass_or_refuse(check_period(start, end) if end is not None else ())
    if share < 1:
        told, cure = f"is {share}", "give a whole number of at least 1"
        raise RefusedError((Refusal(rule="at_least", pointer="/share", message=told, cure=cure),))
    entitlement = Entitlement(id=ctx.ids("en"), tenant_id=tenant_id, share=share, start=start, end=end, note=note)
    with ctx.unit_of_work() as uow:
        uow.tenants.get(tenant_id)
        uow.entitlements.add(entitlement)
        uow.commit()
    return entitlement
