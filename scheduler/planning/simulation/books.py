"""The books of a simulation: which requests came in, what of their work is done, what is still open; written down night by night."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

from scheduler.domain.booking import RequestStatus
from scheduler.domain.entitlement import share_at
from scheduler.planning.simulation.capacity import capacity_of
from scheduler.planning.simulation.policies.base import DayWork
from scheduler.planning.simulation.records import Asked, Executed, NightRecord
from scheduler.planning.ways import standard_minutes

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from scheduler.domain.booking import BookingRequest, Operation
    from scheduler.domain.reservation import Reservation
    from scheduler.planning.simulation.demand.base import Arrival
    from scheduler.planning.simulation.park import SimulatedPark
    from scheduler.planning.simulation.workshop import Happened

_GIVEN_UP = frozenset({RequestStatus.EXPIRED, RequestStatus.REJECTED, RequestStatus.WITHDRAWN})
_FULFILLED = frozenset({RequestStatus.FULFILLED})
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)


class Books:
    """What a simulation knows beyond the park itself."""

    def __init__(self, park: SimulatedPark) -> None:
        self._park = park
        #: Standard minutes that are still open, by tenant and reference.
        self._open: dict[str, tuple[str, int]] = {}
        self._begun: set[str] = set()
        self._closed: set[str] = set()

    def take(self, arrivals: Iterable[Arrival]) -> tuple[Asked, ...]:
        """Enter requests that came in, and return what was asked."""
        asked = tuple(self._asked(arrival) for arrival in arrivals)
        for each in asked:
            self._open[each.reference] = (each.tenant, sum(each.minutes.values()))
        return asked

    def write(
        self, night: int, asked: tuple[Asked, ...], moved: int, happened: Happened
    ) -> tuple[NightRecord, DayWork]:
        """Return the record of a night and its day, and the same as rules with accounts of their own see it."""
        day = (self._park.night(night), self._park.night(night + 1))
        with self._park.context.unit_of_work(read_only=True) as uow:
            capacity = capacity_of(uow, day)
            tenants, entitlements = uow.tenants.list(), uow.entitlements.list()
            requests = {r.id: r for r in uow.booking_requests.with_status(RequestStatus)}
        record = NightRecord(
            night=night,
            asked=asked,
            executed=tuple(self._executed(requests[r.request_id], r, began) for r, began in happened.done),
            given_up=self._newly(requests.values(), _GIVEN_UP),
            fulfilled=self._newly(requests.values(), _FULFILLED),
            moved=moved,
            failed=len(happened.displaced),
            no_shows=tuple(requests[r.request_id].external_reference for r in happened.no_shows),
            open_hours=capacity.open_hours,
            busy_hours=sum(_machine_hours(reservation) for reservation, _ in happened.done),
            capacity=dict(capacity.minutes),
            shares={t.id: max(1, share_at(t, entitlements, day[0])) for t in tenants if t.active},
        )
        return record, self._day_work(record)

    def _asked(self, arrival: Arrival) -> Asked:
        terms = arrival.terms
        minutes: Counter[str] = Counter()
        for operation in terms.operations:
            minutes[self._capability(operation)] += standard_minutes(operation, self._park.catalogue)
        last_night = max(0, (terms.deadline - self._park.night(0)) // _DAY)
        return Asked(terms.external_reference, terms.tenant_id, dict(minutes), last_night)

    def _capability(self, operation: Operation) -> str:
        """Return the kind of machine that an operation is counted under; of several together, that of the first."""
        if operation.capability is not None:
            return operation.capability
        machine = self._park.catalogue.find(operation.alternatives[0].machine_ids[0])
        return "" if machine is None else machine.capability

    def _executed(self, request: BookingRequest, reservation: Reservation, began: datetime) -> Executed:
        first = request.id not in self._begun
        self._begun.add(request.id)
        return Executed(
            request.external_reference,
            request.tenant_id,
            self._capability(request.operations[reservation.operation]),
            reservation.credited_minutes,
            max(0.0, (began - request.not_before) / _HOUR) if first else None,
        )

    def _newly(self, requests: Iterable[BookingRequest], statuses: frozenset[RequestStatus]) -> tuple[str, ...]:
        """Return the references of requests that have come into one of these statuses, which are final."""
        found = tuple(r.external_reference for r in requests if r.status in statuses and r.id not in self._closed)
        self._closed |= {r.id for r in requests if r.status in statuses}
        return found

    def _day_work(self, record: NightRecord) -> DayWork:
        wanted: Counter[str] = Counter()
        for tenant, minutes in self._open.values():
            wanted[tenant] += minutes
        for each in record.executed:
            if each.reference in self._open:
                self._open[each.reference] = (each.tenant, self._open[each.reference][1] - each.minutes)
        for reference in (*record.given_up, *record.fulfilled):
            self._open.pop(reference, None)
        return DayWork(
            shares=record.shares,
            executed=record.executed_minutes(),
            wanted=wanted,
            capacity=sum(record.capacity.values()),
        )


def _machine_hours(reservation: Reservation) -> float:
    return (reservation.processing_end - reservation.processing_start) / _HOUR * len(reservation.machine_ids)
