"""Booking requests: taking in, looking up, taking back.

Over 150 lines because all doors - API, console, park files, command line - bring requests in here.
"""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any, TypeAlias

from scheduler.domain.access import Action
from scheduler.domain.booking import OPEN_REQUESTS, REQUEST_STATUSES, BookingRequest, RequestStatus, RequestTerms
from scheduler.domain.override import Overriding
from scheduler.domain.refusal import Refusal
from scheduler.domain.rules.judge import judge, judge_with
from scheduler.domain.usage import uses_of
from scheduler.errors import AlreadyExistsError, RefusedError, StaleVersionError
from scheduler.services.access import keep_apart, narrowed, require
from scheduler.services.changes import cancel_all, change_request
from scheduler.services.pages import check_limit
from scheduler.services.surroundings import pass_or_refuse, surroundings

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from scheduler.domain.access import Actor
    from scheduler.domain.override import OverrideTerms
    from scheduler.domain.pages import Page, RequestFilter
    from scheduler.domain.rules.surroundings import Surroundings
    from scheduler.services.context import Context
    from scheduler.storage.unit_of_work import UnitOfWork

_KIND = "booking request"
#: What became of one request of several.
Outcome: TypeAlias = BookingRequest | RefusedError | AlreadyExistsError


def create(ctx: Context, actor: Actor, terms: RequestTerms, override: OverrideTerms | None = None) -> BookingRequest:
    """Take a request in: judged by the policy, stored, queued for the next plan.

    Raises
    ------
    RefusedError
        With every rule it breaks and that is not overridden; nothing was stored.
    AlreadyExistsError
        When an open request of the tenant has the same external reference.
    NotFoundError
        When a tenant asks for another.
    ForbiddenError
        When somebody else than the operator overrides.
    """
    _may_ask(actor, terms, override)
    with ctx.unit_of_work() as uow:
        around = surroundings(uow, ctx.clock(), [terms.tenant_id])
        request = take_in(ctx, uow, terms, around, _by(actor, override))
        uow.commit()
    return request


def create_batch(
    ctx: Context, actor: Actor, batch: Sequence[RequestTerms], overrides: Sequence[OverrideTerms | None] = ()
) -> tuple[BookingRequest, ...]:
    """Take several requests in, all or none; the refusals of the third begin with `/requests/2`. Raises as `create` does.

    Each counts against the hours of its tenant before the next is judged. `overrides` has one place for each request, or is left out.
    """
    with ctx.unit_of_work() as uow:
        outcomes = _take_in_each(ctx, uow, actor, batch, overrides)
        refused = ((i, outcome) for i, outcome in enumerate(outcomes) if isinstance(outcome, RefusedError))
        pass_or_refuse(tuple(r.under(f"/requests/{i}") for i, error in refused for r in error.refusals))
        for outcome in outcomes:
            if isinstance(outcome, AlreadyExistsError):
                raise outcome
        uow.commit()
    return tuple(outcome for outcome in outcomes if isinstance(outcome, BookingRequest))


def create_each(
    ctx: Context, actor: Actor, batch: Sequence[RequestTerms], overrides: Sequence[OverrideTerms | None] = ()
) -> tuple[Outcome, ...]:
    """Take in of several requests those that may come in, and return for each what was taken in, or why it was not.

    NotFoundError and ForbiddenError as in `create`, for all of them together and before anything is stored.
    """
    with ctx.unit_of_work() as uow:
        outcomes = _take_in_each(ctx, uow, actor, batch, overrides)
        uow.commit()
    return outcomes


def validate(
    ctx: Context, actor: Actor, terms: RequestTerms, override: OverrideTerms | None = None
) -> tuple[Refusal, ...]:
    """Return why `create` would refuse the same, empty where it would not, and store nothing; other errors as in `create`."""
    _may_ask(actor, terms, override)
    with ctx.unit_of_work(read_only=True) as uow:
        refusals = judge_with(terms, surroundings(uow, ctx.clock(), [terms.tenant_id]), override).refusals
        taken = not refusals and _reference_taken(uow, terms)
    if taken:
        told = f"an open request has the reference {terms.external_reference!r}"
        cure = "choose another, or withdraw that one"
        return (Refusal(rule="already_exists", pointer="/external_reference", message=told, cure=cure),)
    return refusals


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
    """Close the queued and waitlisted requests whose deadline has passed; every few minutes, and before a night plans.

    Writers are kept waiting only where there is something to close.
    """
    now = ctx.clock()
    with ctx.unit_of_work(read_only=True) as uow:
        if not _overdue(uow, now):
            return ()
    with ctx.unit_of_work() as uow:
        expired = tuple(change_request(uow, r, RequestStatus.EXPIRED, now) for r in _overdue(uow, now))
        uow.commit()
    return expired


