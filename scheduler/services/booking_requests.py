"""Booking requests: taking in, looking up, taking back.

Over 150 lines because all doors - API, console, park files, command line - bring requests in here.
"""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

from scheduler.domain.access import Action
from scheduler.domain.booking import REQUEST_STATUSES, BookingRequest, RequestStatus, RequestTerms
from scheduler.domain.rules.judge import judge
from scheduler.errors import AlreadyExistsError, StaleVersionError
from scheduler.services.access import keep_apart, narrowed, require
from scheduler.services.changes import cancel_all, change_request
from scheduler.services.pages import check_limit
from scheduler.services.surroundings import pass_or_refuse, surroundings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scheduler.domain.access import Actor
    from scheduler.domain.pages import Page, RequestFilter
    from scheduler.domain.refusal import Refusal
    from scheduler.domain.rules.surroundings import Surroundings
    from scheduler.services.context import Context
    from scheduler.storage.unit_of_work import UnitOfWork

_KIND = "booking request"


def create(ctx: Context, actor: Actor, terms: RequestTerms) -> BookingRequest:
    """Take a request in: judged by the policy, stored, queued for the next plan.

    Raises
    ------
    RefusedError
        With every rule it breaks; nothing was stored.
    AlreadyExistsError
        When an open request of the tenant has the same external reference.
    NotFoundError
        When a tenant asks for another.
    """
    require(actor, Action.BOOK)
    keep_apart(actor, terms.tenant_id, "tenant", terms.tenant_id)
    with ctx.unit_of_work() as uow:
        around = surroundings(uow, ctx.clock())
        pass_or_refuse(judge(terms, around))
        request = take_in(ctx, uow, terms, around)
        uow.commit()
    return request


def create_batch(ctx: Context, actor: Actor, batch: Sequence[RequestTerms]) -> tuple[BookingRequest, ...]:
    """Take several requests in, all or none; the refusals of the third begin with `/requests/2`. Raises as `create` does."""
    require(actor, Action.BOOK)
    for terms in batch:
        keep_apart(actor, terms.tenant_id, "tenant", terms.tenant_id)
    with ctx.unit_of_work() as uow:
        around = surroundings(uow, ctx.clock())
        pass_or_refuse(judge_all(batch, around))
        requests = tuple(take_in(ctx, uow, terms, around) for terms in batch)
        uow.commit()
    return requests


def validate(ctx: Context, actor: Actor, terms: RequestTerms) -> tuple[Refusal, ...]:
    """Return the rules that a request would break, and store nothing; NotFoundError as in `create`."""
    require(actor, Action.BOOK)
    keep_apart(actor, terms.tenant_id, "tenant", terms.tenant_id)
    with ctx.unit_of_work(read_only=True) as uow:
        return judge(terms, surroundings(uow, ctx.clock()))


def get(ctx: Context, actor: Actor, request_id: str) -> BookingRequest:
    """Return a request; NotFoundError also for another tenant's."""
    require(actor, Action.SEE_BOOKINGS)
    with ctx.unit_of_work(read_only=True) as uow:
        request = uow.booking_requests.get(request_id)
    keep_apart(actor, request.tenant_id, _KIND, request_id)
    return request


def page(ctx: Context, actor: Actor, where: RequestFilter) -> Page[BookingRequest]:
    """Return one page of the requests, by age; to a tenant of its own. RefusedError for the limit."""
    require(actor, Action.SEE_BOOKINGS)
    check_limit(where.limit)
    where = replace(where, tenant_id=narrowed(actor, where.tenant_id))
    with ctx.unit_of_work(read_only=True) as uow:
        return uow.booking_requests.page(where)


def withdraw(ctx: Context, actor: Actor, request_id: str, expected_version: int | None = None) -> BookingRequest:
    """Take a request back; its reservations that have not begun are cancelled.

    Raises
    ------
    NotFoundError
    IllegalTransitionError
        When it is fulfilled, rejected, expired or withdrawn already.
    StaleVersionError
        When `expected_version` is given and not the present one.
    ConflictError, RefusedError
        As in `changes.cancel_all`: work has begun, or the notice is too short.
    """
    require(actor, Action.BOOK)
    with ctx.unit_of_work() as uow:
        request = uow.booking_requests.get(request_id)
        keep_apart(actor, request.tenant_id, _KIND, request_id)
        if expected_version not in {None, request.version}:
            raise StaleVersionError(_KIND, request_id, expected_version or 0, request.version)
        status = REQUEST_STATUSES.transition(request.status, RequestStatus.WITHDRAWN)
        now = ctx.clock()
        cancel_all(uow, request_id, now)
        request = change_request(uow, request, status, now)
        uow.commit()
    return request


def expire_overdue(ctx: Context) -> tuple[BookingRequest, ...]:
    """Close the queued and waitlisted requests whose deadline has passed; for the night, before it plans."""
    now, waiting = ctx.clock(), (RequestStatus.QUEUED, RequestStatus.WAITLISTED)
    with ctx.unit_of_work() as uow:
        overdue = [r for r in uow.booking_requests.with_status(waiting) if r.deadline <= now]
        expired = tuple(change_request(uow, r, RequestStatus.EXPIRED, now) for r in overdue)
        uow.commit()
    return expired


def judge_all(batch: Sequence[RequestTerms], around: Surroundings) -> tuple[Refusal, ...]:
    """Return every refusal of a batch, its pointers below `/requests/<index>`."""
    return tuple(
        refusal.under(f"/requests/{index}") for index, terms in enumerate(batch) for refusal in judge(terms, around)
    )


def take_in(ctx: Context, uow: UnitOfWork, terms: RequestTerms, around: Surroundings) -> BookingRequest:
    """Store a request that was judged; AlreadyExistsError for its external reference."""
    reference = terms.external_reference
    if reference and uow.booking_requests.find_open(terms.tenant_id, reference) is not None:
        raise AlreadyExistsError("booking request that is open with external reference", reference)
    request = BookingRequest(
        **_fields_of(with_notice(terms, around)),
        id=ctx.ids("br"),
        status=RequestStatus.QUEUED,
        policy_version=around.policy.version,
        created_at=around.now,
        updated_at=around.now,
    )
    uow.booking_requests.add(request)
    return request


def with_notice(terms: RequestTerms, around: Surroundings) -> RequestTerms:
    """Return terms that keep the policy's notice where "as soon as possible" was asked."""
    if terms.earliest_start is None and around.policy.notice:
        return replace(terms, earliest_start=around.now + around.policy.notice)
    return terms


def replace_terms(uow: UnitOfWork, request: BookingRequest, terms: RequestTerms, around: Surroundings) -> None:
    """Store new terms, judged before, for a request that holds no machine yet; it competes anew."""
    changed = replace(
        request,
        **_fields_of(with_notice(terms, around)),
        status=RequestStatus.QUEUED,
        reasons=(),
        policy_version=around.policy.version,
        updated_at=around.now,
        version=request.version + 1,
    )
    uow.booking_requests.update(changed)


def terms_of(request: BookingRequest) -> RequestTerms:
    """Return what was asked for, without what the park added to it."""
    return RequestTerms(**_fields_of(request))


def _fields_of(terms: RequestTerms) -> dict[str, Any]:
    return {field.name: getattr(terms, field.name) for field in fields(RequestTerms)}
