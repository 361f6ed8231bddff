"""`/machines` and `/changeover-tables`."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from api.conditional import UNCHANGED, IfMatch, IfMatchOrNew, Show, tag
from api.creating import Create
from api.dependencies import Caller, Ctx
from api.errors import failing
from api.listing import TABLES, Listed
from api.quick import quick
from api.schemas import machines as schemas
from api.schemas.lists import Page, whole
from api.tables import MACHINES
from scheduler.domain.machine import ChangeoverTable, Machine
from scheduler.domain.pages import Page as Found
from scheduler.services import calendar, named, park
from scheduler.services.calendar import MachineCalendar
from scheduler.services.machine_status import MachineStatus, machine_status

router = APIRouter(tags=["machines"], responses=failing(401, 403, 422))


@router.get("/machines", response_model=Page[schemas.Machine], responses=TABLES)
@quick
def list_machines(ctx: Ctx, caller: Caller, listed: Listed) -> Found[Machine] | Response:
    """List the machines by id; a tenant sees those in service that are open to it."""
    return listed.all(MACHINES, park.list_machines(ctx, caller))


@router.post("/machines", response_model=schemas.Machine, status_code=201, responses=failing(409))
def create_machine(body: schemas.NewMachine, create: Create) -> Response:
    """Create a machine."""
    return create(schemas.Machine, lambda ctx, caller: park.create_machine(ctx, caller, body.value()))


@router.get("/machines/{machine_id}", response_model=schemas.Machine, responses=failing(404) | UNCHANGED)
@quick
def get_machine(machine_id: str, ctx: Ctx, caller: Caller, show: Show) -> Machine:
    """Look a machine up."""
    return show(park.get_machine(ctx, caller, machine_id))


@router.put("/machines/{machine_id}", response_model=schemas.Machine, responses=failing(404, 412, 428))
def replace_machine(
    machine_id: str, body: schemas.MachineTerms, ctx: Ctx, caller: Caller, version: IfMatch, response: Response
) -> Machine:
    """Change a machine: the body says all of it anew."""
    return tag(response, park.update_machine(ctx, caller, body.named(machine_id), version))


@router.get("/machines/{machine_id}/calendar", response_model=schemas.MachineCalendar, responses=failing(404))
@quick
def get_machine_calendar(
    machine_id: str,
    query: Annotated[schemas.CalendarQuery, Query()],
    ctx: Ctx,
    caller: Caller,
) -> MachineCalendar:
    """Tell when a machine is open and when it is taken, not by whom."""
    return calendar.machine_calendar(ctx, caller, machine_id, query.start, query.end)


@router.get("/machines/{machine_id}/status", response_model=schemas.MachineStatus, responses=failing(404))
@quick
def get_machine_status(machine_id: str, ctx: Ctx, caller: Caller) -> MachineStatus:
    """Tell whether a machine is free, reserved, in use, closed or out of order now, and until when; not by whom."""
    return machine_status(ctx, caller, machine_id)


Name = Annotated[str, Path(max_length=200)]


@router.get("/changeover-tables", response_model=Page[schemas.ChangeoverTable])
def list_changeover_tables(ctx: Ctx, caller: Caller) -> Found[ChangeoverTable]:
    """List the changeover tables by name."""
    return whole(named.list_changeover_tables(ctx, caller))


@router.get("/changeover-tables/{name}", response_model=schemas.ChangeoverTable, responses=failing(404) | UNCHANGED)
def get_changeover_table(name: Name, ctx: Ctx, caller: Caller, show: Show) -> ChangeoverTable:
    """Look a changeover table up."""
    return show(named.get_changeover_table(ctx, caller, name))


@router.put("/changeover-tables/{name}", response_model=schemas.ChangeoverTable, responses=failing(412, 428))
def put_changeover_table(
    name: Name, body: schemas.ChangeoverTerms, ctx: Ctx, caller: Caller, seen: IfMatchOrNew, response: Response
) -> ChangeoverTable:
    """Store a changeover table in place of the one of its name, or with `If-None-Match: *` beside the others."""
    return tag(response, named.put_changeover_table(ctx, caller, body.named(name), seen))
