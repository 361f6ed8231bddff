"""`/schedule-runs`: optimization runs, asked for, watched and stopped."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response
from fastapi.sse import EventSourceResponse, ServerSentEvent

from api.conditional import UNCHANGED, Show
from api.creating import Create
from api.dependencies import Caller, Ctx, Running
from api.errors import failing
from api.schemas import plans as schemas
from api.schemas.certificates import Certificate
from api.schemas.lists import Page, PageQuery
from api.watching import events_of
from scheduler.domain.pages import Page as Found
from scheduler.domain.run import ScheduleRun
from scheduler.errors import NotFoundError
from scheduler.services import runs, schedules

router = APIRouter(prefix="/schedule-runs", tags=["schedule runs"], responses=failing(401, 403, 422))


def the_run(run_id: str, ctx: Ctx, caller: Caller) -> ScheduleRun:
    """Return the run of the path, so that a wrong one is told before a stream begins."""
    return runs.get(ctx, caller, run_id)


@router.post("", response_model=schemas.ScheduleRun, status_code=202, responses=failing(409))
def request_schedule_run(body: schemas.RunParameters, running: Running, create: Create) -> Response:
    """Ask for an optimization run; it is carried out in the background, one after the other."""
    answer = create(schemas.ScheduleRun, lambda ctx, caller: runs.request_run(ctx, caller, body.value()))
    running.wake()
    return answer


@router.get("", response_model=Page[schemas.ScheduleRun])
def list_schedule_runs(query: Annotated[PageQuery, Query()], ctx: Ctx, caller: Caller) -> Found[ScheduleRun]:
    """List the runs, youngest first."""
    return runs.page(ctx, caller, query.part())


@router.get("/{run_id}", response_model=schemas.ScheduleRun, responses=failing(404) | UNCHANGED)
def get_schedule_run(run: Annotated[ScheduleRun, Depends(the_run)], show: Show) -> ScheduleRun:
    """Tell how far a run is and what came of it."""
    return show(run)


@router.get("/{run_id}/events", response_class=EventSourceResponse, responses=failing(404))
async def watch_schedule_run(
    run: Annotated[ScheduleRun, Depends(the_run)], running: Running, caller: Caller
) -> AsyncIterator[ServerSentEvent]:
    """Watch a run: an event `progress` for every change, with value, bound and gap, and one `end` when it is over; each has the run as data."""
    async for event in events_of(run, running, caller):
        yield event


@router.get("/{run_id}/certificate", responses=failing(404))
def get_certificate(run: Annotated[ScheduleRun, Depends(the_run)], ctx: Ctx, caller: Caller) -> Certificate:
    """Show what a run proved about its plan."""
    version = run.schedule_version
    if version is None:
        raise NotFoundError("certificate of run", run.id)
    return Certificate.of(run.id, version, schedules.get(ctx, caller, version).certificate)


@router.delete("/{run_id}", response_model=schemas.ScheduleRun, status_code=202, responses=failing(404, 409))
def stop_schedule_run(run_id: str, ctx: Ctx, caller: Caller) -> ScheduleRun:
    """Stop a run early and keep its best; one that has not begun is cancelled."""
    return runs.request_stop(ctx, caller, run_id)
