"""Series as they are shown: what became of each occurrence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.faults import faults_of
from api.schemas import series as schemas
from api.schemas.booking_requests import BookingRequest
from scheduler.errors import RefusedError, SchedulerError
from scheduler.services.booking_requests import refusals_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scheduler.services.series import Occurrence, Series, Withdrawal


def series_of(taken: Series) -> schemas.Series:
    """Return a series that was taken in."""
    items = tuple(_occurrence(index, each) for index, each in enumerate(taken.occurrences))
    accepted = sum(item.request is not None for item in items)
    return schemas.Series(series_id=taken.id, accepted=accepted, refused=len(items) - accepted, items=items)


def verdict_of(weighed: Sequence[Occurrence]) -> schemas.SeriesVerdict:
    """Return what would become of a series."""
    items = tuple(_occurrence(index, each).model_copy(update={"request": None}) for index, each in enumerate(weighed))
    return schemas.SeriesVerdict(valid=not any(item.errors for item in items), items=items)


def withdrawal_of(withdrawn: Sequence[Withdrawal]) -> schemas.WithdrawnSeries:
    """Return what became of a series that was taken back."""
    items = tuple(
        schemas.WithdrawnOccurrence(
            request=BookingRequest.model_validate(each.request),
            errors=() if each.hindrance is None else faults_of(each.hindrance),
        )
        for each in withdrawn
    )
    kept = sum(bool(item.errors) for item in items)
    return schemas.WithdrawnSeries(withdrawn=len(items) - kept, kept=kept, items=items)


def _occurrence(index: int, each: Occurrence) -> schemas.Occurrence:
    refused = isinstance(each.outcome, SchedulerError)
    return schemas.Occurrence(
        index=index,
        earliest_start=each.start,
        deadline=each.terms.deadline,
        request=None if refused else BookingRequest.model_validate(each.outcome),
        errors=faults_of(RefusedError(refusals_of(each.outcome))),
    )
