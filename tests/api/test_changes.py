"""`/events`, `/audit-entries` and histories: what changed, for whom it may concern.

Over 150 lines because events, entries and histories are three views of one life of a park.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from scheduler.domain.access import Role
from scheduler.domain.booking import BookingRequest, UnplacedReason
from scheduler.domain.plan import UnplacedRequest
from scheduler.services import keys, schedules
from scheduler.services import park as catalogue
from tests.api.parks import Park, client_of, make_request
from tests.scheduler.builders import OPERATOR, at, hours, make_draft, make_machine, make_slot, publish_slots

if TYPE_CHECKING:
    from starlette.testclient import TestClient


def _asks(park: Park, client: TestClient, **facts: Any) -> BookingRequest:
    answer = client.post("/v1/booking-requests", json=make_request(**facts))
    assert answer.status_code == 201, answer.text
    with park.context.unit_of_work(read_only=True) as uow:
        return uow.booking_requests.get(answer.json()["id"])


def _events(client: TestClient, **query: Any) -> list[dict[str, Any]]:
    answer = client.get("/v1/events", params=query)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


def _types(items: list[dict[str, Any]]) -> list[str]:
    return [item["type"] for item in items]


def _entries(client: TestClient, **query: Any) -> list[dict[str, Any]]:
    answer = client.get("/v1/audit-entries", params=query)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


def _admin(park: Park, tenant_id: str = "ada") -> TestClient:
    made = keys.create_key(park.context, OPERATOR, name="boss", role=Role.TENANT_ADMIN, tenant_id=tenant_id)
    return client_of(park.app, made.secret)


@pytest.fixture
def lived(park: Park) -> Park:
    """A park in which ada was scheduled and then moved, and bob found no room."""
    mine, his = _asks(park, park.ada), _asks(park, park.bob, title="bob's secret part")
    no_room = UnplacedRequest(request_id=his.id, reasons=(UnplacedReason(code="pool_full", message="人员已占满"),))
    publish_slots(park.context, make_slot(mine, hour=3), unplaced=(no_room,))
    publish_slots(park.context, make_slot(mine, hour=5), unplaced=(no_room,))
    return park


def test_a_tenant_hears_of_its_bookings_and_of_the_plan(lived: Park) -> None:
    """Its own software would otherwise have to ask for every reservation again and again."""
    assert _types(_events(lived.ada)) == [
        "tenant.added",
        "booking_request.queued",
        "reservation.confirmed",
        "booking_request.scheduled",
        "schedule.published",
        "reservation.displaced",
        "reservation.moved",
        "schedule.superseded",
        "schedule.published",
    ]
    first, moved = _events(lived.ada, type=["reservation.confirmed", "reservation.moved"])
    assert moved["replaces"] == first["subject_id"]
    assert moved["request_id"] == first["request_id"]
    assert lived.ada.get(moved["path"]).json()["start"] == "2026-11-23T13:00:00Z"


def test_a_tenant_hears_nothing_of_another(lived: Park) -> None:
    """A competitor would otherwise learn what is made in the park, and for when."""
    (waitlisted,) = _events(lived.bob, type="booking_request.waitlisted")
    assert waitlisted["reason"] == "人员已占满"
    about_bob = waitlisted["subject_id"]
    for answer in (lived.ada.get("/v1/events"), _admin(lived).get("/v1/audit-entries")):
        for word in ("bob", about_bob, "人员已占满"):
            assert word not in answer.text
    assert lived.ada.get("/v1/events", params={"cursor": waitlisted["id"]}).status_code == 200


def test_the_park_hears_of_everything_but_keys(lived: Park) -> None:
    """The operator's own software works for all tenants; runs and drafts are its affair, keys only the audit's."""
    lived.operator.post("/v1/schedule-runs", json={})
    for client in (lived.operator, lived.auditor):
        types = set(_types(_events(client)))
        assert {"run.queued", "schedule.draft", "machine.added", "booking_request.waitlisted"} <= types
        assert not any(name.startswith("api_key") for name in types)
    assert {"api_key.added"} <= {f"{e['kind']}.{e['verb']}" for e in _entries(lived.operator)}


def test_going_on_with_the_cursor_tells_each_event_once(lived: Park) -> None:
    """What is told twice is booked twice by a simple program, what is left out is missed."""
    whole = _events(lived.ada)
    seen: list[dict[str, Any]] = []
    cursor: dict[str, Any] = {}
    while True:
        answer = lived.ada.get("/v1/events", params={"limit": 2} | cursor).json()
        cursor = {"cursor": answer["next"]}
        if not answer["items"]:
            break
        seen += answer["items"]
    assert seen == whole
    assert answer["next"] == whole[-1]["id"]
    _asks(lived, lived.bob)
    assert _events(lived.ada, **cursor) == []
    _asks(lived, lived.ada)
    assert _types(_events(lived.ada, **cursor)) == ["booking_request.queued"]


def test_an_empty_feed_has_a_cursor_too(park: Park) -> None:
    """A program that starts on a quiet day would otherwise have nothing to go on with."""
    assert park.ada.get("/v1/events", params={"type": "reservation.moved"}).json() == {"items": [], "next": "0"}


@pytest.mark.parametrize(
    "query",
    [{"cursor": "x"}, {"cursor": "-1"}, {"cursor": "1" * 16}, {"limit": 0}, {"limit": 1001}, {"type": "moved"}, {"since": "1"}],
)  # fmt: skip
def test_bad_questions_are_refused(park: Park, query: dict[str, Any]) -> None:
    """A filter that is not understood must not look like one that is applied."""
    assert park.ada.get("/v1/events", params=query).status_code == 422


def test_an_entry_tells_who_did_what_to_what_and_under_which_request(park: Park) -> None:
    """A public body answers for each change; "somebody changed something" would be no answer."""
    made = park.operator.post("/v1/tenants/ada/ledger", json={"minutes": -30, "note": "多记了半小时"})
    (entry,) = _entries(park.auditor, kind="ledger_entry")
    assert entry == {
        "number": entry["number"],
        "at": "2026-11-23T08:00:00Z",
        "actor": {"role": "operator", "tenant_id": None, "key_id": entry["actor"]["key_id"], "account_id": None},
        "door": "api",
        "trace_id": made.headers["X-Trace-Id"],
        "kind": "ledger_entry",
        "verb": "adjustment",
        "subject_id": made.json()["id"],
        "tenant_id": "ada",
        "request_id": None,
        "reason": "多记了半小时",
        "old_status": None,
        "new_status": None,
        "old_version": None,
        "new_version": None,
        "changed_fields": [],
        "replaces": None,
    }
    assert entry["actor"]["key_id"] in {key["id"] for key in park.operator.get("/v1/api-keys").json()["items"]}


def test_what_the_program_does_itself_is_told_as_such(park: Park) -> None:
    """A command on the machine of the service would otherwise look like somebody's key."""
    catalogue.create_machine(park.context, OPERATOR, make_machine("m-1"))
    (entry,) = _entries(park.operator, subject_id="m-1")
    assert (entry["actor"]["key_id"], entry["door"], entry["trace_id"]) == ("system", "command", None)


