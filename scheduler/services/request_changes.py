"""Booking requests that are changed while they are written, or wait for a plan."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from scheduler.domain.access import Action
from scheduler.domain.booking import RequestStatus
from scheduler.domain.seen import check_version
from scheduler.errors import AlreadyExistsError, ConflictError
from scheduler.services.access import keep_apart, require
from scheduler.services.booking_requests import fields_of, replace_terms, terms_of, uncount
from scheduler.services.draft_checks import standing
from scheduler.services.surroundings import surroundings

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from scheduler.domain.access import Actor
    from scheduler.domain.booking import BookingRequest, RequestTerms
    from scheduler.services.context import Context
    from scheduler.storage.unit_of_work import UnitOfWork

_KIND = "booking request"
_WAITS = (RequestStatus.QUEUED, RequestStatus.WAITLISTED)


def change(
    ctx: Context,
    actor: Actor,
    request_id: str,
    ask: Callable[[str], RequestTerms],
    expected_version: int | None = None,
) -> BookingRequest:
    """Ask for something else in place of what a request asks for: judged like a new one, and queued again under its id.

    A draft is not judged. `ask` makes the new terms for the tenant of the request. Rules that were overridden for it count again. Terms that are as they were change nothing.

    Raises
    ------
    RefusedError
        With every rule that it would break; it stays as it was.
    ConflictError
        When it does not wait for a plan, or work of it is done or under way.
    AlreadyExistsError
        When another open request of the tenant has the same external reference.
    StaleVersionError
        When `expected_version` is given and not the present one.
    NotFoundError, ForbiddenError
    """
    require(actor, Action.BOOK)
    with ctx.unit_of_work() as uow:
        request = uow.booking_requests.get(request_id)
        keep_apart(actor, request.tenant_id, _KIND, request_id)
        check_version(_KIND, request_id, request.version, expected_version)
        terms = ask(request.tenant_id)
        _check_changeable(uow, request, terms)
        if terms != terms_of(request):
            _store(uow, request, terms, ctx.clock())
            request = uow.booking_requests.get(request_id)
            uow.commit()
    return request


def _store(uow: UnitOfWork, request: BookingRequest, terms: RequestTerms, now: datetime) -> None:
    """Store other terms: of a draft as they are, of a request that waits once they are judged."""
    if request.status is RequestStatus.DRAFT:
        changed = replace(request, **fields_of(terms), updated_at=now, version=request.version + 1)
        uow.booking_requests.update(changed)
        return
    around = surroundings(uow, now, [request.tenant_id])
    uncount(uow, request, around)
    replace_terms(uow, request, terms, around)


def _check_changeable(uow: UnitOfWork, request: BookingRequest, terms: RequestTerms) -> None:
    if request.status is RequestStatus.DRAFT:
        return
    if request.status not in _WAITS:
        told = f"the request is {request.status.value}, and only one that waits for a plan can be changed"
        raise ConflictError("not_waiting", told, "cancel its reservation with `reopen`, or ask for another")
    if standing(uow.reservations.of_request(request.id)):
        told = "work of the request is done or under way"
        raise ConflictError("already_begun", told, "let it be finished, and ask for what else is needed anew")
    other = (
        uow.booking_requests.find_open(request.tenant_id, terms.external_reference)
        if terms.external_reference
        else None
    )
    if other is not None and other.id != request.id:
        raise AlreadyExistsError(f"{_KIND} that is open with external reference", terms.external_reference)
