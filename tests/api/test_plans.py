"""Runs, plans and reservations over HTTP, with plans made by hand: the worker is not running here."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scheduler.domain.booking import UnplacedReason
from scheduler.domain.plan import UnplacedRequest
from scheduler.services import booking_requests, schedules
from tests.api.parks import ANY
from tests.scheduler.builders import hours, make_draft, make_slot, make_terms, tenant

if TYPE_CHECKING:
    from tests.api.parks import Park


@pytest.fixture
def planned(park: Park) -> Park:
    """A draft with two slots of ada's and one of bob's; one wish of bob's found no room."""
    ctx = park.context
    ada = booking_requests.create(ctx, tenant("ada"), make_terms(external_reference="A-1"))
    more = booking_requests.create(ctx, tenant("ada"), make_terms())
    bob = booking_requests.create(ctx, tenant("bob"), make_terms(tenant_id="bob", external_reference="B-1"))
    left = booking_requests.create(ctx, tenant("bob"), make_terms(tenant_id="bob"))
    slots = (make_slot(ada, 1), make_slot(more, 2), make_slot(bob, 1, machine_ids=("cut-2",)))
    reason = UnplacedReason(code="no_room_before_deadline", message="full", machine_ids=("cut-1",))
    draft = make_draft(*slots, unplaced=(UnplacedRequest(request_id=left.id, reasons=(reason,)),))
    schedules.store_draft(ctx, draft)
    return park


def test_a_plan_is_shown_in_figures_and_listed_in_pages(planned: Park) -> None:
    """Summary, certificate and reasons at the plan; its slots in pages, by start, then machine."""
    plan = planned.operator.get("/v1/schedules/draft").json()
    assert (plan["version"], plan["status"]) == (1, "draft")
    assert plan["summary"] == {
        "reservations": 3,
        "requests_placed": 3,
        "requests_unplaced": 1,
        "machines_used": 2,
        "credited_minutes": 180,
    }
    assert plan["certificate"]["status"] == "optimal"
    assert plan["unplaced"][0]["reasons"][0]["code"] == "no_room_before_deadline"
    path = "/v1/schedules/1/reservations"
    first = planned.operator.get(path, params={"limit": 2}).json()
    rest = planned.operator.get(path, params={"limit": 2, "cursor": first["next"]}).json()
    assert rest["next"] is None
    slots = first["items"] + rest["items"]
    assert [(s["external_reference"], s["machine_ids"], s["start"]) for s in slots] == [
        ("A-1", ["cut-1"], "2026-11-23T09:00:00Z"),
        ("", ["cut-1"], "2026-11-23T10:00:00Z"),
        ("B-1", ["cut-2"], "2026-11-23T09:00:00Z"),
    ]
    assert planned.operator.get(path, params={"cursor": "x"}).status_code == 422


def test_nothing_is_published_before_it_is(planned: Park) -> None:
    """No published plan, no reservation, until the operator publishes; then both, and no draft."""
    assert planned.operator.get("/v1/schedules/published").status_code == 404
    assert planned.ada.get("/v1/reservations").json()["items"] == []
    done = planned.operator.post("/v1/schedules/1:publish").json()
    assert (done["confirmed"], done["carried"], done["displaced"], done["left_out"]) == (3, 0, 0, [])
    assert planned.operator.get("/v1/schedules/published").json()["version"] == 1
    assert planned.operator.get("/v1/schedules/draft").status_code == 404
    assert planned.operator.post("/v1/schedules/published:publish").json()["schedule"]["version"] == 1
    waiting = planned.bob.get("/v1/booking-requests?status=waitlisted").json()["items"]
    assert waiting[0]["reasons"] == [{"code": "no_room_before_deadline", "message": "full", "machine_ids": ["cut-1"]}]


@pytest.mark.parametrize("version", ["0", "-1", "1.0", "9" * 12, "latest"])
def test_versions_that_cannot_be(planned: Park, version: str) -> None:
    """422 with what would pass, whatever is put in the path."""
    assert planned.operator.get(f"/v1/schedules/{version}").status_code == 422
    assert planned.operator.get("/v1/schedules/99").status_code == 404