def test_a_tenant_admin_sees_its_own_entries_and_no_key_of_the_park(lived: Park) -> None:
    """What its people did, and what the park did to it; who at the park is the park's affair."""
    admin = _admin(lived)
    admin.post("/v1/api-keys", json={"name": "ERP", "role": "tenant"})
    entries = _entries(admin)
    assert {entry["tenant_id"] for entry in entries} == {"ada"}
    assert {entry["actor"]["tenant_id"] for entry in entries} == {"ada", None}
    of_the_park = [entry["actor"]["key_id"] for entry in entries if entry["actor"]["tenant_id"] is None]
    assert set(of_the_park) == {"park"}
    assert {entry["trace_id"] for entry in entries if entry["actor"]["tenant_id"] is None} == {None}
    assert entries[0]["kind"] == "api_key"
    assert entries[0]["actor"]["key_id"].startswith("key_")
    assert admin.get("/v1/audit-entries", params={"tenant_id": "bob"}).status_code == 404


def test_entries_are_found_by_time_kind_and_thing(lived: Park) -> None:
    """Whoever looks into a complaint would otherwise read a million lines."""
    lived.clock.advance(hours(1))
    lived.operator.put("/v1/tenants/bob", json={"name": "Bob & Co"}, headers={"If-Match": '"1"'})
    later = {"since": at(0.5).isoformat(), "until": at(2).isoformat()}
    assert [entry["changed_fields"] for entry in _entries(lived.operator, **later)] == [["name"]]
    assert _entries(lived.operator, **later, tenant_id="ada") == []
    assert {entry["verb"] for entry in _entries(lived.operator, kind="tenant")} == {"added", "changed"}
    assert len(_entries(lived.operator, subject_id="bob")) == 2


