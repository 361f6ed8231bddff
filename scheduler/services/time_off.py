"""Closures and outages: when machines are not to be had."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from scheduler.domain.access import Action
from scheduler.domain.rules import catalogue
from scheduler.domain.time_off import Closure, Outage, OutageKind
from scheduler.errors import NotFoundError
from scheduler.services.access import require
from scheduler.services.surroundings import known, pass_or_refuse

if TYPE_CHECKING:
    from datetime import datetime

    from scheduler.domain.access import Actor
    from scheduler.services.context import Context

T = TypeVar("T")


def add_closure(
    ctx: Context,
    actor: Actor,
    *,
    start: datetime,
    end: datetime,
    reason: str = "",
    machine_ids: tuple[str, ...] | None = None,
) -> Closure:
    """Close the park (or some machines) in `[start, end)`; RefusedError, ForbiddenError.

    What is reserved in it stays: the next plan moves it, or a repair does.
    """
    require(actor, Action.MANAGE_PARK)
    closure = Closure(id=ctx.ids("cl"), start=start, end=end, reason=reason, machine_ids=machine_ids)
    with ctx.unit_of_work() as uow:
        pass_or_refuse(catalogue.check_closure(closure, known(uow)))
        uow.closures.put(closure)
        uow.commit()
    return closure


def list_closures(
    ctx: Context, actor: Actor, start: datetime | None = None, end: datetime | None = None
) -> tuple[Closure, ...]:
    """Return the closures that meet `[start, end)`, by start."""
    require(actor, Action.SEE_PARK)
    with ctx.unit_of_work(read_only=True) as uow:
        return uow.closures.list(start, end)


def get_closure(ctx: Context, actor: Actor, closure_id: str) -> Closure:
    """Return a closure; NotFoundError."""
    require(actor, Action.SEE_PARK)
    with ctx.unit_of_work(read_only=True) as uow:
        return _there("closure", closure_id, uow.closures.find(closure_id))


def remove_closure(ctx: Context, actor: Actor, closure_id: str) -> None:
    """Take a closure back; NotFoundError, ForbiddenError."""
    require(actor, Action.MANAGE_PARK)
    with ctx.unit_of_work() as uow:
        uow.closures.remove(closure_id)
        uow.commit()


def add_outage(
    ctx: Context,
    actor: Actor,
    *,
    machine_id: str,
    start: datetime,
    end: datetime,
    kind: OutageKind = OutageKind.BREAKDOWN,
    reason: str = "",
) -> Outage:
    """Take a machine out in `[start, end)`; RefusedError, ForbiddenError.

    What is reserved in it stays: the next plan moves it, or a repair does.
    """
    require(actor, Action.MANAGE_PARK)
    outage = Outage(id=ctx.ids("ou"), machine_id=machine_id, start=start, end=end, kind=kind, reason=reason)
    with ctx.unit_of_work() as uow:
        pass_or_refuse(catalogue.check_outage(outage, known(uow)))
        uow.outages.put(outage)
        uow.commit()
    return outage


def list_outages(
    ctx: Context,
    actor: Actor,
    start: datetime | None = None,
    end: datetime | None = None,
    machine_id: str | None = None,
) -> tuple[Outage, ...]:
    """Return the outages that meet `[start, end)`, by start."""
    require(actor, Action.SEE_PARK)
    with ctx.unit_of_work(read_only=True) as uow:
        return uow.outages.list(start, end, machine_id)


def get_outage(ctx: Context, actor: Actor, outage_id: str) -> Outage:
    """Return an outage; NotFoundError."""
    require(actor, Action.SEE_PARK)
    with ctx.unit_of_work(read_only=True) as uow:
        return _there("outage", outage_id, uow.outages.find(outage_id))


def remove_outage(ctx: Context, actor: Actor, outage_id: str) -> None:
    """Take an outage back; NotFoundError, ForbiddenError."""
    require(actor, Action.MANAGE_PARK)
    with ctx.unit_of_work() as uow:
        uow.outages.remove(outage_id)
        uow.commit()


def _there(kind: str, key: str, thing: T | None) -> T:
    if thing is None:
        raise NotFoundError(kind, key)
    return thing
