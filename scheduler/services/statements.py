"""Statements: what the ledger booked, with the reservation that each line is about."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from scheduler.domain.access import Action
from scheduler.domain.pages import HIGHEST_LIMIT, Page
from scheduler.services.access import narrowed, require
from scheduler.services.pages import check_limit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scheduler.domain.access import Actor
    from scheduler.domain.ledger import LedgerEntry
    from scheduler.domain.pages import EntryFilter
    from scheduler.domain.reservation import Reservation
    from scheduler.services.context import Context
    from scheduler.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, kw_only=True, slots=True)
class Charge:
    """A line of the ledger: a charge, what was given back of one, or a correction."""

    entry: LedgerEntry
    #: None: it is about no reservation.
    reservation: Reservation | None


def charges(ctx: Context, actor: Actor, where: EntryFilter) -> Page[Charge]:
    """Return one page of what was booked, by age; to a tenant of its own.

    Raises
    ------
    RefusedError
        For the limit.
    NotFoundError
        When a tenant asks for another.
    ForbiddenError
    """
    require(actor, Action.SEE_LEDGER)
    check_limit(where.limit)
    where = replace(where, tenant_id=narrowed(actor, where.tenant_id))
    with ctx.unit_of_work(read_only=True) as uow:
        found: list[Charge] = []
        for entry in _entries(uow, where):
            if len(found) == where.limit:
                return Page(items=tuple(found), next=found[-1].entry.id)
            about = entry.reservation_id
            found.append(Charge(entry=entry, reservation=None if about is None else uow.reservations.find(about)))
    return Page(items=tuple(found))


def _entries(uow: UnitOfWork, where: EntryFilter) -> Iterator[LedgerEntry]:
    """Yield the entries of the period after the cursor, by id."""
    after = where.after
    while True:
        entries = uow.ledger.following(where.tenant_id, after, HIGHEST_LIMIT)
        for entry in entries:
            late = where.until is not None and entry.recorded_at >= where.until
            if not late and (where.since is None or where.since <= entry.recorded_at):
                yield entry
        if len(entries) < HIGHEST_LIMIT:
            return
        after = entries[-1].id
