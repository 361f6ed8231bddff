"""Plans: stored as drafts by the planning, looked at, published."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

from scheduler.domain.access import Action
from scheduler.domain.pages import DEFAULT_LIMIT, Page
from scheduler.domain.plan import Schedule, ScheduleDraft, ScheduleStatus
from scheduler.domain.refusal import Refusal
from scheduler.errors import NotFoundError, RefusedError
from scheduler.services.access import require
from scheduler.services.draft_checks import check_draft
from scheduler.services.pages import check_limit
from scheduler.services.publication import Publication, publish_in

if TYPE_CHECKING:
    from scheduler.domain.access import Actor
    from scheduler.domain.reservation import Slot
    from scheduler.domain.seen import Seen
    from scheduler.services.context import Context
    from scheduler.storage.unit_of_work import UnitOfWork


def store_draft(ctx: Context, draft: ScheduleDraft) -> Schedule:
    """Store a plan under the next version; for the planning. It holds no machine until it is published.

    Tenant and external reference of the slots are filled in from their requests.

    Raises
    ------
    NotFoundError
        When a slot or an unplaced entry names a request or machine that there is not.
    ConflictError
        When a slot contradicts itself or its request, or a request is placed in part.
    OverlapError
        When two slots overlap on a machine.
    """
    with ctx.unit_of_work() as uow:
        check_draft(uow, draft)
        schedule = Schedule(
            **{field.name: getattr(draft, field.name) for field in fields(ScheduleDraft)}
            | {"slots": tuple(_named(uow, slot) for slot in draft.slots)},
            version=uow.schedules.highest_version() + 1,
            status=ScheduleStatus.DRAFT,
            created_at=ctx.clock(),
        )
        uow.schedules.add(schedule)
        uow.commit()
    return schedule


def get(ctx: Context, actor: Actor, version: int) -> Schedule:
    """Return a plan by version; NotFoundError, ForbiddenError."""
    require(actor, Action.SEE_PLANS)
    with ctx.unit_of_work(read_only=True) as uow:
        return uow.schedules.get(version)


def get_published(ctx: Context, actor: Actor) -> Schedule:
    """Return the published plan; NotFoundError before the first, ForbiddenError."""
    require(actor, Action.SEE_PLANS)
    with ctx.unit_of_work(read_only=True) as uow:
        return _there(uow.schedules.published(), "published")


def get_draft(ctx: Context, actor: Actor) -> Schedule:
    """Return the youngest draft; NotFoundError when there is none, ForbiddenError."""
    require(actor, Action.SEE_PLANS)
    with ctx.unit_of_work(read_only=True) as uow:
        return _there(uow.schedules.latest_draft(), "draft")


def slots_page(
    ctx: Context, actor: Actor, version: int, limit: int = DEFAULT_LIMIT, after: str | None = None
) -> Page[Slot]:
    """Return one page of the slots of a plan, in the plan's order.

    Raises
    ------
    NotFoundError, ForbiddenError
    RefusedError
        For the limit, or an `after` that no page gave out.
    """
    check_limit(limit)
    slots = get(ctx, actor, version).slots
    if after is not None and not (after.isascii() and after.isdigit()):
        cure = "leave it out for the first page, or give `next` of the page before"
        told = f"{after!r} is no cursor of this list"
        raise RefusedError((Refusal(rule="cursor", pointer="/cursor", message=told, cure=cure),))
    first = 0 if after is None else int(after)
    last = first + limit
    return Page(items=slots[first:last], next=str(last) if last < len(slots) else None)


def publish(ctx: Context, actor: Actor, version: int, seen: Seen | None = None) -> Publication:
    """Make a draft the published plan, all of it or nothing; publishing it again changes nothing.

    See `publication.publish_in` for what happens and what it raises; ForbiddenError, and StaleVersionError for a plan that is not what was seen.
    """
    require(actor, Action.PLAN)
    with ctx.unit_of_work() as uow:
        if seen is not None:
            seen.check("schedule", str(version), uow.schedules.get(version))
        publication = publish_in(ctx, uow, version)
        uow.commit()
    return publication


def _named(uow: UnitOfWork, slot: Slot) -> Slot:
    request = uow.booking_requests.get(slot.request_id)
    facts: dict[str, Any] = {"tenant_id": request.tenant_id, "external_reference": request.external_reference}
    return replace(slot, **facts)


def _there(schedule: Schedule | None, status: str) -> Schedule:
    if schedule is None:
        raise NotFoundError("schedule", status)
    return schedule
