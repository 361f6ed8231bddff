"""`client.booking_requests`: several at once, with the answer that fits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from equishare_client.errors import UnreadableError
from equishare_client.models import BatchOutcome, BookingRequestBatch
from equishare_client.resources.booking_requests import BookingRequestsResource

if TYPE_CHECKING:
    from collections.abc import Iterable

    from equishare_client.models import BookingRequest, NewBookingRequest


class BookingRequests(BookingRequestsResource):
    """Booking requests, what tenants want."""

    def create_all(
        self, requests: Iterable[NewBookingRequest], *, idempotency_key: str | None = None
    ) -> tuple[BookingRequest, ...]:
        """Ask for all of them or none; RefusedError names all faults of all of them."""
        answer = self.batch(BookingRequestBatch(requests=tuple(requests)), idempotency_key=idempotency_key)
        if isinstance(answer, BatchOutcome):
            raise UnreadableError("a batch of all or nothing was answered one by one")
        return answer

    def create_each(self, requests: Iterable[NewBookingRequest], *, idempotency_key: str | None = None) -> BatchOutcome:
        """Ask for each of them by itself, in one call; each has its result."""
        body = BookingRequestBatch(requests=tuple(requests), atomic=False)
        answer = self.batch(body, idempotency_key=idempotency_key)
        if not isinstance(answer, BatchOutcome):
            raise UnreadableError("a batch of one by one was answered all together")
        return answer
