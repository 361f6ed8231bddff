"""Batches of booking requests: taken in, and what became of each as it is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.catalogue import OF_ERROR
from api.faults import faults_of
from api.schemas.booking_requests import BatchOutcome, BatchResult, BookingRequest
from api.schemas.lists import whole
from api.schemas.problems import Fault
from scheduler.errors import SchedulerError
from scheduler.services import booking_requests

if TYPE_CHECKING:
    from api.schemas.booking_requests import BookingRequestBatch
    from scheduler.domain.access import Actor
    from scheduler.domain.booking import BookingRequest as Booked
    from scheduler.domain.booking import RequestTerms
    from scheduler.domain.override import OverrideTerms
    from scheduler.domain.pages import Page
    from scheduler.services.booking_requests import Outcome
    from scheduler.services.context import Context


def book_all(ctx: Context, caller: Actor, body: BookingRequestBatch) -> Page[Booked]:
    """Take in all requests of a batch or none; errors as those of `booking_requests.create_batch`."""
    return whole(booking_requests.create_batch(ctx, caller, *_terms(caller, body)))


def book_each(ctx: Context, caller: Actor, body: BookingRequestBatch) -> BatchOutcome:
    """Take in those of a batch that may come in, and return the result of each, in the order of the batch."""
    outcomes = booking_requests.create_each(ctx, caller, *_terms(caller, body))
    items = tuple(_result(index, outcome) for index, outcome in enumerate(outcomes))
    accepted = sum(item.request is not None for item in items)
    return BatchOutcome(accepted=accepted, refused=len(items) - accepted, items=items)


def _terms(caller: Actor, body: BookingRequestBatch) -> tuple[list[RequestTerms], list[OverrideTerms | None]]:
    return [each.value(caller.tenant_id) for each in body.requests], [each.overriding() for each in body.requests]


def _result(index: int, outcome: Outcome) -> BatchResult:
    if not isinstance(outcome, SchedulerError):
        return BatchResult(index=index, request=BookingRequest.model_validate(outcome), type=None, errors=())
    errors = faults_of(outcome) or (_of_the_whole(outcome),)
    return BatchResult(index=index, request=None, type=OF_ERROR[type(outcome)].type, errors=errors)


def _of_the_whole(error: SchedulerError) -> Fault:
    """Return the fault of an error that has one thing to say: its reference is taken."""
    cure = "choose another reference, or withdraw the request that has it"
    return Fault(pointer="/external_reference", code="already_exists", message=str(error), cure=cure)
