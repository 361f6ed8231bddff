"""`/booking-series`: requests that repeat. Their occurrences are booking requests, listed by `series_id` there."""

from fastapi import APIRouter, Response

from api.creating import Act, Create
from api.dependencies import Caller, Ctx
from api.errors import failing
from api.schemas import series as schemas
from api.series import series_of, verdict_of, withdrawal_of
from scheduler.domain.access import Actor
from scheduler.domain.series import OnConflict
from scheduler.services import series
from scheduler.services.context import Context

router = APIRouter(tags=["booking requests"], responses=failing(401, 403, 404, 422))


@router.post(
    "/booking-series",
    response_model=schemas.Series,
    status_code=201,
    responses={200: {"model": schemas.Series, "description": "A result for each"}},
)
def create_series(body: schemas.NewSeries, create: Create) -> Response:
    """Ask for machine time that repeats: all occurrences or none, or with `on_conflict` `skip` those that may come in."""

    def make(ctx: Context, caller: Actor) -> series.Series:
        return series.create(ctx, caller, body.asked(caller.tenant_id), body.on_conflict)

    # Not everything need have been created.
    status = 200 if body.on_conflict is OnConflict.SKIP else 201
    return create(schemas.Series, make, show=series_of, located=False, status=status)


@router.post("/booking-series:validate", response_model=schemas.SeriesVerdict)
def validate_series(body: schemas.NewSeries, ctx: Ctx, caller: Caller) -> schemas.SeriesVerdict:
    """Tell for each occurrence which rules it would break, and store nothing."""
    return verdict_of(series.validate(ctx, caller, body.asked(caller.tenant_id)))


@router.post("/booking-series/{series_id}:withdraw", response_model=schemas.WithdrawnSeries)
def withdraw_series(series_id: str, act: Act, body: schemas.SeriesWithdrawal | None = None) -> Response:
    """Take the open requests of a series back, from a day on; those that cannot be stay, and are told."""
    from_day = None if body is None else body.from_day

    def withdraw(ctx: Context, caller: Actor) -> tuple[series.Withdrawal, ...]:
        return series.withdraw(ctx, caller, series_id, from_day)

    return act(schemas.WithdrawnSeries, withdraw, show=withdrawal_of, located=False)
