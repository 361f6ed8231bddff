"""`/reservations`: slots given, and what became of them."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.conditional import UNCHANGED, IfMatch, IfMatchAny, Show
from api.creating import Act
from api.dependencies import Caller, Ctx
from api.errors import failing
from api.listing import TABLES, Listed
from api.quick import quick
from api.schemas import plans as schemas
from api.schemas.audit import AuditEntry
from api.schemas.lists import Page, PageQuery, whole
from api.tables import RESERVATIONS
from scheduler.domain.access import Actor
from scheduler.domain.change import Change
from scheduler.domain.pages import Page as Found
from scheduler.domain.reservation import Reservation
from scheduler.services import history, reservations
from scheduler.services.context import Context

Step = Callable[[Context, Actor, str, int | None], Reservation]

router = APIRouter(prefix="/reservations", tags=["reservations"], responses=failing(401, 403, 422))

#: Steps that are taken from one status only: the table of statuses refuses them to whoever saw another one.
_STEP = failing(404, 409, 412)
#: Those from several.
_CHANGE = _STEP | failing(428)


@router.get("", response_model=Page[schemas.Reservation], responses=TABLES)
@quick
def list_reservations(
    query: Annotated[schemas.ReservationQuery, Query()], listed: Listed
) -> Found[Reservation] | Response:
    """List reservations by start; a tenant sees its own."""
    return listed.pages(RESERVATIONS, reservations.page, query.filter())


@router.get("/{reservation_id}", response_model=schemas.Reservation, responses=failing(404) | UNCHANGED)
@quick
def get_reservation(reservation_id: str, ctx: Ctx, caller: Caller, show: Show) -> Reservation:
    """Look a reservation up."""
    return show(reservations.get(ctx, caller, reservation_id))


@router.get("/{reservation_id}/history", response_model=Page[AuditEntry], responses=failing(404))
@quick
def get_reservation_history(
    reservation_id: str, query: Annotated[PageQuery, Query()], ctx: Ctx, caller: Caller
) -> Found[Change]:
    """Tell what became of a reservation, by whom and why, the oldest first."""
    return history.of_reservation(ctx, caller, reservation_id, query.limit, query.cursor)


@router.post("/{reservation_id}:cancel", response_model=Page[schemas.Reservation], responses=_CHANGE)
def cancel_reservation(
    reservation_id: str, version: IfMatch, act: Act, body: schemas.Cancellation | None = None
) -> Response:
    """Give a reservation up, and with it the others of its request; answers with all of them."""
    reopen = body is not None and body.reopen

    def cancel(ctx: Context, caller: Actor) -> Found[Reservation]:
        return whole(reservations.cancel(ctx, caller, reservation_id, version, reopen=reopen))

    return act(Page[schemas.Reservation], cancel, located=False)


@router.post("/{reservation_id}:check-in", response_model=schemas.Reservation, responses=_STEP)
def check_in_reservation(reservation_id: str, version: IfMatchAny, act: Act) -> Response:
    """Note that the tenant is there."""
    return _became(act, reservations.check_in, reservation_id, version)


@router.post("/{reservation_id}:begin", response_model=schemas.Reservation, responses=_STEP)
def begin_reservation(reservation_id: str, version: IfMatchAny, act: Act) -> Response:
    """Note that the work has begun."""
    return _became(act, reservations.begin, reservation_id, version)


@router.post("/{reservation_id}:check-out", response_model=schemas.Reservation, responses=_STEP)
def check_out_reservation(reservation_id: str, version: IfMatchAny, act: Act) -> Response:
    """Note that the work is done, and charge it."""
    return _became(act, reservations.complete, reservation_id, version)


@router.post("/{reservation_id}:no-show", response_model=schemas.Reservation, responses=_STEP)
def mark_no_show(reservation_id: str, version: IfMatchAny, act: Act) -> Response:
    """Note that nobody came, and charge it in full."""
    return _became(act, reservations.no_show, reservation_id, version)


@router.post("/{reservation_id}:release", response_model=schemas.Reservation, responses=_CHANGE)
def release_reservation(reservation_id: str, version: IfMatch, act: Act) -> Response:
    """Note that the machine is free before its time, and charge what was used."""
    return _became(act, reservations.release_early, reservation_id, version)


@router.post("/{reservation_id}:displace", response_model=schemas.Reservation, responses=_CHANGE)
def displace_reservation(reservation_id: str, version: IfMatch, act: Act) -> Response:
    """Note that the park took it away, as by a breakdown: nothing is charged, and the request competes again."""
    return _became(act, reservations.displace, reservation_id, version)


def _became(act: Act, step: Step, reservation_id: str, version: int | None) -> Response:
    """Take a step, and answer with the reservation as it is then."""
    return act(schemas.Reservation, lambda ctx, caller: step(ctx, caller, reservation_id, version), located=False)
