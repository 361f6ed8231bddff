"""`/booking-requests`: what tenants want."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.batches import book_all, book_each
from api.conditional import UNCHANGED, IfMatch, Show, tag
from api.creating import Act, Create
from api.dependencies import Caller, Ctx
from api.errors import failing
from api.faults import faults_of
from api.listing import TABLES, Listed
from api.quick import quick
from api.schemas import booking_requests as schemas
from api.schemas.audit import AuditEntry
from api.schemas.lists import Page, PageQuery
from api.tables import BOOKING_REQUESTS
from scheduler.domain.access import Actor
from scheduler.domain.booking import BookingRequest
from scheduler.domain.change import Change
from scheduler.domain.pages import Page as Found
from scheduler.errors import RefusedError
from scheduler.services import booking_requests, drafts, history, request_changes
from scheduler.services.context import Context

router = APIRouter(prefix="/booking-requests", tags=["booking requests"], responses=failing(401, 403, 422))


@router.post("", response_model=schemas.BookingRequest, status_code=201, responses=failing(404, 409))
def create_booking_request(body: schemas.NewBookingRequest, create: Create) -> Response:
    """Ask for machine time; the request waits for the next plan."""

    def make(ctx: Context, caller: Actor) -> BookingRequest:
        return booking_requests.create(ctx, caller, body.value(caller.tenant_id), body.overriding())

    return create(schemas.BookingRequest, make)


@router.get("", response_model=Page[schemas.BookingRequest], responses=TABLES)
@quick
def list_booking_requests(
    query: Annotated[schemas.RequestQuery, Query()], listed: Listed
) -> Found[BookingRequest] | Response:
    """List booking requests by age; a tenant sees its own."""
    return listed.pages(BOOKING_REQUESTS, booking_requests.page, query.filter())


@router.get("/{request_id}", response_model=schemas.BookingRequest, responses=failing(404) | UNCHANGED)
@quick
def get_booking_request(request_id: str, ctx: Ctx, caller: Caller, show: Show) -> BookingRequest:
    """Look a booking request up."""
    return show(booking_requests.get(ctx, caller, request_id))


@router.put("/{request_id}", response_model=schemas.BookingRequest, responses=failing(404, 409, 412, 428))
def replace_booking_request(
    request_id: str, body: schemas.BookingRequestTerms, ctx: Ctx, caller: Caller, version: IfMatch, response: Response
) -> BookingRequest:
    """Ask for something else while it is a draft or waits for a plan: the body says all of it anew; unless it is a draft it is judged like a new one."""
    return tag(response, request_changes.change(ctx, caller, request_id, body.value, version))


@router.get("/{request_id}/history", response_model=Page[AuditEntry], responses=failing(404))
@quick
def get_booking_request_history(
    request_id: str, query: Annotated[PageQuery, Query()], ctx: Ctx, caller: Caller
) -> Found[Change]:
    """Tell what became of a request and of its reservations, by whom and why, the oldest first."""
    return history.of_request(ctx, caller, request_id, query.limit, query.cursor)


@router.post("/{request_id}:withdraw", response_model=schemas.BookingRequest, responses=failing(404, 409, 412, 428))
def withdraw_booking_request(request_id: str, version: IfMatch, act: Act) -> Response:
    """Take a request back; its reservations that have not begun are cancelled."""

    def withdraw(ctx: Context, caller: Actor) -> BookingRequest:
        return booking_requests.withdraw(ctx, caller, request_id, version)

    return act(schemas.BookingRequest, withdraw, located=False)


@router.post("/{request_id}:submit", response_model=schemas.BookingRequest, responses=failing(404, 409, 412, 428))
def submit_booking_request(request_id: str, version: IfMatch, act: Act) -> Response:
    """Hand a draft in: it is judged like any request, and waits for the next plan."""

    def submit(ctx: Context, caller: Actor) -> BookingRequest:
        return drafts.submit(ctx, caller, request_id, version)

    return act(schemas.BookingRequest, submit, located=False)


#: The actions on all of them together stand beside the collection, not below it.
actions = APIRouter(tags=["booking requests"], responses=failing(401, 403, 422))


@actions.post("/booking-requests:validate", response_model=schemas.Verdict, responses=failing(404))
def validate_booking_request(body: schemas.NewBookingRequest, ctx: Ctx, caller: Caller) -> schemas.Verdict:
    """Tell which rules a request would break, and store nothing."""
    refusals = booking_requests.validate(ctx, caller, body.value(caller.tenant_id), body.overriding())
    return schemas.Verdict(valid=not refusals, errors=faults_of(RefusedError(refusals)))


@actions.post("/booking-requests:draft", response_model=schemas.BookingRequest, status_code=201, responses=failing(404))
def create_draft(body: schemas.NewDraft, create: Create) -> Response:
    """Keep a request that is being written: nobody judges or plans it before it is handed in with `:submit`."""

    def make(ctx: Context, caller: Actor) -> BookingRequest:
        return drafts.keep_draft(ctx, caller, body.value(caller.tenant_id))

    return create(schemas.BookingRequest, make)


@actions.post(
    "/booking-requests:batch",
    response_model=Page[schemas.BookingRequest],
    status_code=201,
    responses=failing(404, 409) | {200: {"model": schemas.BatchOutcome, "description": "A result for each"}},
)
def create_booking_requests(body: schemas.BookingRequestBatch, create: Create) -> Response:
    """Ask for machine time several times: all or nothing, or with `atomic` false each for itself, with a result for each."""
    if body.atomic:
        shape = Page[schemas.BookingRequest]
        return create(shape, lambda ctx, caller: book_all(ctx, caller, body), located=False)
    # Not everything need have been created.
    return create(schemas.BatchOutcome, lambda ctx, caller: book_each(ctx, caller, body), located=False, status=200)