def test_entries_come_in_pages(lived: Park) -> None:
    """The youngest first, each once, and a cursor of another list is refused."""
    whole, seen, query = _entries(lived.operator), [], {"limit": 4}
    while True:
        page = lived.operator.get("/v1/audit-entries", params=query).json()
        seen += page["items"]
        if page["next"] is None:
            break
        query = {"limit": 4, "cursor": page["next"]}
    assert seen == whole
    assert [entry["number"] for entry in whole] == list(range(len(whole), 0, -1))
    assert lived.operator.get("/v1/audit-entries", params={"cursor": "999999"}).status_code == 404
    assert lived.operator.get("/v1/audit-entries", params={"cursor": "br_1"}).status_code == 422


def test_a_request_has_a_history_with_its_reservations(lived: Park) -> None:
    """A tenant that asks "why was it moved?" would otherwise have to be believed, or to believe."""
    key = lived.ada.get("/v1/booking-requests").json()["items"][0]["id"]
    told = lived.ada.get(f"/v1/booking-requests/{key}/history").json()
    assert [f"{each['kind']}.{each['verb']}" for each in told["items"]] == [
        "booking_request.queued",
        "reservation.confirmed",
        "booking_request.scheduled",
        "reservation.displaced",
        "reservation.moved",
    ]
    assert told["next"] is None
    assert [each["actor"]["key_id"] for each in told["items"][1:]] == ["park"] * 4
    first = lived.ada.get(f"/v1/booking-requests/{key}/history", params={"limit": 3}).json()
    rest = lived.ada.get(f"/v1/booking-requests/{key}/history", params={"cursor": first["next"]}).json()
    assert first["items"] + rest["items"] == told["items"]


def test_a_reservation_has_a_history_of_its_own(lived: Park) -> None:
    """What became of the one that was given up, apart from the one that took its place."""
    (displaced,) = lived.ada.get("/v1/reservations", params={"status": "displaced"}).json()["items"]
    told = lived.ada.get(f"/v1/reservations/{displaced['id']}/history").json()["items"]
    assert [each["verb"] for each in told] == ["confirmed", "displaced"]
    assert [(each["old_status"], each["new_status"]) for each in told] == [
        (None, "confirmed"),
        ("confirmed", "displaced"),
    ]


def test_another_tenants_history_is_not_there(lived: Park) -> None:
    """Its existence alone would tell something."""
    key = lived.ada.get("/v1/booking-requests").json()["items"][0]["id"]
    slot = lived.ada.get("/v1/reservations").json()["items"][0]["id"]
    for path in (f"/v1/booking-requests/{key}/history", f"/v1/reservations/{slot}/history"):
        assert lived.bob.get(path).status_code == 404
        assert lived.operator.get(path).status_code == 200
        assert lived.ada.get(path, params={"cursor": "x"}).status_code == 422


def test_a_plan_that_is_not_published_is_no_event_for_tenants(park: Park) -> None:
    """A draft is no promise; who heard of it would count on it."""
    request = _asks(park, park.ada)
    schedules.store_draft(park.context, make_draft(make_slot(request)))
    assert _types(_events(park.ada)) == ["tenant.added", "booking_request.queued"]
    assert _types(_events(park.operator))[-1] == "schedule.draft"
