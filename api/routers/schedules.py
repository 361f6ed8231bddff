"""`/schedules/{version}`: plans by number, `draft` (the youngest) or `published`."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query

from api.dependencies import Caller, Ctx
from api.errors import failing
from api.schemas import plans as schemas
from api.schemas.lists import Page, PageQuery
from api.summaries import publication_of, schedule_of
from scheduler.domain.pages import Page as Found
from scheduler.domain.reservation import Slot
from scheduler.services import schedules

router = APIRouter(prefix="/schedules", tags=["schedules"], responses=failing(401, 403, 404, 422))

Version = Annotated[
    str,
    Path(
        pattern=r"^([1-9][0-9]{0,8}|draft|published)$", description="Its number, `draft` (the youngest) or `published`."
    ),
]


def the_number(version: Version, ctx: Ctx, caller: Caller) -> int:
    """Return the number of the plan of the path."""
    if version == "published":
        return schedules.get_published(ctx, caller).version
    return schedules.get_draft(ctx, caller).version if version == "draft" else int(version)


@router.get("/{version}")
def get_schedule(number: Annotated[int, Depends(the_number)], ctx: Ctx, caller: Caller) -> schemas.Schedule:
    """Show a plan: its window, figures, certificate, and who found no room and why."""
    return schedule_of(schedules.get(ctx, caller, number))


@router.get("/{version}/reservations", response_model=Page[schemas.Slot])
def list_schedule_reservations(
    number: Annotated[int, Depends(the_number)], query: Annotated[PageQuery, Query()], ctx: Ctx, caller: Caller
) -> Found[Slot]:
    """List what a plan puts where, by start, then machine."""
    return schedules.slots_page(ctx, caller, number, query.limit, query.cursor)


@router.post("/{version}:publish", responses=failing(409))
def publish_schedule(number: Annotated[int, Depends(the_number)], ctx: Ctx, caller: Caller) -> schemas.Publication:
    """Make a plan the park's promise, all of it or nothing; publishing it again changes nothing."""
    return publication_of(schedules.publish(ctx, caller, number))
