"""Which reservations stay where they are while the rest is planned anew."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scheduler.domain.reservation import NOT_BEGUN

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from scheduler.domain.plan import Window
    from scheduler.domain.reservation import Reservation
    from scheduler.planning.snapshot import ParkSnapshot


@dataclass(frozen=True, kw_only=True, slots=True)
class Holdings:
    """The reservations of a park, parted by what a plan may do with them."""

    #: Live ones that stay; they take their machines and people out of the plan.
    held: tuple[Reservation, ...]
    #: By request: the held and the finished ones, whose operations need no place any more.
    settled: Mapping[str, tuple[Reservation, ...]]
    #: By request: live ones that compete again with the rest; their request has no settled ones.
    movable: Mapping[str, tuple[Reservation, ...]]


def part_reservations(snapshot: ParkSnapshot, window: Window) -> Holdings:
    """Part the reservations of a snapshot.

    One stays when its work has begun, when it starts before `frozen_until` or after the window, or when another of its request stays or
    is finished: a chain that has begun is not torn. One that is the plan's to move and whose machine is no longer open for it cannot stay.
    Where a chain was torn so, those of it that may move are planned anew with what is missing, which may have to come before them.
    """
    planned = {request.id: len(request.operations) for request in snapshot.requests}
    held: list[Reservation] = []
    settled: dict[str, tuple[Reservation, ...]] = {}
    movable: dict[str, tuple[Reservation, ...]] = {}
    for request_id, of_request in _by_request(snapshot.reservations).items():
        live = [r for r in of_request if r.is_live and (_stays(r, window) or not _has_lost_its_machine(r, snapshot))]
        finished = [r for r in of_request if not r.is_live]
        if request_id not in planned or finished or any(_stays(r, window) for r in live):
            if len({r.operation for r in (*finished, *live)}) < planned.get(request_id, 0):
                live = [r for r in live if _stays(r, window)]
            held += live
            settled[request_id] = (*finished, *live)
        elif live:
            movable[request_id] = tuple(live)
    held.sort(key=lambda r: (r.start, r.id))
    return Holdings(held=tuple(held), settled=settled, movable=movable)


def _by_request(reservations: Iterable[Reservation]) -> dict[str, list[Reservation]]:
    found: dict[str, list[Reservation]] = {}
    for reservation in reservations:
        found.setdefault(reservation.request_id, []).append(reservation)
    return found


def _stays(reservation: Reservation, window: Window) -> bool:
    begun = reservation.status not in NOT_BEGUN
    return begun or reservation.start < window.frozen_until or reservation.start >= window.end


def _has_lost_its_machine(reservation: Reservation, snapshot: ParkSnapshot) -> bool:
    """Return whether a reservation meets a closure or an outage of one of its machines."""
    closed = (
        c
        for c in snapshot.closures
        if reservation.overlaps(c.start, c.end) and any(map(c.closes, reservation.machine_ids))
    )
    out = (
        o for o in snapshot.outages if reservation.overlaps(o.start, o.end) and o.machine_id in reservation.machine_ids
    )
    return any(closed) or any(out)
