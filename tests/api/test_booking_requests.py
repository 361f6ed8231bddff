"""Booking requests: taken in, refused with every rule, listed in pages, taken back.

Over 150 lines because every way to ask, and to be refused, has its case.
"""

from __future__ import annotations

import pytest

from tests.api.parks import ANY, Park, make_request
from tests.scheduler.builders import at


def test_created_and_found_again(park: Park) -> None:
    """201 with Location and ETag; what is behind Location is what was answered."""
    answer = park.ada.post("/v1/booking-requests", json=make_request(external_reference="PO-1"))
    assert answer.status_code == 201
    assert answer.headers["ETag"] == '"1"'
    assert answer.json()["tenant_id"] == "ada"
    assert answer.json()["status"] == "queued"
    assert park.ada.get(answer.headers["Location"]).json() == answer.json()


def test_every_field_survives_the_way_there_and_back(park: Park) -> None:
    """A field that is dropped between schema and domain would be a wish that nobody hears."""
    operation = {
        "name": "cut",
        "capability": None,
        "alternatives": [
            {
                "machine_ids": ["cut-1", "bend-1"],
                "duration": "PT2H",
                "min_duration": "PT1H30M",
                "windows": [{"start": "2026-11-24T08:00:00Z", "end": "2026-11-24T18:00:00Z"}],
            }
        ],
        "family": "steel",
        "duration": None,
        "quantity": 4,
        "time_per_piece": "PT30M",
        "min_duration": "PT1H",
        "splittable": {"min_part": "PT30M", "max_parts": 2},
        "setup": "PT10M",
        "teardown": "PT0M",
        "skills": [],
    }
    wish = {
        "external_reference": "PO-7",
        "title": "托架",
        "operations": [operation, operation],
        "links": [{"before": 0, "after": 1, "min_lag": "PT5M", "max_lag": "PT3H"}],
        "earliest_start": "2026-11-24T08:00:00Z",
        "due": "2026-11-25T06:00:00Z",
        "deadline": "2026-11-25T07:59:59Z",
        "priority": "urgent",
    }
    answer = park.ada.post("/v1/booking-requests", json=wish)
    assert answer.status_code == 201, answer.text
    assert {key: answer.json()[key] for key in wish} == wish


def test_times_with_other_offsets_are_the_same_instant(park: Park) -> None:
    """Times go in with any offset and come out in UTC."""
    answer = park.ada.post("/v1/booking-requests", json=make_request(deadline="2026-11-24T16:00:00.5+08:00"))
    assert answer.json()["deadline"] == "2026-11-24T08:00:00.500000Z"


@pytest.mark.parametrize(
    ("facts", "pointer", "code"),
    [
        ({"deadline": "2026-11-24T08:00:00"}, "/deadline", "time_offset"),
        ({"deadline": "2026-11-24"}, "/deadline", "time_offset"),
        ({"deadline": 1764000000}, "/deadline", "time_type"),
        ({"deadline": "tomorrow"}, "/deadline", "time_form"),
        ({"deadline": "2026-13-24T08:00:00Z"}, "/deadline", "time_form"),
        ({"deadline": "0001-01-01T00:00:00+08:00"}, "/deadline", "time_form"),
        ({"deadline": "1926-11-24T08:00:00Z"}, "/deadline", "time_range"),
        ({"tilte": "brackets"}, "/tilte", "extra_forbidden"),
        ({"title": 5}, "/title", "string_type"),
        ({"priority": "utmost"}, "/priority", "enum"),
        ({"operations": {}}, "/operations", "tuple_type"),
        ({"operations": [{"duration": "45"}]}, "/operations/0/duration", "duration_form"),
        ({"operations": [{"duration": "P1M"}]}, "/operations/0/duration", "duration_form"),
        ({"operations": [{"duration": "-PT1M"}]}, "/operations/0/duration", "duration_form"),
        ({"operations": [{"duration": "PT"}]}, "/operations/0/duration", "duration_form"),
        ({"operations": [{"quantity": "4"}]}, "/operations/0/quantity", "int_type"),
        ({"operations": [{"quantity": True}]}, "/operations/0/quantity", "int_type"),
    ],
)
def test_wrong_form_is_told_by_place(park: Park, facts: dict[str, object], pointer: str, code: str) -> None:
    """422 with pointer, code, message and cure; nothing is stored."""
    answer = park.ada.post("/v1/booking-requests", json=make_request(**facts))
    assert answer.status_code == 422
    problem = answer.json()
    assert problem["type"] == "/problems/invalid"
    fault = next(each for each in problem["errors"] if each["pointer"] == pointer)
    assert fault["code"] == code
    assert fault["message"]
    assert fault["cure"]
    assert park.ada.get("/v1/booking-requests").json()["items"] == []


def test_every_broken_rule_is_told_at_once(park: Park) -> None:
    """The refusals of the policy come out with their pointers, figures and cures."""
    wish = make_request(deadline=at(-5).isoformat(), operations=[{"capability": "baking", "duration": "PT1H"}])
    answer = park.ada.post("/v1/booking-requests", json=wish)
    assert answer.status_code == 422
    assert answer.json()["type"] == "/problems/refused"
    faults = {each["pointer"]: each for each in answer.json()["errors"]}
    assert faults["/deadline"]["code"] == "in_the_past"
    assert "2026-11-23T03:00:00+00:00" in faults["/deadline"]["message"]
    assert "/operations/0/capability" in faults