def _overdue(uow: UnitOfWork, now: datetime) -> list[BookingRequest]:
    waiting = (RequestStatus.QUEUED, RequestStatus.WAITLISTED)
    return [request for request in uow.booking_requests.with_status(waiting) if request.deadline <= now]


def take_in(
    ctx: Context, uow: UnitOfWork, terms: RequestTerms, around: Surroundings, override: Overriding | None = None
) -> BookingRequest:
    """Judge a request and store it, and count it against the hours of its tenant.

    RefusedError with every rule that stands against it, AlreadyExistsError for its external reference.
    """
    verdict = judge_with(terms, around, override and override.terms)
    pass_or_refuse(verdict.refusals)
    if _reference_taken(uow, terms):
        raise AlreadyExistsError("booking request that is open with external reference", terms.external_reference)
    request = BookingRequest(
        **_fields_of(with_notice(terms, around)),
        id=ctx.ids("br"),
        status=RequestStatus.QUEUED,
        policy_version=around.policy.version,
        created_at=around.now,
        updated_at=around.now,
        override=override and override.record(verdict.overridden, around.now),
    )
    uow.booking_requests.add(request)
    around.tally.add(request.tenant_id, uses_of(request, (), around.machines, around.now))
    return request


def with_notice(terms: RequestTerms, around: Surroundings) -> RequestTerms:
    """Return terms that keep the policy's notice where "as soon as possible" was asked."""
    if terms.earliest_start is None and around.not_before(terms) > around.now:
        return replace(terms, earliest_start=around.not_before(terms))
    return terms


def uncount(uow: UnitOfWork, request: BookingRequest, around: Surroundings) -> None:
    """Let an open request that is about to be replaced count no more against the hours of its tenant."""
    if request.status in OPEN_REQUESTS:
        held = uow.reservations.of_request(request.id)
        around.tally.take_back(request.tenant_id, uses_of(request, held, around.machines, around.now))


def replace_terms(uow: UnitOfWork, request: BookingRequest, terms: RequestTerms, around: Surroundings) -> None:
    """Judge new terms for a request that holds no machine yet and was uncounted, and store them: it competes anew.

    RefusedError leaves it as it was.
    """
    pass_or_refuse(judge(terms, around))
    changed = replace(
        request,
        **_fields_of(with_notice(terms, around)),
        status=RequestStatus.QUEUED,
        reasons=(),
        override=None,
        policy_version=around.policy.version,
        updated_at=around.now,
        version=request.version + 1,
    )
    uow.booking_requests.update(changed)
    held = uow.reservations.of_request(request.id)
    around.tally.add(request.tenant_id, uses_of(changed, held, around.machines, around.now))


def terms_of(request: BookingRequest) -> RequestTerms:
    """Return what was asked for, without what the park added to it."""
    return RequestTerms(**_fields_of(request))


def _fields_of(terms: RequestTerms) -> dict[str, Any]:
    return {field.name: getattr(terms, field.name) for field in fields(RequestTerms)}


def _may_ask(actor: Actor, terms: RequestTerms, override: OverrideTerms | None) -> None:
    require(actor, Action.BOOK)
    keep_apart(actor, terms.tenant_id, "tenant", terms.tenant_id)
    if override is not None:
        require(actor, Action.OVERRIDE)


def _take_in_each(
    ctx: Context,
    uow: UnitOfWork,
    actor: Actor,
    batch: Sequence[RequestTerms],
    overrides: Sequence[OverrideTerms | None],
) -> tuple[Outcome, ...]:
    asked = tuple(zip(batch, overrides or (None,) * len(batch), strict=True))
    for terms, override in asked:
        _may_ask(actor, terms, override)
    around = surroundings(uow, ctx.clock(), [terms.tenant_id for terms in batch])
    return tuple(_outcome(ctx, uow, terms, around, _by(actor, override)) for terms, override in asked)


def _outcome(
    ctx: Context, uow: UnitOfWork, terms: RequestTerms, around: Surroundings, override: Overriding | None
) -> Outcome:
    try:
        return take_in(ctx, uow, terms, around, override)
    except (RefusedError, AlreadyExistsError) as error:
        return error


def _by(actor: Actor, override: OverrideTerms | None) -> Overriding | None:
    return None if override is None else Overriding(override, actor.key_id)


def _reference_taken(uow: UnitOfWork, terms: RequestTerms) -> bool:
    reference = terms.external_reference
    return bool(reference) and uow.booking_requests.find_open(terms.tenant_id, reference) is not None
