"""Requests that are changed while they wait, over HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.services import reservations
from tests.api.parks import ANY, make_request
from tests.scheduler.builders import OPERATOR, at, make_slot, publish_slots

if TYPE_CHECKING:
    from tests.api.parks import Park


def _made(park: Park, **facts: object) -> tuple[str, dict[str, str]]:
    answer = park.ada.post("/v1/booking-requests", json=make_request(**facts))
    return answer.headers["Location"], {"If-Match": answer.headers["ETag"]}


def test_another_wish_under_the_same_id(park: Park) -> None:
    """Id, age and series stay; what was asked is new, and so is the version."""
    path, held = _made(park, title="alt")
    before = park.ada.get(path).json()
    wish = make_request(title="neu", deadline=at(30).isoformat(), priority="high")
    done = park.ada.put(path, json=wish, headers=held)
    assert done.status_code == 200, done.text
    assert done.headers["ETag"] == '"2"'
    after = done.json()
    assert (after["title"], after["priority"], after["deadline"]) == ("neu", "high", "2026-11-24T14:00:00Z")
    assert {key: after[key] for key in ("id", "created_at", "status")} == {
        key: before[key] for key in ("id", "created_at", "status")
    }
    assert park.ada.get(path).json() == after
    assert park.ada.put(path, json=wish, headers=held).status_code == 412


def test_the_same_wish_changes_nothing(park: Park) -> None:
    """A client that writes what is there already would otherwise fill the history."""
    path, held = _made(park)
    assert park.ada.put(path, json=make_request(), headers=held).headers["ETag"] == '"1"'


def test_it_is_judged_like_a_new_one(park: Park) -> None:
    """Every rule, its own hours not counted twice; refused, it stays as it was."""
    quota = {"quotas": [{"allowed": "PT2H", "period": "week"}]}
    assert park.operator.post("/v1/policies", json=quota).is_success
    path, _ = _made(park, operations=[{"capability": "cutting", "duration": "PT2H"}])
    for hours, status in (("PT1H", 200), ("PT2H", 200), ("PT3H", 422)):
        wish = make_request(operations=[{"capability": "cutting", "duration": hours}])
        assert park.ada.put(path, json=wish, headers=ANY).status_code == status
    assert park.ada.get(path).json()["operations"][0]["duration"] == "PT2H"
    assert park.ada.put(path, json=make_request(deadline=at(-1).isoformat()), headers=ANY).status_code == 422


def test_a_reference_of_another_is_taken_and_its_own_is_not(park: Park) -> None:
    """Two open requests of a tenant with one reference could not be told apart."""
    _made(park, external_reference="A")
    path, _ = _made(park, external_reference="B")
    assert park.ada.put(path, json=make_request(external_reference="A"), headers=ANY).status_code == 409
    assert park.ada.put(path, json=make_request(external_reference="B", title="x"), headers=ANY).status_code == 200


def test_what_is_promised_or_over_is_not_changed(park: Park) -> None:
    """Scheduled, its machine would be held for a wish that is none any more; withdrawn, nobody waits for it."""
    path, _ = _made(park)
    with park.context.unit_of_work(read_only=True) as uow:
        asked = uow.booking_requests.get(path.rpartition("/")[2])
    (held,) = publish_slots(park.context, make_slot(asked, hour=3)).confirmed
    refused = park.ada.put(path, json=make_request(title="x"), headers=ANY)
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (409, "not_waiting")
    reservations.cancel(park.context, OPERATOR, held.id, reopen=True)
    assert park.ada.put(path, json=make_request(title="x"), headers=ANY).status_code == 200
    assert park.ada.post(f"{path}:withdraw", headers=ANY).is_success
    assert park.ada.put(path, json=make_request(title="y"), headers=ANY).status_code == 409
    assert park.bob.put(path, json=make_request(), headers=ANY).status_code == 404
