"""`/booking-requests`: what tenants want."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.batches import batch_outcome, told
from api.dependencies import Caller, Ctx, IfMatchAny, created, tag
from api.errors import failing
from api.faults import faults_of
from api.schemas import booking_requests as schemas
from api.schemas.lists import Page, whole
from scheduler.domain.booking import BookingRequest
from scheduler.domain.pages import Page as Found
from scheduler.errors import RefusedError
from scheduler.services import booking_requests

router = APIRouter(prefix="/booking-requests", tags=["booking requests"], responses=failing(401, 403, 422))


@router.post("", response_model=schemas.BookingRequest, status_code=201, responses=failing(404, 409))
def create_booking_request(
    body: schemas.NewBookingRequest, ctx: Ctx, caller: Caller, request: Request, response: Response
) -> BookingRequest:
    """Ask for machine time; the request waits for the next plan."""
    taken_in = booking_requests.create(ctx, caller, body.value(caller.tenant_id), body.overriding())
    created(request, response, taken_in.id, taken_in.version)
    return taken_in


@router.get("", response_model=Page[schemas.BookingRequest])
def list_booking_requests(
    query: Annotated[schemas.RequestQuery, Query()], ctx: Ctx, caller: Caller
) -> Found[BookingRequest]:
    """List booking requests by age; a tenant sees its own."""
    return booking_requests.page(ctx, caller, query.filter())


@router.get("/{request_id}", response_model=schemas.BookingRequest, responses=failing(404))
def get_booking_request(request_id: str, ctx: Ctx, caller: Caller, response: Response) -> BookingRequest:
    """Look a booking request up."""
    found = booking_requests.get(ctx, caller, request_id)
    tag(response, found)
    return found


@router.post("/{request_id}:withdraw", response_model=schemas.BookingRequest, responses=failing(404, 409, 412))
def withdraw_booking_request(
    request_id: str, ctx: Ctx, caller: Caller, version: IfMatchAny, response: Response
) -> BookingRequest:
    """Take a request back; its reservations that have not begun are cancelled."""
    withdrawn = booking_requests.withdraw(ctx, caller, request_id, version)
    tag(response, withdrawn)
    return withdrawn


#: The actions on all of them together stand beside the collection, not below it.
actions = APIRouter(tags=["booking requests"], responses=failing(401, 403, 422))


@actions.post("/booking-requests:validate", response_model=schemas.Verdict, responses=failing(404))
def validate_booking_request(body: schemas.NewBookingRequest, ctx: Ctx, caller: Caller) -> schemas.Verdict:
    """Tell which rules a request would break, and store nothing."""
    refusals = booking_requests.validate(ctx, caller, body.value(caller.tenant_id), body.overriding())
    return schemas.Verdict(valid=not refusals, errors=faults_of(RefusedError(refusals)))


@actions.post(
    "/booking-requests:batch",
    response_model=Page[schemas.BookingRequest],
    status_code=201,
    responses=failing(404, 409) | {200: {"model": schemas.BatchOutcome, "description": "A result for each"}},
)
def create_booking_requests(
    body: schemas.BookingRequestBatch, ctx: Ctx, caller: Caller
) -> Found[BookingRequest] | Response:
    """Ask for machine time several times: all or nothing, or with `atomic` false each for itself, with a result for each."""
    terms = [each.value(caller.tenant_id) for each in body.requests]
    overrides = [each.overriding() for each in body.requests]
    if body.atomic:
        return whole(booking_requests.create_batch(ctx, caller, terms, overrides))
    return told(batch_outcome(booking_requests.create_each(ctx, caller, terms, overrides)))
