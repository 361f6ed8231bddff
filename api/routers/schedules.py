"""`/schedules/{version}`: plans by number, `draft` (the youngest) or `published`."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Response

from api.conditional import UNCHANGED, IfMatchStateAny, Show, required
from api.creating import Act
from api.dependencies import Caller, Ctx
from api.errors import failing
from api.listing import TABLES, Listed
from api.schemas import plans as schemas
from api.schemas.lists import Page, PageQuery
from api.summaries import publication_of, schedule_of
from api.tables import SLOTS
from scheduler.domain.access import Actor
from scheduler.domain.pages import Page as Found
from scheduler.domain.pages import Part
from scheduler.domain.reservation import Slot
from scheduler.services import schedules
from scheduler.services.context import Context
from scheduler.services.plan_difference import PlanDifference, difference
from scheduler.services.publication import Publication

router = APIRouter(prefix="/schedules", tags=["schedules"], responses=failing(401, 403, 404, 422))

Version = Annotated[
    str,
    Path(pattern=schemas.VERSION_PATTERN, description="Its number, `draft` (the youngest) or `published`."),
]


def the_number(version: Version, ctx: Ctx, caller: Caller) -> int:
    """Return the number of the plan of the path."""
    if version == "published":
        return schedules.get_published(ctx, caller).version
    return schedules.get_draft(ctx, caller).version if version == "draft" else int(version)


@router.get("/{version}", responses=UNCHANGED)
def get_schedule(number: Annotated[int, Depends(the_number)], ctx: Ctx, caller: Caller, show: Show) -> schemas.Schedule:
    """Show a plan: its window, figures, certificate, and who found no room and why."""
    return schedule_of(show(schedules.get(ctx, caller, number)))


@router.get("/{version}/reservations", response_model=Page[schemas.Slot], responses=TABLES)
def list_schedule_reservations(
    number: Annotated[int, Depends(the_number)], query: Annotated[PageQuery, Query()], listed: Listed
) -> Found[Slot] | Response:
    """List what a plan puts where, by start, then machine."""

    def page(ctx: Context, caller: Actor, part: Part) -> Found[Slot]:
        return schedules.slots_page(ctx, caller, number, part.limit, part.after)

    return listed.pages(SLOTS, page, query.part())


@router.get("/{version}/diff", response_model=schemas.PlanDifference)
def compare_schedules(
    number: Annotated[int, Depends(the_number)],
    query: Annotated[schemas.DifferenceQuery, Query()],
    ctx: Ctx,
    caller: Caller,
) -> PlanDifference:
    """Tell what a plan does otherwise than another: what stays, moves, is new or gone."""
    return difference(ctx, caller, number, the_number(query.against, ctx, caller))


@router.post("/{version}:publish", response_model=schemas.Publication, responses=failing(409, 412, 428))
def publish_schedule(
    version: Version, number: Annotated[int, Depends(the_number)], seen: IfMatchStateAny, act: Act
) -> Response:
    """Make a plan the park's promise, all of it or nothing; publishing it again changes nothing.

    `draft` is another plan after the next run, so it asks for `If-Match`; a number always means the same plan.
    """
    expected = required(seen) if version == "draft" else seen

    def publish(ctx: Context, caller: Actor) -> Publication:
        return schedules.publish(ctx, caller, number, expected)

    return act(schemas.Publication, publish, show=publication_of, located=False)
