"""A client for people who script against an equishare service: typed, patient, and small.

    with Client("https://park.example", key) as park:
        for request in park.booking_requests.list(status=("waitlisted",)):
            print(request.external_reference, request.reasons)

Models are in `equishare_client.models`, kinds of problems in `equishare_client.problems`. It knows the service by its OpenAPI text alone.
"""

from equishare_client.client import Client
from equishare_client.errors import (
    EquishareError,
    ProblemError,
    RunFailedError,
    UnreachableError,
    UnreadableError,
)
from equishare_client.paging import Listing, Page
from equishare_client.retries import Retries
from equishare_client.runs import Run
from equishare_client.streams import ServerSentEvent

__all__ = [
    "Client",
    "EquishareError",
    "Listing",
    "Page",
    "ProblemError",
    "Retries",
    "Run",
    "RunFailedError",
    "ServerSentEvent",
    "UnreachableError",
    "UnreadableError",
]
