"""What is known by its name and replaced whole: shift patterns and changeover tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.domain.access import Action
from scheduler.domain.machine import ROUND_THE_CLOCK, round_the_clock
from scheduler.domain.rules import catalogue
from scheduler.errors import NotFoundError
from scheduler.services.access import require
from scheduler.services.surroundings import pass_or_refuse

if TYPE_CHECKING:
    from scheduler.domain.access import Actor
    from scheduler.domain.calendar import ShiftPattern
    from scheduler.domain.machine import ChangeoverTable
    from scheduler.domain.seen import Seen
    from scheduler.services.context import Context
    from scheduler.storage.unit_of_work import UnitOfWork


def put_shift_pattern(ctx: Context, actor: Actor, pattern: ShiftPattern, seen: Seen | None = None) -> ShiftPattern:
    """Store a shift pattern in place of the one of its name, or beside the others.

    Raises
    ------
    StaleVersionError
        When `seen` is given, and something else is there under that name.
    ForbiddenError
    """
    require(actor, Action.MANAGE_PARK)
    with ctx.unit_of_work() as uow:
        if seen is not None:
            seen.check("shift pattern", pattern.name, _find_pattern(uow, pattern.name))
        uow.shift_patterns.put(pattern)
        uow.commit()
    return pattern


def get_shift_pattern(ctx: Context, actor: Actor, name: str) -> ShiftPattern:
    """Return a shift pattern, `24/7` among them; NotFoundError."""
    require(actor, Action.SEE_PARK)
    with ctx.unit_of_work(read_only=True) as uow:
        found = _find_pattern(uow, name)
    if found is None:
        raise NotFoundError("shift pattern", name)
    return found


def list_shift_patterns(ctx: Context, actor: Actor) -> tuple[ShiftPattern, ...]:
    """Return the shift patterns, `24/7` among them."""
    require(actor, Action.SEE_PARK)
    with ctx.unit_of_work(read_only=True) as uow:
        stored = uow.shift_patterns.list()
    has_it = any(pattern.name == ROUND_THE_CLOCK for pattern in stored)
    return stored if has_it else (round_the_clock(), *stored)


def put_changeover_table(
    ctx: Context, actor: Actor, table: ChangeoverTable, seen: Seen | None = None
) -> ChangeoverTable:
    """Store a changeover table in place of the one of its name, or beside the others.

    Raises
    ------
    StaleVersionError
        When `seen` is given, and something else is there under that name.
    RefusedError, ForbiddenError
    """
    require(actor, Action.MANAGE_PARK)
    pass_or_refuse(catalogue.check_changeover_table(table))
    with ctx.unit_of_work() as uow:
        if seen is not None:
            seen.check("changeover table", table.name, uow.changeover_tables.find(table.name))
        uow.changeover_tables.put(table)
        uow.commit()
    return table


def get_changeover_table(ctx: Context, actor: Actor, name: str) -> ChangeoverTable:
    """Return a changeover table; NotFoundError."""
    require(actor, Action.SEE_PARK)
    with ctx.unit_of_work(read_only=True) as uow:
        found = uow.changeover_tables.find(name)
    if found is None:
        raise NotFoundError("changeover table", name)
    return found


def list_changeover_tables(ctx: Context, actor: Actor) -> tuple[ChangeoverTable, ...]:
    """Return the changeover tables, by name."""
    require(actor, Action.SEE_PARK)
    with ctx.unit_of_work(read_only=True) as uow:
        return uow.changeover_tables.list()


def _find_pattern(uow: UnitOfWork, name: str) -> ShiftPattern | None:
    found = uow.shift_patterns.find(name)
    return round_the_clock() if found is None and name == ROUND_THE_CLOCK else found
