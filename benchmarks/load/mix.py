"""What a tenant's program asks in a day: nine of ten calls look, one changes something. The same seed asks the same."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from benchmarks.load import park
from benchmarks.load.wire import Answer, Call

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

#: Of a hundred calls of each ten, how many change something.
WRITES_PERCENT = 10
#: One of so many changes takes a request back; the others ask for machine time.
_WITHDRAWS = 4


class Tenancy:
    """One tenant's program: what it has asked for, and what it asks next."""

    def __init__(self, tenant: park.Tenant, random: Random) -> None:
        self.tenant, self._random = tenant, random
        self.requests: list[str] = []
        self._asked = 0
        day = datetime.now(UTC).replace(microsecond=0)
        self._days = urlencode({"start": day.isoformat(), "end": (day + timedelta(days=1)).isoformat()})

    def next(self) -> Call:
        """Return the next call of the mix."""
        if not self.requests:
            return self.create()
        if self._random.randrange(100) < WRITES_PERCENT:
            return (
                self._withdraw() if len(self.requests) > 5 and not self._random.randrange(_WITHDRAWS) else self.create()
            )
        return self.read()

    def read(self) -> Call:
        """Return a call that changes nothing."""
        choices = self._random.choices(list(_READS), list(_READS.values()))
        return choices[0](self)

    def create(self) -> Call:
        """Return a call that asks for machine time."""
        self._asked += 1
        return Call("POST", "/v1/booking-requests", park.wish(self._asked), "create")

    def note(self, call: Call, answer: Answer) -> None:
        """Remember what was acknowledged."""
        if call.name == "create" and answer.status == 201:
            self.requests.append(answer.json()["id"])

    def own(self) -> Call:
        """Look one request up."""
        return Call("GET", f"/v1/booking-requests/{self._some()}", name="request")

    def listed(self) -> Call:
        """List the youngest page of requests."""
        return Call("GET", "/v1/booking-requests?limit=20", name="requests")

    def reservations(self) -> Call:
        """List reservations."""
        return Call("GET", "/v1/reservations?limit=20", name="reservations")

    def machines(self) -> Call:
        """List the machines."""
        return Call("GET", "/v1/machines", name="machines")

    def calendar(self) -> Call:
        """Look at a day of a machine."""
        machine = self._random.choice(park.machine_ids())
        return Call("GET", f"/v1/machines/{machine}/calendar?{self._days}", name="calendar")

    def history(self) -> Call:
        """Ask what became of a request."""
        return Call("GET", f"/v1/booking-requests/{self._some()}/history", name="history")

    def events(self) -> Call:
        """Follow what happens."""
        return Call("GET", "/v1/events?limit=20", name="events")

    def _withdraw(self) -> Call:
        request = self.requests.pop(self._random.randrange(len(self.requests)))
        return Call("POST", f"/v1/booking-requests/{request}:withdraw", name="withdraw")

    def _some(self) -> str:
        return self._random.choice(self.requests)


#: How often each is asked.
_READS: dict[Callable[[Tenancy], Call], int] = {
    Tenancy.own: 30,
    Tenancy.listed: 20,
    Tenancy.reservations: 15,
    Tenancy.calendar: 10,
    Tenancy.events: 10,
    Tenancy.machines: 5,
    Tenancy.history: 10,
}