def test_a_machine_that_is_not_open_to_the_tenant_is_refused(park: Park) -> None:
    """The same rule through this door as through any other."""
    body = {"name": "secret", "capability": "cutting", "open_to": ["bob"]}
    park.operator.post("/v1/machines", json={"id": "secret-1"} | body)
    operation = {"alternatives": [{"machine_ids": ["secret-1"]}], "duration": "PT1H"}
    answer = park.ada.post("/v1/booking-requests", json=make_request(operations=[operation]))
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"].startswith("/operations/0/alternatives/0/machine_ids")


def test_validate_says_the_same_and_stores_nothing(park: Park) -> None:
    """A dry run has the verdict of the real one."""
    good = park.ada.post("/v1/booking-requests:validate", json=make_request())
    assert good.json() == {"valid": True, "errors": []}
    bad = park.ada.post("/v1/booking-requests:validate", json=make_request(deadline=at(-5).isoformat())).json()
    assert bad["valid"] is False
    assert bad["errors"][0]["code"] == "in_the_past"
    assert park.ada.get("/v1/booking-requests").json()["items"] == []


def test_a_batch_is_taken_in_whole_or_not_at_all(park: Park) -> None:
    """The pointers of a refused batch say which of its requests it was."""
    good, bad = make_request(), make_request(deadline=at(-5).isoformat())
    refused = park.ada.post("/v1/booking-requests:batch", json={"requests": [good, bad]})
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == "/requests/1/deadline"
    assert park.ada.get("/v1/booking-requests").json()["items"] == []
    taken = park.ada.post("/v1/booking-requests:batch", json={"requests": [good, good]})
    assert taken.status_code == 201
    assert [each["id"] for each in taken.json()["items"]] == [
        each["id"] for each in park.ada.get("/v1/booking-requests").json()["items"]
    ]


def test_an_operator_says_for_whom(park: Park) -> None:
    """A request without a tenant is nobody's; the operator may ask for any tenant, a tenant for itself only."""
    nobody = park.operator.post("/v1/booking-requests", json=make_request())
    assert nobody.status_code == 422
    assert nobody.json()["errors"][0]["pointer"] == "/tenant_id"
    ada = park.operator.post("/v1/booking-requests", json=make_request(tenant_id="ada"))
    assert ada.status_code == 201
    assert park.bob.post("/v1/booking-requests", json=make_request(tenant_id="ada")).status_code == 404


def test_pages_follow_each_other_without_gap(park: Park) -> None:
    """`next` leads to the rest; the last page has none."""
    made = [park.ada.post("/v1/booking-requests", json=make_request()).json()["id"] for _ in range(5)]
    seen: list[str] = []
    query = {"limit": "2"}
    while True:
        page = park.ada.get("/v1/booking-requests", params=query).json()
        seen += [each["id"] for each in page["items"]]
        if page["next"] is None:
            break
        query["cursor"] = page["next"]
    assert seen == made


def test_lists_are_filtered(park: Park) -> None:
    """Status, reference and time of change; a name that is no filter is refused."""
    first = park.ada.post("/v1/booking-requests", json=make_request(external_reference="A")).json()["id"]
    park.ada.post("/v1/booking-requests", json=make_request(external_reference="B"))
    park.ada.post(f"/v1/booking-requests/{first}:withdraw", headers=ANY)

    def found(query: str) -> list[str]:
        items = park.ada.get(f"/v1/booking-requests?{query}").json()["items"]
        return [each["external_reference"] for each in items]

    assert found("status=withdrawn") == ["A"]
    assert found("status=withdrawn&status=queued") == ["A", "B"]
    assert found("external_reference=B") == ["B"]
    assert found("updated_since=2030-01-01T00:00:00Z") == []
    refused = park.ada.get("/v1/booking-requests?state=queued")
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == "/state"
    assert park.ada.get("/v1/booking-requests?limit=0").status_code == 422
    assert park.ada.get("/v1/booking-requests?limit=1&limit=2").json()["errors"][0]["code"] == "twice"


def test_withdrawn_once(park: Park) -> None:
    """With a stale ETag 412, with the right one 200, and a second time 409 with the reason."""
    path = park.ada.post("/v1/booking-requests", json=make_request()).headers["Location"]
    assert park.ada.post(f"{path}:withdraw", headers={"If-Match": '"7"'}).status_code == 412
    done = park.ada.post(f"{path}:withdraw", headers={"If-Match": '"1"'})
    assert done.json()["status"] == "withdrawn"
    assert done.headers["ETag"] == '"2"'
    again = park.ada.post(f"{path}:withdraw", headers=ANY)
    assert again.status_code == 409
    assert again.json()["type"] == "/problems/illegal-transition"


def test_another_tenants_request_does_not_exist(park: Park) -> None:
    """404 for reading and withdrawing, and it is in no list."""
    path = park.ada.post("/v1/booking-requests", json=make_request()).headers["Location"]
    missing = park.bob.get("/v1/booking-requests/br_nothing").json()
    for answer in (park.bob.get(path), park.bob.post(f"{path}:withdraw", headers=ANY)):
        assert answer.status_code == 404
        assert answer.json()["type"] == missing["type"]
    assert park.bob.get("/v1/booking-requests").json()["items"] == []
    assert park.bob.get("/v1/booking-requests?tenant_id=ada").status_code == 404
