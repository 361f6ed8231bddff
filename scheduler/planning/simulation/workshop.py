"""A day of work: reservations begin when machine and piece are there, last as long as they must, or fall to a mishap.

Over 150 lines because the three things that can happen to a machine - work begins, work ends, it breaks down - are one story.
The tenants' limits and the people at work are not looked at again: they were when it was planned, and a delay of minutes is borne.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field
from datetime import timedelta
from enum import IntEnum
from typing import TYPE_CHECKING

from scheduler.domain.access import system_actor
from scheduler.domain.booking import OPEN_REQUESTS, RequestStatus
from scheduler.domain.reservation import ReservationStatus
from scheduler.services import booking_requests, reservations, time_off
from scheduler.services.changes import change_request, change_reservation

if TYPE_CHECKING:
    from datetime import datetime

    from scheduler.domain.booking import BookingRequest
    from scheduler.domain.calendar import Period
    from scheduler.domain.reservation import Reservation
    from scheduler.planning.simulation.fates import Fates
    from scheduler.planning.simulation.park import SimulatedPark

#: Work that cannot begin by so long after its time is given up for the day and planned anew.
LONGEST_WAIT = timedelta(hours=2)
_LOOK_AGAIN = timedelta(minutes=15)


class _Kind(IntEnum):
    """In the order in which things of one moment happen."""

    END = 0
    BREAKDOWN = 1
    START = 2


@dataclass(slots=True)
class Happened:
    """What became of reservations in a day."""

    #: With the moment at which each really began.
    done: list[tuple[Reservation, datetime]] = field(default_factory=list)
    displaced: list[Reservation] = field(default_factory=list)
    no_shows: list[Reservation] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Running:
    reservation: Reservation
    began: datetime
    ends: datetime


class Workshop:
    """The machines of a simulated park, and what is on them from one day to the next."""

    def __init__(self, park: SimulatedPark, fates: Fates) -> None:
        self._park, self._fates = park, fates
        self._running: dict[str, _Running] = {}
        self._down: dict[str, datetime] = {}
        self._events: list[tuple[datetime, _Kind, str, datetime]] = []
        self._day = Happened()

    def carry_out(self, night: int, day: Period) -> Happened:
        """Let a day pass and return what happened; what is under way at its end goes on."""
        self._day = Happened()
        self._events = [(r.ends, _Kind.END, r.reservation.id, r.ends) for r in self._running.values()]
        for machine, start, end in self._fates.outages(self._park.machines, night, day):
            self._events.append((start, _Kind.BREAKDOWN, machine, end))
        for reservation in self._confirmed(day[1]):
            at = max(day[0], reservation.start)
            self._events.append((at, _Kind.START, reservation.id, at))
        heapq.heapify(self._events)
        while self._events and self._events[0][0] < day[1]:
            self._happen(*heapq.heappop(self._events))
        self._park.clock.moment = day[1]
        return self._day

    def _confirmed(self, before: datetime) -> list[Reservation]:
        with self._park.context.unit_of_work(read_only=True) as uow:
            return [r for r in uow.reservations.live() if r.status is ReservationStatus.CONFIRMED and r.start < before]

    def _happen(self, at: datetime, kind: _Kind, key: str, until: datetime) -> None:
        self._park.clock.moment = at
        if kind is _Kind.BREAKDOWN:
            self._break_down(key, at, until)
        elif kind is _Kind.END:
            self._end(key, at)
        else:
            self._start(key, at)

    def _break_down(self, machine: str, at: datetime, until: datetime) -> None:
        self._down[machine] = until
        time_off.add_outage(self._park.context, system_actor(), machine_id=machine, start=at, end=until)
        for running in [r for r in self._running.values() if machine in r.reservation.machine_ids]:
            del self._running[running.reservation.id]
            self._displace(running.reservation.id)

    def _end(self, key: str, at: datetime) -> None:
        running = self._running.get(key)
        if running is not None and running.ends <= at:
            del self._running[key]
            self._day.done.append((reservations.complete(self._park.context, system_actor(), key), running.began))

    def _start(self, key: str, at: datetime) -> None:
        with self._park.context.unit_of_work(read_only=True) as uow:
            reservation = uow.reservations.get(key)
            request = uow.booking_requests.get(reservation.request_id)
            siblings = uow.reservations.of_request(request.id)
        if reservation.status is not ReservationStatus.CONFIRMED:
            return
        if self._fates.is_no_show(request.external_reference):
            self._miss(key, request.id)
            return
        ready = self._ready(reservation, request, siblings, at)
        if ready is None or ready > reservation.start + LONGEST_WAIT:
            self._displace(key)
        elif ready > at:
            heapq.heappush(self._events, (ready, _Kind.START, key, ready))
        else:
            self._begin(reservation, request, at)

    def _miss(self, key: str, request_id: str) -> None:
        """Note that nobody came; a chain is taken back with what is left of it, or it would be planned again every night."""
        ctx, actor = self._park.context, system_actor()
        self._day.no_shows.append(reservations.no_show(ctx, actor, key))
        if booking_requests.get(ctx, actor, request_id).status in OPEN_REQUESTS:
            booking_requests.withdraw(ctx, actor, request_id)

    def _ready(
        self, reservation: Reservation, request: BookingRequest, siblings: tuple[Reservation, ...], at: datetime
    ) -> datetime | None:
        """Return when it can begin as far as is known now; None: not as it was planned."""
        if any(self._down.get(machine, at) > at for machine in reservation.machine_ids):
            return None
        before = {link.before for link in request.all_links if link.after == reservation.operation}
        own = [r for r in siblings if r.operation in before]
        if before - {r.operation for r in own if r.is_live or r.status is ReservationStatus.COMPLETED}:
            return None
        held = [r.ends for r in self._running.values() if self._hinders(r.reservation, reservation, before)]
        waiting = any(r.status is ReservationStatus.CONFIRMED for r in own)
        return max([at, *held, *([at + _LOOK_AGAIN] if waiting else [])])

    def _hinders(self, other: Reservation, reservation: Reservation, before: set[int]) -> bool:
        same = other.request_id == reservation.request_id and other.operation in {*before, reservation.operation}
        return same or bool(set(other.machine_ids) & set(reservation.machine_ids))

    def _begin(self, reservation: Reservation, request: BookingRequest, at: datetime) -> None:
        ctx, actor = self._park.context, system_actor()
        reservations.check_in(ctx, actor, reservation.id)
        begun = reservations.begin(ctx, actor, reservation.id)
        processing = reservation.processing_end - reservation.processing_start
        longer = self._fates.overrun(request.external_reference, reservation.operation)
        ends = at + (reservation.end - reservation.start) + processing * longer
        self._running[reservation.id] = _Running(begun, at, ends)
        heapq.heappush(self._events, (ends, _Kind.END, reservation.id, ends))

    def _displace(self, key: str) -> None:
        """Take a reservation away by the park's fault; its request competes again."""
        now = self._park.clock.moment
        with self._park.context.unit_of_work() as uow:
            reservation = change_reservation(uow, uow.reservations.get(key), ReservationStatus.DISPLACED, now)
            request = uow.booking_requests.get(reservation.request_id)
            if request.status is RequestStatus.SCHEDULED:
                change_request(uow, request, RequestStatus.WAITLISTED, now)
            uow.commit()
        self._day.displaced.append(reservation)
