"""`/machines` and `/changeover-tables`."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from api.creating import Create
from api.dependencies import Caller, Ctx, IfMatch, tag
from api.errors import failing
from api.schemas import machines as schemas
from api.schemas.lists import Page, whole
from scheduler.domain.machine import ChangeoverTable, Machine
from scheduler.domain.pages import Page as Found
from scheduler.services import calendar, park
from scheduler.services.calendar import MachineCalendar

router = APIRouter(tags=["machines"], responses=failing(401, 403, 422))


@router.get("/machines", response_model=Page[schemas.Machine])
def list_machines(ctx: Ctx, caller: Caller) -> Found[Machine]:
    """List the machines by id; a tenant sees those in service that are open to it."""
    return whole(park.list_machines(ctx, caller))


@router.post("/machines", response_model=schemas.Machine, status_code=201, responses=failing(409))
def create_machine(body: schemas.NewMachine, create: Create) -> Response:
    """Create a machine."""
    return create(schemas.Machine, lambda ctx, caller: park.create_machine(ctx, caller, body.value()))


@router.get("/machines/{machine_id}", response_model=schemas.Machine, responses=failing(404))
def get_machine(machine_id: str, ctx: Ctx, caller: Caller, response: Response) -> Machine:
    """Look a machine up."""
    machine = park.get_machine(ctx, caller, machine_id)
    tag(response, machine)
    return machine


@router.put("/machines/{machine_id}", response_model=schemas.Machine, responses=failing(404, 412, 428))
def replace_machine(
    machine_id: str, body: schemas.MachineTerms, ctx: Ctx, caller: Caller, version: IfMatch, response: Response
) -> Machine:
    """Change a machine: the body says all of it anew."""
    machine = park.update_machine(ctx, caller, body.named(machine_id), version)
    tag(response, machine)
    return machine


@router.get("/machines/{machine_id}/calendar", response_model=schemas.MachineCalendar, responses=failing(404))
def get_machine_calendar(
    machine_id: str,
    query: Annotated[schemas.CalendarQuery, Query()],
    ctx: Ctx,
    caller: Caller,
) -> MachineCalendar:
    """Tell when a machine is open and when it is taken, not by whom."""
    return calendar.machine_calendar(ctx, caller, machine_id, query.start, query.end)


@router.get("/changeover-tables", response_model=Page[schemas.ChangeoverTable])
def list_changeover_tables(ctx: Ctx, caller: Caller) -> Found[ChangeoverTable]:
    """List the changeover tables by name."""
    return whole(park.list_changeover_tables(ctx, caller))


@router.put("/changeover-tables/{name}", response_model=schemas.ChangeoverTable)
def put_changeover_table(
    name: Annotated[str, Path(max_length=200)], body: schemas.ChangeoverTerms, ctx: Ctx, caller: Caller
) -> ChangeoverTable:
    """Store a changeover table in place of the one of its name, or beside the others."""
    return park.put_changeover_table(ctx, caller, body.named(name))
