"""The ledger and the entitlements: looked at by their tenants, written by the operator."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scheduler.domain.access import Action
from scheduler.domain.entitlement import Entitlement
from scheduler.domain.ledger import EntryKind, LedgerEntry
from scheduler.domain.pages import Page
from scheduler.domain.refusal import Refusal
from scheduler.domain.rules.catalogue import check_period
from scheduler.errors import RefusedError
from scheduler.services.access import keep_apart, require
from scheduler.services.pages import check_limit
from scheduler.services.surroundings import pass_or_refuse

if TYPE_CHECKING:
    from datetime import datetime

    from scheduler.domain.access import Actor
    from scheduler.domain.pages import Part
    from scheduler.services.context import Context
    from scheduler.storage.unit_of_work import UnitOfWork

#: More than this no entry can be about: a thousand machines for nearly two years.
MOST_MINUTES = 1_000_000_000


def entries(ctx: Context, actor: Actor, tenant_id: str) -> tuple[LedgerEntry, ...]:
    """Return the entries of a tenant, by age; NotFoundError also for another tenant."""
    require(actor, Action.SEE_LEDGER)
    keep_apart(actor, tenant_id, "tenant", tenant_id)
    with ctx.unit_of_work(read_only=True) as uow:
        uow.tenants.get(tenant_id)
        return uow.ledger.list(tenant_id)


def book(ctx: Context, actor: Actor, tenant_id: str, part: Part) -> Page[LedgerEntry]:
    """Return one page of the entries of a tenant, by age; NotFoundError also for another tenant, RefusedError for the limit."""
    require(actor, Action.SEE_LEDGER)
    keep_apart(actor, tenant_id, "tenant", tenant_id)
    check_limit(part.limit)
    with ctx.unit_of_work(read_only=True) as uow:
        uow.tenants.get(tenant_id)
        found = uow.ledger.following(tenant_id, part.after, part.limit + 1)
    items = found[: part.limit]
    return Page(items=items, next=items[-1].id if len(found) > part.limit else None)


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
        When no reason is given, or more minutes than any park has.
    NotFoundError, ForbiddenError
    """
    require(actor, Action.ADJUST_LEDGER)
    pass_or_refuse((*has_reason(note), *_is_possible(minutes)))
    with ctx.unit_of_work() as uow:
        uow.tenants.get(tenant_id)
        entry = enter(ctx, uow, tenant_id, kind=EntryKind.ADJUSTMENT, minutes=minutes, note=note)
        uow.commit()
    return entry


def has_reason(note: str) -> tuple[Refusal, ...]:
    """An entry that somebody makes by hand says why."""
    if note.strip():
        return ()
    told, cure = "an entry without a reason", "say why, for the tenant will read it"
    return (Refusal(rule="note", pointer="/note", message=told, cure=cure),)


def _is_possible(minutes: int) -> tuple[Refusal, ...]:
    if abs(minutes) <= MOST_MINUTES:
        return ()
    told, cure = f"is {minutes}", f"give {-MOST_MINUTES} to {MOST_MINUTES}"
    return (Refusal(rule="minutes", pointer="/minutes", message=told, cure=cure),)


def enter(ctx: Context, uow: UnitOfWork, tenant_id: str, **facts: Any) -> LedgerEntry:
    """Add an entry of now within a transaction, and return it."""
    entry = LedgerEntry(id=ctx.ids("le"), tenant_id=tenant_id, recorded_at=ctx.clock(), **facts)
    uow.ledger.add(entry)
    return entry


def carry_balances(ctx: Context) -> None:
    """Have what the entries come to written down where it is not: after an upgrade, or by a half-life that is new."""
    with ctx.unit_of_work() as uow:
        uow.ledger.carry()
        uow.commit()


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
