"""`/reservations`: slots given, and what became of them."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.dependencies import Caller, Ctx, tag
from api.errors import failing
from api.schemas import plans as schemas
from api.schemas.audit import AuditEntry
from api.schemas.lists import Page, PageQuery, whole
from scheduler.domain.change import Change
from scheduler.domain.pages import Page as Found
from scheduler.domain.reservation import Reservation
from scheduler.services import history, reservations

router = APIRouter(prefix="/reservations", tags=["reservations"], responses=failing(401, 403, 422))

_CHANGE = failing(404, 409)


@router.get("", response_model=Page[schemas.Reservation])
def list_reservations(
    query: Annotated[schemas.ReservationQuery, Query()], ctx: Ctx, caller: Caller
) -> Found[Reservation]:
    """List reservations by start; a tenant sees its own."""
    return reservations.page(ctx, caller, query.filter())


@router.get("/{reservation_id}", response_model=schemas.Reservation, responses=failing(404))
def get_reservation(reservation_id: str, ctx: Ctx, caller: Caller, response: Response) -> Reservation:
    """Look a reservation up."""
    found = reservations.get(ctx, caller, reservation_id)
    tag(response, found)
    return found


@router.get("/{reservation_id}/history", response_model=Page[AuditEntry], responses=failing(404))
def get_reservation_history(
    reservation_id: str, query: Annotated[PageQuery, Query()], ctx: Ctx, caller: Caller
) -> Found[Change]:
    """Tell what became of a reservation, by whom and why, the oldest first."""
    return history.of_reservation(ctx, caller, reservation_id, query.limit, query.cursor)


@router.post("/{reservation_id}:cancel", response_model=Page[schemas.Reservation], responses=_CHANGE)
def cancel_reservation(
    reservation_id: str, ctx: Ctx, caller: Caller, body: schemas.Cancellation | None = None
) -> Found[Reservation]:
    """Give a reservation up, and with it the others of its request; answers with all of them."""
    reopen = body is not None and body.reopen
    return whole(reservations.cancel(ctx, caller, reservation_id, reopen=reopen))


@router.post("/{reservation_id}:check-in", response_model=schemas.Reservation, responses=_CHANGE)
def check_in_reservation(reservation_id: str, ctx: Ctx, caller: Caller) -> Reservation:
    """Note that the tenant is there."""
    return reservations.check_in(ctx, caller, reservation_id)


@router.post("/{reservation_id}:begin", response_model=schemas.Reservation, responses=_CHANGE)
def begin_reservation(reservation_id: str, ctx: Ctx, caller: Caller) -> Reservation:
    """Note that the work has begun."""
    return reservations.begin(ctx, caller, reservation_id)


@router.post("/{reservation_id}:check-out", response_model=schemas.Reservation, responses=_CHANGE)
def check_out_reservation(reservation_id: str, ctx: Ctx, caller: Caller) -> Reservation:
    """Note that the work is done, and charge it."""
    return reservations.complete(ctx, caller, reservation_id)


@router.post("/{reservation_id}:no-show", response_model=schemas.Reservation, responses=_CHANGE)
def mark_no_show(reservation_id: str, ctx: Ctx, caller: Caller) -> Reservation:
    """Note that nobody came, and charge it in full."""
    return reservations.no_show(ctx, caller, reservation_id)


@router.post("/{reservation_id}:release", response_model=schemas.Reservation, responses=_CHANGE)
def release_reservation(reservation_id: str, ctx: Ctx, caller: Caller) -> Reservation:
    """Note that the machine is free before its time, and charge what was used."""
    return reservations.release_early(ctx, caller, reservation_id)


@router.post("/{reservation_id}:displace", response_model=schemas.Reservation, responses=_CHANGE)
def displace_reservation(reservation_id: str, ctx: Ctx, caller: Caller) -> Reservation:
    """Note that the park took it away, as by a breakdown: nothing is charged, and the request competes again."""
    return reservations.displace(ctx, caller, reservation_id)
