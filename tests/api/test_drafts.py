"""Drafts over HTTP: kept as they are, judged when they are handed in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.domain.booking import OPEN_REQUESTS
from tests.api.parks import ANY, make_request
from tests.scheduler.builders import at

if TYPE_CHECKING:
    from tests.api.parks import Park

_DRAFTS = "/v1/booking-requests:draft"


def _open(park: Park) -> int:
    with park.context.unit_of_work(read_only=True) as uow:
        return len(uow.booking_requests.with_status(OPEN_REQUESTS))


def test_a_draft_is_written_and_handed_in(park: Park) -> None:
    """Nobody plans it before; handed in it is as if it had been asked for then, under its id."""
    made = park.ada.post(_DRAFTS, json=make_request(title="alt", external_reference="PO"))
    path = made.headers["Location"]
    assert (made.status_code, made.json()["status"], _open(park)) == (201, "draft", 0)
    changed = park.ada.put(path, json=make_request(title="neu", external_reference="PO"), headers={"If-Match": '"1"'})
    assert (changed.status_code, changed.json()["status"], changed.json()["title"]) == (200, "draft", "neu")
    assert park.ada.post(f"{path}:submit", headers={"If-Match": '"1"'}).status_code == 412
    done = park.ada.post(f"{path}:submit", headers={"If-Match": '"2"'})
    assert (done.status_code, done.json()["status"], done.headers["ETag"]) == (200, "queued", '"3"')
    assert (done.json()["id"], done.json()["created_at"]) == (made.json()["id"], made.json()["created_at"])
    assert (park.ada.get(path).json(), _open(park)) == (done.json(), 1)


def test_it_may_be_wrong_until_it_is_handed_in(park: Park) -> None:
    """Refused with every rule, it stays a draft, and can be mended."""
    nonsense = make_request(operations=[{"capability": "baking", "duration": "PT1H"}], deadline=at(-5).isoformat())
    path = park.ada.post(_DRAFTS, json=nonsense).headers["Location"]
    refused = park.ada.post(f"{path}:submit", headers=ANY)
    assert refused.status_code == 422
    assert {each["pointer"] for each in refused.json()["errors"]} == {"/deadline", "/operations/0/capability"}
    assert park.ada.get(path).json()["status"] == "draft"
    assert park.ada.put(path, json=make_request(), headers=ANY).is_success
    assert park.ada.post(f"{path}:submit", headers=ANY).json()["status"] == "queued"
    assert park.ada.post(f"{path}:submit", headers=ANY).json()["type"] == "/problems/illegal-transition"


def test_a_reference_is_taken_by_what_is_handed_in(park: Park) -> None:
    """Two drafts may have one; the second that comes in is refused."""
    first, second = (
        park.ada.post(_DRAFTS, json=make_request(external_reference="PO")).headers["Location"] for _ in range(2)
    )
    assert park.ada.post(f"{first}:submit", headers=ANY).is_success
    taken = park.ada.post(f"{second}:submit", headers=ANY)
    assert (taken.status_code, taken.json()["type"]) == (409, "/problems/already-exists")


def test_a_draft_is_thrown_away_and_nobody_elses(park: Park) -> None:
    """Withdrawn like a request; another tenant knows of none; nobody drafts for a tenant that there is not."""
    path = park.ada.post(_DRAFTS, json=make_request()).headers["Location"]
    assert park.bob.get(path).status_code == 404
    assert park.bob.post(f"{path}:submit", headers=ANY).status_code == 404
    assert park.bob.put(path, json=make_request(), headers=ANY).status_code == 404
    assert park.ada.post(f"{path}:withdraw", headers=ANY).json()["status"] == "withdrawn"
    for tenant_id, status in (("nobody", 404), (None, 404)):
        assert park.operator.post(_DRAFTS, json=make_request(tenant_id=tenant_id)).status_code == status
