"""Booking requests: taking in, looking up, taking back.

Over 150 lines because all doors - API, console, park files, command line - bring requests in here.
"""

from __future__ import annotations

from dataclasses import fields, replace
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias

from scheduler.domain.access import Action
from scheduler.domain.booking import OPEN_REQUESTS, REQUEST_STATUSES, BookingRequest, RequestStatus, RequestTerms
from scheduler.domain.override import Overriding
from scheduler.domain.refusal import Refusal
from scheduler.domain.rules.judge import judge, judge_with
from scheduler.domain.seen import check_version
from scheduler.domain.usage import uses_of
from scheduler.errors import AlreadyExistsError, RefusedError
from scheduler.services.access import keep_apart, may_ask, narrowed, require
from scheduler.services.changes import cancel_all, change_request
from scheduler.services.pages import check_limit
from scheduler.services.surroundings import pass_or_refuse, surroundings

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
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
    may_ask(actor, terms.tenant_id, override)
    with ctx.unit_of_work() as uow:
        around = surroundings(uow, ctx.clock(), [terms.tenant_id])
        request = take_in(ctx, uow, terms, around, overriding(override, actor.key_id))
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
    may_ask(actor, terms.tenant_id, override)
    with ctx.unit_of_work(read_only=True) as uow:
        around = surroundings(uow, ctx.clock(), [terms.tenant_id])
        return refusals_of(outcome_of(partial(weigh, ctx, uow, terms, around, overriding(override, actor.key_id))))


def refusals_of(outcome: Outcome) -> tuple[Refusal, ...]:
    """Return why a request was not taken in, or would not be; empty where it was."""
    if isinstance(outcome, RefusedError):
        return outcome.refusals
    if isinstance(outcome, AlreadyExistsError):
        told = f"an open request has the reference {outcome.key!r}"
        cure = "choose another, or withdraw that one"
        return (Refusal(rule="already_exists", pointer="/external_reference", message=told, cure=cure),)
    return ()


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
        check_version(_KIND, request_id, request.version, expected_version)
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
    ctx: Context,
    uow: UnitOfWork,
    terms: RequestTerms,
    around: Surroundings,
    override: Overriding | None = None,
    series_id: str | None = None,
) -> BookingRequest:
    """Judge a request and store it, and count it against the hours of its tenant; errors as those of `weigh`."""
    request = replace(weigh(ctx, uow, terms, around, override), series_id=series_id)
    uow.booking_requests.add(request)
    return request


def weigh(
    ctx: Context, uow: UnitOfWork, terms: RequestTerms, around: Surroundings, override: Overriding | None = None
) -> BookingRequest:
    """Judge a request and count it against the hours of its tenant; whether it is stored is the caller's affair.

    RefusedError with every rule that stands against it, AlreadyExistsError for its external reference.
    """
    verdict = judge_with(terms, around, override and override.terms)
    pass_or_refuse(verdict.refusals)
    if _reference_taken(uow, terms):
        raise AlreadyExistsError("booking request that is open with external reference", terms.external_reference)
    request = BookingRequest(
        **fields_of(with_notice(terms, around)),
        id=ctx.ids("br"),
        status=RequestStatus.QUEUED,
        policy_version=around.policy.version,
        created_at=around.now,
        updated_at=around.now,
        override=override and override.record(verdict.overridden, around.now),
    )
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
        **fields_of(with_notice(terms, around)),
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
    return RequestTerms(**fields_of(request))


def fields_of(terms: RequestTerms) -> dict[str, Any]:
    """Return what is asked for, by the names of its fields."""
    return {field.name: getattr(terms, field.name) for field in fields(RequestTerms)}


def _take_in_each(
    ctx: Context,
    uow: UnitOfWork,
    actor: Actor,
    batch: Sequence[RequestTerms],
    overrides: Sequence[OverrideTerms | None],
) -> tuple[Outcome, ...]:
    asked = tuple(zip(batch, overrides or (None,) * len(batch), strict=True))
    for terms, override in asked:
        may_ask(actor, terms.tenant_id, override)
    around = surroundings(uow, ctx.clock(), [terms.tenant_id for terms in batch])
    return tuple(
        outcome_of(partial(take_in, ctx, uow, terms, around, overriding(override, actor.key_id)))
        for terms, override in asked
    )


def outcome_of(take: Callable[[], BookingRequest]) -> Outcome:
    """Return what was taken in, or why it was not."""
    try:
        return take()
    except (RefusedError, AlreadyExistsError) as error:
        return error


def overriding(override: OverrideTerms | None, key_id: str) -> Overriding | None:
    """Return an override with the key of whoever makes it."""
    return None if override is None else Overriding(override, key_id)


def _reference_taken(uow: UnitOfWork, terms: RequestTerms) -> bool:
    reference = terms.external_reference
    return bool(reference) and uow.booking_requests.find_open(terms.tenant_id, reference) is not None
