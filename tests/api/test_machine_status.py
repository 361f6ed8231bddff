"""What a machine is now, and what one plan does otherwise than another, over HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scheduler.services import booking_requests, reservations, schedules
from tests.scheduler.builders import OPERATOR, at, hours, make_draft, make_slot, make_terms, publish_slots, tenant

if TYPE_CHECKING:
    from tests.api.parks import Park

_PATH = "/v1/machines/cut-1/status"


def _status(park: Park) -> tuple[str, str]:
    told = park.bob.get(_PATH).json()
    assert told["machine_id"] == "cut-1"
    return told["status"], told["valid_until"][11:16]


@pytest.fixture
def held(park: Park) -> tuple[Park, str]:
    """Ada holds cut-1 from nine to ten in UTC; the clock stands at eight."""
    asked = booking_requests.create(park.context, tenant(), make_terms())
    (reservation,) = publish_slots(park.context, make_slot(asked)).confirmed
    return park, reservation.id


def test_free_reserved_in_use_and_free_again(held: tuple[Park, str]) -> None:
    """Each with the moment of the next change that is known; whose it is is not told."""
    park, key = held
    assert _status(park) == ("free", "09:00")
    park.clock.advance(hours(1))
    assert _status(park) == ("reserved", "10:00")
    reservations.check_in(park.context, OPERATOR, key)
    assert _status(park) == ("in_use", "10:00")
    reservations.begin(park.context, OPERATOR, key)
    park.clock.advance(hours(1.5))
    assert _status(park)[0] == "in_use"
    reservations.complete(park.context, OPERATOR, key)
    assert _status(park)[0] == "free"
    assert set(park.bob.get(_PATH).json()) == {"machine_id", "status", "observed_at", "valid_until"}


def test_out_of_order_goes_before_all_else_and_closed_is_not_free(held: tuple[Park, str]) -> None:
    """A breakdown in reserved time; a closure; half-open both."""
    park, _ = held
    outage = {"machine_id": "cut-1", "start": at(0.5).isoformat(), "end": at(1.5).isoformat()}
    closure = {"start": at(3).isoformat(), "end": at(4).isoformat()}
    assert park.operator.post("/v1/outages", json=outage).is_success
    assert park.operator.post("/v1/closures", json=closure).is_success
    seen = [_status(park)]
    for step in (0.5, 1, 0.5, 1, 1):
        park.clock.advance(hours(step))
        seen.append(_status(park))
    assert seen == [
        ("free", "08:30"),
        ("out_of_order", "09:00"),
        ("reserved", "10:00"),
        ("free", "11:00"),
        ("closed", "12:00"),
        ("free", "12:00"),
    ]


def test_a_machine_that_is_not_open_to_a_tenant_has_no_status(park: Park) -> None:
    """404, as for its calendar."""
    body = {"id": "adas", "name": "x", "capability": "cutting", "open_to": ["ada"]}
    assert park.operator.post("/v1/machines", json=body).is_success
    assert park.ada.get("/v1/machines/adas/status").status_code == 200
    assert park.bob.get("/v1/machines/adas/status").status_code == 404
    assert park.bob.get("/v1/machines/none/status").status_code == 404


def test_what_a_plan_does_otherwise(park: Park) -> None:
    """One stays, one moves, one goes, one comes; backwards it is the other way round."""
    stays, moves, goes, comes = (booking_requests.create(park.context, tenant(), make_terms()) for _ in range(4))
    publish_slots(park.context, *(make_slot(request, hour) for hour, request in enumerate((stays, moves, goes), 1)))
    slots = (make_slot(stays, 1), make_slot(moves, 8), make_slot(comes, 3))
    schedules.store_draft(park.context, make_draft(*slots))
    told = park.operator.get("/v1/schedules/draft/diff").json()
    assert (told["version"], told["against"], told["unchanged"]) == (2, 1, 1)
    (move,) = told["moved"]
    assert (move["before"]["start"], move["after"]["start"]) == ("2026-11-23T10:00:00Z", "2026-11-23T16:00:00Z")
    assert [slot["request_id"] for slot in told["added"]] == [comes.id]
    assert [slot["request_id"] for slot in told["removed"]] == [goes.id]
    back = park.operator.get("/v1/schedules/1/diff", params={"against": "draft"}).json()
    assert [slot["request_id"] for slot in back["added"]] == [goes.id]
    same = park.operator.get("/v1/schedules/2/diff?against=2").json()
    assert (same["unchanged"], same["moved"], same["added"], same["removed"]) == (3, [], [], [])
    assert park.operator.get("/v1/schedules/2/diff?against=99").status_code == 404
    assert park.operator.get("/v1/schedules/2/diff?against=last").status_code == 422
