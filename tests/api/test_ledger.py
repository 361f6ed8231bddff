"""The ledger over HTTP: what is not charged, and what is given back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.services import booking_requests
from tests.api.parks import ANY
from tests.scheduler.builders import make_slot, make_terms, publish_slots, tenant

if TYPE_CHECKING:
    from tests.api.parks import Park


def test_the_parks_fault_is_not_charged_and_a_charge_is_given_back(park: Park) -> None:
    """Taken away: nothing is charged and the wish waits again. Charged by mistake: given back once, with a reason that the tenant reads."""
    requests = [booking_requests.create(park.context, tenant(), make_terms()) for _ in range(2)]
    publish_slots(park.context, *(make_slot(request, hour) for hour, request in enumerate(requests, 1)))
    first, second = park.ada.get("/v1/reservations").json()["items"]
    assert park.operator.post(f"/v1/reservations/{first['id']}:displace", headers=ANY).json()["status"] == "displaced"
    assert park.ada.get(f"/v1/booking-requests/{first['request_id']}").json()["status"] == "queued"
    park.operator.post(f"/v1/reservations/{second['id']}:no-show")
    path, body = "/v1/tenants/ada/ledger:refund", {"reservation_id": second["id"], "note": "the gate was shut"}
    assert park.ada.post(path, json=body).status_code == 403
    assert park.operator.post(path, json=body | {"minutes": 61}).json()["errors"][0]["pointer"] == "/minutes"
    assert park.operator.post(path, json=body).json()["minutes"] == -60
    assert park.operator.post(path, json=body).status_code == 409
    book = park.ada.get("/v1/tenants/ada/ledger").json()
    assert (book["balance"], [e["note"] for e in book["items"]]) == (0, ["no_show", "the gate was shut"])