def test_each_tenant_sees_its_own_reservations(planned: Park) -> None:
    """In lists, by id and when cancelling; the machine's calendar tells only that it is taken."""
    planned.operator.post("/v1/schedules/draft:publish", headers=ANY)
    mine = planned.ada.get("/v1/reservations").json()["items"]
    theirs = planned.bob.get("/v1/reservations").json()["items"]
    assert {r["tenant_id"] for r in mine} == {"ada"}
    assert {r["tenant_id"] for r in theirs} == {"bob"}
    assert len(planned.operator.get("/v1/reservations").json()["items"]) == 3
    path = f"/v1/reservations/{mine[0]['id']}"
    assert planned.ada.get(path).json() == mine[0]
    assert planned.bob.get(path).status_code == 404
    assert planned.bob.post(f"{path}:cancel", headers=ANY).status_code == 404
    range_ = {"start": "2026-11-23T08:00:00Z", "end": "2026-11-23T12:00:00Z"}
    calendar = planned.bob.get("/v1/machines/cut-1/calendar", params=range_).json()
    assert calendar["busy"] == [{"start": "2026-11-23T09:00:00Z", "end": "2026-11-23T11:00:00Z"}]


def test_reservations_are_filtered(planned: Park) -> None:
    """By machine, request, plan, status and time, half-open."""
    planned.operator.post("/v1/schedules/draft:publish", headers=ANY)

    def count(query: str) -> int:
        return len(planned.operator.get(f"/v1/reservations?{query}").json()["items"])

    assert count("machine_id=cut-2") == 1
    assert count("tenant_id=ada") == 2
    assert count("schedule_version=1&status=confirmed&status=cancelled") == 3
    assert count("status=cancelled") == 0
    assert count("start=2026-11-23T10:00:00Z&end=2026-11-23T12:00:00Z") == 1
    assert planned.operator.get("/v1/reservations?start=2026-11-23T10:00:00").status_code == 422


def test_cancelled_and_queued_again(planned: Park) -> None:
    """Without a body the request is withdrawn; with `reopen` it competes again; a second time is a conflict."""
    planned.operator.post("/v1/schedules/draft:publish", headers=ANY)
    first, second = planned.ada.get("/v1/reservations").json()["items"]
    gone = planned.ada.post(f"/v1/reservations/{first['id']}:cancel", headers=ANY)
    assert [r["status"] for r in gone.json()["items"]] == ["cancelled"]
    assert planned.ada.get(f"/v1/booking-requests/{first['request_id']}").json()["status"] == "withdrawn"
    planned.ada.post(f"/v1/reservations/{second['id']}:cancel", json={"reopen": True}, headers=ANY)
    assert planned.ada.get(f"/v1/booking-requests/{second['request_id']}").json()["status"] == "queued"
    again = planned.ada.post(f"/v1/reservations/{first['id']}:cancel", headers=ANY)
    assert again.status_code == 409
    assert again.json()["errors"][0]["cure"] == "it is final"


def test_what_became_of_a_reservation(planned: Park) -> None:
    """Check in, begin, check out, each once and in order; the work is charged."""
    planned.operator.post("/v1/schedules/draft:publish", headers=ANY)
    first, second = planned.ada.get("/v1/reservations").json()["items"]
    path = f"/v1/reservations/{first['id']}"
    planned.clock.advance(hours(1))
    assert planned.operator.post(f"{path}:check-out").status_code == 409
    for action, status in (("check-in", "checked_in"), ("begin", "in_progress"), ("check-out", "completed")):
        assert planned.operator.post(f"{path}:{action}").json()["status"] == status
    planned.clock.advance(hours(1))
    assert planned.operator.post(f"/v1/reservations/{second['id']}:no-show").json()["status"] == "no_show"
    assert planned.ada.get("/v1/tenants/ada/ledger").json()["balance"] == 120


def test_released_early(planned: Park) -> None:
    """What was used is charged, the rest is free."""
    planned.operator.post("/v1/schedules/draft:publish", headers=ANY)
    path = f"/v1/reservations/{planned.bob.get('/v1/reservations').json()['items'][0]['id']}"
    planned.clock.advance(hours(1))
    planned.operator.post(f"{path}:check-in")
    planned.clock.advance(hours(0.5))
    assert planned.operator.post(f"{path}:release", headers=ANY).json()["status"] == "released_early"
    assert planned.bob.get("/v1/tenants/bob/ledger").json()["balance"] == 30
