"""What became of each request of a batch, as it is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import Response

from api.catalogue import OF_ERROR
from api.faults import faults_of
from api.schemas.booking_requests import BatchOutcome, BatchResult, BookingRequest
from api.schemas.problems import Fault
from scheduler.errors import SchedulerError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scheduler.services.booking_requests import Outcome


def batch_outcome(outcomes: Sequence[Outcome]) -> BatchOutcome:
    """Return the result of each request, in the order of the batch."""
    items = tuple(_result(index, outcome) for index, outcome in enumerate(outcomes))
    accepted = sum(item.request is not None for item in items)
    return BatchOutcome(accepted=accepted, refused=len(items) - accepted, items=items)


def told(outcome: BatchOutcome) -> Response:
    """Return it as an answer: 200, for not everything need have been created."""
    return Response(outcome.model_dump_json(), media_type="application/json")


def _result(index: int, outcome: Outcome) -> BatchResult:
    if not isinstance(outcome, SchedulerError):
        return BatchResult(index=index, request=BookingRequest.model_validate(outcome), type=None, errors=())
    errors = faults_of(outcome) or (_of_the_whole(outcome),)
    return BatchResult(index=index, request=None, type=OF_ERROR[type(outcome)].type, errors=errors)


def _of_the_whole(error: SchedulerError) -> Fault:
    """Return the fault of an error that has one thing to say: its reference is taken."""
    cure = "choose another reference, or withdraw the request that has it"
    return Fault(pointer="/external_reference", code="already_exists", message=str(error), cure=cure)
