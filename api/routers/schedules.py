"""`/schedules/{version}`: plans by number, `draft` (the youngest) or `published`."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query

from api.dependencies import Caller, Ctx
from api.errors import failing
from api.schemas import plans as schemas
from api.schemas.lists import Page, PageQuery
from api.summaries import publication_of, schedule_of
from scheduler.domain.pages import Page as Found
from scheduler.domain.plan import Schedule
from scheduler.domain.reservation import Slot
from scheduler.services import schedules

router = APIRouter(prefix="/schedules", tags=["schedules"], responses=failing(401, 403, 404, 422))

Version = Annotated[
    str,
    Path(
        pattern=r"^([1-9][0-9]{0,8}|draft|published)$", description="Its number, `draft` (the youngest) or `published`."
    ),
]


def the_schedule(version: Version, ctx: Ctx, caller: Caller) -> Schedule:
    """Return the plan of the path."""
    if version == "published":
        return schedules.get_published(ctx, caller)
    return schedules.get_draft(ctx, caller) if version == "draft" else schedules.get(ctx, caller, int(version))


@router.get("/{version}")
def get_schedule(plan: Annotated[Schedule, Depends(the_schedule)]) -> schemas.Schedule:
    """Show a plan: its window, figures, certificate, and who found no room and why."""
    return schedule_of(plan)


@router.get("/{version}/reservations", response_model=Page[schemas.Slot])
def list_schedule_reservations(
    plan: Annotated[Schedule, Depends(the_schedule)], query: Annotated[PageQuery, Query()], ctx: Ctx, caller: Caller
) -> Found[Slot]:
    """List what a plan puts where, by start, then machine."""
    return schedules.slots_page(ctx, caller, plan.version, query.limit, query.cursor)


@router.post("/{version}:publish", responses=failing(409))
def publish_schedule(plan: Annotated[Schedule, Depends(the_schedule)], ctx: Ctx, caller: Caller) -> schemas.Publication:
    """Make a plan the park's promise, all of it or nothing; publishing it again changes nothing."""
    return publication_of(schedules.publish(ctx, caller, plan.version))
