"""Booking requests that are being written: kept as they are, judged when they are handed in."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from scheduler.domain.access import Action
from scheduler.domain.booking import REQUEST_STATUSES, BookingRequest, RequestStatus
from scheduler.domain.seen import check_version
from scheduler.services.access import keep_apart, may_ask, require
from scheduler.services.booking_requests import fields_of, terms_of, weigh
from scheduler.services.surroundings import surroundings

if TYPE_CHECKING:
    from scheduler.domain.access import Actor
    from scheduler.domain.booking import RequestTerms
    from scheduler.services.context import Context

_KIND = "booking request"


def keep_draft(ctx: Context, actor: Actor, terms: RequestTerms) -> BookingRequest:
    """Store a request that nobody judges, counts or plans until it is handed in.

    Raises
    ------
    NotFoundError
        When there is no such tenant, or a tenant asks for another.
    ForbiddenError
    """
    may_ask(actor, terms.tenant_id, None)
    now = ctx.clock()
    with ctx.unit_of_work() as uow:
        uow.tenants.get(terms.tenant_id)
        draft = BookingRequest(
            **fields_of(terms),
            id=ctx.ids("br"),
            status=RequestStatus.DRAFT,
            policy_version=uow.policies.current().version,
            created_at=now,
            updated_at=now,
        )
        uow.booking_requests.add(draft)
        uow.commit()
    return draft


def submit(ctx: Context, actor: Actor, request_id: str, expected_version: int | None = None) -> BookingRequest:
    """Hand a draft in: judged like any request, and queued for the next plan under its id.

    Raises
    ------
    RefusedError, AlreadyExistsError
        As in `booking_requests.create`; it stays a draft.
    IllegalTransitionError
        When it is no draft.
    StaleVersionError
        When `expected_version` is given and not the present one.
    NotFoundError, ForbiddenError
    """
    require(actor, Action.BOOK)
    with ctx.unit_of_work() as uow:
        draft = uow.booking_requests.get(request_id)
        keep_apart(actor, draft.tenant_id, _KIND, request_id)
        check_version(_KIND, request_id, draft.version, expected_version)
        REQUEST_STATUSES.transition(draft.status, RequestStatus.SUBMITTED)
        weighed = weigh(ctx, uow, terms_of(draft), surroundings(uow, ctx.clock(), [draft.tenant_id]))
        request = replace(weighed, id=draft.id, created_at=draft.created_at, version=draft.version + 1)
        uow.booking_requests.update(request)
        uow.commit()
    return request
