"""Which reservations stay while the rest is planned anew."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from scheduler.domain.booking import RequestStatus
from scheduler.domain.reservation import Reservation, ReservationStatus
from scheduler.domain.time_off import Closure, Outage
from scheduler.planning.holdings import Holdings, part_reservations
from tests.scheduler.builders import at, make_operation, make_reservation
from tests.scheduler.planning.snapshots import WINDOW, make_request, make_snapshot

FROZEN = replace(WINDOW, frozen_until=at(4))


def part(*reservations: Reservation, **facts: Any) -> Holdings:
    """Part the reservations of a request of two operations in a window whose first four hours are frozen."""
    request = make_request(make_operation(), make_operation(), status=RequestStatus.SCHEDULED)
    return part_reservations(make_snapshot(request, reservations=reservations, **facts), FROZEN)


def ids(reservations: tuple[Reservation, ...]) -> list[str]:
    """Return which they are."""
    return [reservation.id for reservation in reservations]


def test_what_is_not_begun_competes_again() -> None:
    """A published plan could never be improved."""
    found = part(make_reservation(hour=4), make_reservation("rs_2", hour=6, operation=1))
    assert (ids(found.held), ids(found.movable["br_1"])) == ([], ["rs_1", "rs_2"])


def test_what_starts_in_the_frozen_part_stays_and_its_chain_with_it() -> None:
    """A chain would be torn: its first part kept, its second lost to a better plan."""
    found = part(make_reservation(hour=3), make_reservation("rs_2", hour=6, operation=1))
    assert (ids(found.held), dict(found.movable)) == (["rs_1", "rs_2"], {})


def test_what_is_finished_settles_its_operation() -> None:
    """Work that is done would be planned again."""
    found = part(
        make_reservation(hour=-3, status=ReservationStatus.COMPLETED), make_reservation("rs_2", hour=6, operation=1)
    )
    assert (ids(found.held), ids(found.settled["br_1"])) == (["rs_2"], ["rs_1", "rs_2"])


def test_what_lies_beyond_the_window_stays() -> None:
    """A plan of this week would move next week's."""
    assert ids(part(make_reservation(hour=48)).held) == ["rs_1"]


def test_what_lost_its_machine_to_an_outage_is_planned_anew() -> None:
    """A reservation would be kept on a machine that is broken."""
    outage = Outage(id="ou_1", machine_id="cut-1", start=at(5), end=at(9))
    found = part(make_reservation(hour=8), outages=(outage,))
    assert (found.held, dict(found.movable)) == ((), {})
    assert ids(part(make_reservation(hour=9), outages=(outage,)).movable["br_1"]) == ["rs_1"]


def test_what_lost_its_machine_to_a_closure_is_planned_anew() -> None:
    """A holiday that is declared late would not count."""
    closure = Closure(id="cl_1", start=at(5), end=at(9))
    assert dict(part(make_reservation(hour=8), closures=(closure,)).movable) == {}


def test_what_is_left_of_a_torn_chain_is_planned_with_what_is_missing() -> None:
    """The last step would hold its place before the first could be done again, and no plan of the night could be stored."""
    done = make_reservation(hour=-3, status=ReservationStatus.COMPLETED)
    three = make_request(make_operation(), make_operation(), make_operation(), status=RequestStatus.WAITLISTED)
    left = make_reservation("rs_3", hour=6, operation=2)
    found = part_reservations(make_snapshot(three, reservations=(done, left)), FROZEN)
    assert (found.held, ids(found.settled["br_1"]), dict(found.movable)) == ((), ["rs_1"], {})
    frozen = replace(left, start=at(3), end=at(4))
    assert ids(part_reservations(make_snapshot(three, reservations=(done, frozen)), FROZEN).held) == ["rs_3"]


def test_in_the_frozen_part_even_a_broken_machine_keeps_its_reservation() -> None:
    """Publication does not touch what is frozen: a second reservation for the same work would stand beside it."""
    outage = Outage(id="ou_1", machine_id="cut-1", start=at(1), end=at(9))
    assert ids(part(make_reservation(hour=3), outages=(outage,)).held) == ["rs_1"]


def test_the_reservation_of_a_request_that_is_not_open_stays() -> None:
    """Nobody plans its request, so nobody may give its machine away."""
    assert ids(part(make_reservation(request_id="br_x", hour=8)).held) == ["rs_1"]
