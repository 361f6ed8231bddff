"""`/closures` and `/outages`."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.conditional import UNCHANGED, Show
from api.creating import Create
from api.dependencies import Caller, Ctx
from api.errors import failing
from api.listing import TABLES, Listed
from api.schemas import time_off as schemas
from api.schemas.lists import Page
from api.tables import CLOSURES, OUTAGES
from scheduler.domain.pages import Page as Found
from scheduler.domain.time_off import Closure, Outage
from scheduler.services import time_off

router = APIRouter(tags=["time off"], responses=failing(401, 403, 422))


@router.get("/closures", response_model=Page[schemas.Closure], responses=TABLES)
def list_closures(
    query: Annotated[schemas.TimeOffQuery, Query()], ctx: Ctx, caller: Caller, listed: Listed
) -> Found[Closure] | Response:
    """List the closures by start."""
    return listed.all(CLOSURES, time_off.list_closures(ctx, caller, query.start, query.end))


@router.post("/closures", response_model=schemas.Closure, status_code=201, responses=failing(409))
def add_closure(body: schemas.NewClosure, create: Create) -> Response:
    """Close the park or some machines; what is reserved stays until the next plan."""
    return create(schemas.Closure, lambda ctx, caller: time_off.add_closure(ctx, caller, **body.fields()))


@router.get("/closures/{closure_id}", response_model=schemas.Closure, responses=failing(404) | UNCHANGED)
def get_closure(closure_id: str, ctx: Ctx, caller: Caller, show: Show) -> Closure:
    """Look a closure up."""
    return show(time_off.get_closure(ctx, caller, closure_id))


@router.delete("/closures/{closure_id}", status_code=204, responses=failing(404))
def remove_closure(closure_id: str, ctx: Ctx, caller: Caller) -> None:
    """Take a closure back."""
    time_off.remove_closure(ctx, caller, closure_id)


@router.get("/outages", response_model=Page[schemas.Outage], responses=TABLES)
def list_outages(
    query: Annotated[schemas.OutageQuery, Query()], ctx: Ctx, caller: Caller, listed: Listed
) -> Found[Outage] | Response:
    """List the outages by start."""
    return listed.all(OUTAGES, time_off.list_outages(ctx, caller, query.start, query.end, query.machine_id))


@router.post("/outages", response_model=schemas.Outage, status_code=201, responses=failing(409))
def add_outage(body: schemas.NewOutage, create: Create) -> Response:
    """Take a machine out; what is reserved stays until the next plan."""
    return create(schemas.Outage, lambda ctx, caller: time_off.add_outage(ctx, caller, **body.fields()))


@router.get("/outages/{outage_id}", response_model=schemas.Outage, responses=failing(404) | UNCHANGED)
def get_outage(outage_id: str, ctx: Ctx, caller: Caller, show: Show) -> Outage:
    """Look an outage up."""
    return show(time_off.get_outage(ctx, caller, outage_id))


@router.delete("/outages/{outage_id}", status_code=204, responses=failing(404))
def remove_outage(outage_id: str, ctx: Ctx, caller: Caller) -> None:
    """Take an outage back."""
    time_off.remove_outage(ctx, caller, outage_id)
