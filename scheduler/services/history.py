"""What changed, read in three ways: audit entries, events, and the history of a booking request or a reservation."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from scheduler.domain.access import Action
from scheduler.domain.pages import DEFAULT_LIMIT, Page
from scheduler.domain.refusal import Refusal
from scheduler.domain.telling import feeds_of
from scheduler.errors import RefusedError
from scheduler.services.access import keep_apart, narrowed, require
from scheduler.services.pages import check_limit

if TYPE_CHECKING:
    from scheduler.domain.access import Actor
    from scheduler.domain.change import Change
    from scheduler.domain.pages import AuditFilter, FeedFilter
    from scheduler.services.context import Context

#: The key that is shown in place of one that is not the reader's to know.
HIDDEN_KEY = "park"
#: More digits than any number of a change.
_MOST_DIGITS = 15


def audit_entries(ctx: Context, actor: Actor, where: AuditFilter) -> Page[Change]:
    """Return one page of the entries, the youngest first; to a tenant-admin those of its tenant, without the park's keys.

    Raises
    ------
    RefusedError
        For the limit, or an `after` that no page gave out.
    NotFoundError
        When a tenant asks for another, or there is no entry of the number in `after`.
    ForbiddenError
    """
    require(actor, Action.SEE_AUDIT)
    check_limit(where.limit)
    if where.after is not None:
        number_of(where.after)
    where = replace(where, tenant_id=narrowed(actor, where.tenant_id))
    with ctx.unit_of_work(read_only=True) as uow:
        found = uow.changes.page(where)
    return replace(found, items=tuple(_as_seen(actor, change) for change in found.items))


def events(ctx: Context, actor: Actor, where: FeedFilter) -> tuple[Change, ...]:
    """Return what an actor is told that has a number above `where.after`, by number.

    Whoever goes on with the last number misses nothing: a lower one never appears later. RefusedError for the limit, ForbiddenError.
    """
    require(actor, Action.SEE_EVENTS)
    check_limit(where.limit)
    where = replace(where, feeds=None if actor.tenant_id is None else feeds_of(actor.tenant_id))
    with ctx.unit_of_work(read_only=True) as uow:
        return uow.changes.feed(where)


def of_request(
    ctx: Context, actor: Actor, request_id: str, limit: int = DEFAULT_LIMIT, after: str | None = None
) -> Page[Change]:
    """Return what became of a booking request and of its reservations, the oldest first.

    Raises
    ------
    NotFoundError
        Also for another tenant's.
    RefusedError
        For the limit, or an `after` that no page gave out.
    """
    require(actor, Action.SEE_BOOKINGS)
    with ctx.unit_of_work(read_only=True) as uow:
        request = uow.booking_requests.get(request_id)
    keep_apart(actor, request.tenant_id, "booking request", request_id)
    return _history(ctx, actor, request_id, None, limit, after)


def of_reservation(
    ctx: Context, actor: Actor, reservation_id: str, limit: int = DEFAULT_LIMIT, after: str | None = None
) -> Page[Change]:
    """Return what became of a reservation, the oldest first; raises as `of_request` does."""
    require(actor, Action.SEE_BOOKINGS)
    with ctx.unit_of_work(read_only=True) as uow:
        reservation = uow.reservations.get(reservation_id)
    keep_apart(actor, reservation.tenant_id, "reservation", reservation_id)
    return _history(ctx, actor, reservation.request_id, reservation_id, limit, after)


def number_of(cursor: str) -> int:
    """Return the number that a cursor stands for; RefusedError for one that no list gave out."""
    if not (cursor.isascii() and cursor.isdigit() and len(cursor) <= _MOST_DIGITS):
        cure = "leave it out for the beginning, or give `next` of the page before"
        told = f"{cursor[:40]!r} is no cursor of this list"
        raise RefusedError((Refusal(rule="cursor", pointer="/cursor", message=told, cure=cure),))
    return int(cursor)


def _history(
    ctx: Context, actor: Actor, request_id: str, subject_id: str | None, limit: int, after: str | None
) -> Page[Change]:
    check_limit(limit)
    first = 0 if after is None else number_of(after)
    with ctx.unit_of_work(read_only=True) as uow:
        found = uow.changes.of_request(request_id, subject_id=subject_id, limit=limit + 1, after=first)
    items = tuple(_as_seen(actor, change) for change in found[:limit])
    return Page(items=items, next=str(items[-1].number) if len(found) > limit else None)


def _as_seen(actor: Actor, change: Change) -> Change:
    """Return a change without key and account of somebody of the park, for a tenant's eyes; its role is told."""
    if actor.tenant_id is None or change.actor.tenant_id == actor.tenant_id:
        return change
    return replace(change, actor=replace(change.actor, key_id=HIDDEN_KEY, account_id=None), trace_id=None)
