"""The client: one address, one key, every resource as an attribute."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

import httpx2

from equishare_client.booking import BookingRequests
from equishare_client.following import Events
from equishare_client.plans import Schedules
from equishare_client.resources import Resources
from equishare_client.retries import Retries
from equishare_client.runs import ScheduleRuns
from equishare_client.transport import Transport

if TYPE_CHECKING:
    from types import TracebackType

_RETRIES = Retries()


class Client(Resources):
    """Talks to a service with a key; use it in a `with` block, or `close` it.

    One client may be used by several threads. Whatever it calls raises ProblemError where the service refuses, UnreachableError where no
    answer comes, and ValueError for values that cannot be sent, such as a time without a time zone.

    Parameters
    ----------
    base_url
        Such as `https://park.example`.
    key
        Such as `es_...`; empty: for what needs none.
    timeout
        Seconds that the service may be silent.
    retries
        How patient the client is.
    transport
        Takes the place of the network, for tests.
    """

    booking_requests: BookingRequests
    events: Events
    schedule_runs: ScheduleRuns
    schedules: Schedules

    def __init__(
        self,
        base_url: str,
        key: str = "",
        *,
        timeout: float = 30.0,
        retries: Retries = _RETRIES,
        transport: httpx2.BaseTransport | None = None,
    ) -> None:
        headers = {"User-Agent": "equishare-client"} | ({"Authorization": f"Bearer {key}"} if key else {})
        http = httpx2.Client(base_url=base_url, headers=headers, timeout=timeout, transport=transport)
        self._transport = Transport(http, retries)
        super().__init__(self._transport)
        self.booking_requests = BookingRequests(self._transport)
        self.events = Events(self._transport)
        self.schedule_runs = ScheduleRuns(self._transport)
        self.schedules = Schedules(self._transport)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give the connections back."""
        self._transport.close()
