"""The policy as data, and overrides, over HTTP.

Over 150 lines because every kind of rule has its case.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.api.parks import make_request

if TYPE_CHECKING:
    from tests.api.parks import Park

_POLICY: dict[str, Any] = {
    "notice": "PT0M",
    "horizon": "PT2160H",
    "shortest": "PT1M",
    "longest": "PT240H",
    "most_operations": 20,
    "cancel_notice": "PT1H",
    "clock_tolerance": "PT5M",
    "limits": [
        {"capability": "bending", "notice": "PT4H", "horizon": None, "shortest": "PT10M", "longest": "PT8H"},
    ],
    "quotas": [
        {"capability": "cutting", "tenant_id": None, "allowed": "PT2H", "per_share": True, "period": "week"},
        {"capability": None, "tenant_id": "bob", "allowed": "PT9H", "per_share": False, "period": "day"},
    ],
    "outstanding": [{"capability": None, "tenant_id": None, "allowed": "PT40H", "per_share": False}],
    "qualifications": [{"capability": "bending", "qualification": "press-brake", "issued_by": "安全办公室"}],
    "tariffs": [
        {"tariff": "peak", "weekdays": [1, 2, 3, 4, 5], "start": "08:00", "end": "11:00", "percent": 150},
        {"tariff": "off_peak", "weekdays": [6, 7], "start": "00:00", "end": "00:00", "percent": 60},
    ],
    "tariff_rules": [{"tariff": "peak", "capability": "cutting", "priorities": ["normal", "high"], "opt_in": True}],
}
_OVERRIDE = {"rules": ["quota"], "reason": "the county's order"}


def put_in_force(park: Park, **facts: Any) -> None:
    """Put a policy in force."""
    assert park.operator.post("/v1/policies", json=_POLICY | facts).status_code == 201


def test_every_rule_survives_the_way_there_and_back(park: Park) -> None:
    """A row that is dropped between schema and domain would be a rule that nobody keeps."""
    made = park.operator.post("/v1/policies", json=_POLICY)
    assert made.json() == _POLICY | {"version": 2}
    for path in ("/v1/policies/current", "/v1/policies/2"):
        assert park.auditor.get(path).json() == made.json()
    listed = park.operator.get("/v1/policies").json()["items"]
    assert [policy["version"] for policy in listed] == [1, 2]
    assert listed[1] == made.json()
    assert park.operator.get("/v1/policies/3").status_code == 404


def test_a_tenant_sees_what_is_about_it(park: Park) -> None:
    """What bob is allowed is not ada's to know, in no version and no list."""
    put_in_force(park)
    for path in ("/v1/policies", "/v1/policies/current", "/v1/policies/2"):
        assert "bob" not in park.ada.get(path).text
        assert "bob" in park.bob.get(path).text


@pytest.mark.parametrize(
    ("facts", "pointer"),
    [
        ({"quotas": [{"period": "year", "allowed": "PT1H"}]}, "/quotas/0/period"),
        ({"quotas": [{"period": "week"}]}, "/quotas/0/allowed"),
        ({"quotas": [{"period": "week", "allowed": "PT1H", "capability": "baking"}]}, "/quotas/0/capability"),
        ({"tariffs": [{"tariff": "peak", "weekdays": [8], "start": "08:00", "end": "09:00"}]}, "/tariffs/0/weekdays/0"),
        ({"tariff_rules": [{"tariff": "cheap"}]}, "/tariff_rules/0/tariff"),
        ({"limits": [{"capability": "cutting", "longest": "PT0M"}]}, "/limits/0/shortest"),
    ],
)
def test_a_policy_that_cannot_be_is_refused(park: Park, facts: dict[str, Any], pointer: str) -> None:
    """Form and rules alike are told by pointer, and the policy in force stays."""
    answer = park.operator.post("/v1/policies", json=facts)
    assert answer.status_code == 422
    assert pointer in {each["pointer"] for each in answer.json()["errors"]}
    assert park.operator.get("/v1/policies/current").json()["version"] == 1


def test_a_refusal_tells_rule_figure_and_cure(park: Park) -> None:
    """A client could otherwise not tell its people what to do."""
    put_in_force(park, tariff_rules=[])
    long = [{"capability": "cutting", "duration": "PT3H"}]
    answer = park.ada.post("/v1/booking-requests", json=make_request(operations=long))
    assert answer.json()["errors"] == [
        {
            "pointer": "/operations/0/duration",
            "code": "quota",
            "message": "3 h of cutting asked for in week 2026-W48, where 0 min of 2 h are taken",
            "cure": "2 h are left in week 2026-W48: ask for at most 2 h",
        }
    ]
    tried = park.ada.post("/v1/booking-requests:validate", json=make_request(operations=long))
    assert tried.json() == {"valid": False, "errors": answer.json()["errors"]}


def test_what_is_left_can_be_seen(park: Park) -> None:
    """By the tenant itself, in the figures by which it is judged; another tenant's do not exist."""
    put_in_force(park, tariff_rules=[])
    park.ada.post("/v1/booking-requests", json=make_request())
    week, opened = park.ada.get("/v1/tenants/ada/allowances").json()["items"]
    assert week == {
        "capability": "cutting",
        "period": "week",
        "span": {"start": "2026-11-22T16:00:00Z", "end": "2026-11-29T16:00:00Z", "name": "week 2026-W48"},
        "allowed": "PT2H",
        "taken": "PT1H",
        "left": "PT1H",
    }
    assert (opened["period"], opened["left"]) == (None, "PT39H")
    assert park.bob.get("/v1/tenants/ada/allowances").status_code == 404
    assert len(park.operator.get("/v1/tenants/bob/allowances").json()["items"]) == 3


def test_qualifications_are_the_tenants(park: Park) -> None:
    """Without one bending is refused; with one that lasts it is not, and the tenant sees until when."""
    put_in_force(park)
    bend = make_request(operations=[{"capability": "bending", "duration": "PT1H"}])
    assert [e["code"] for e in park.ada.post("/v1/booking-requests", json=bend).json()["errors"]] == ["qualification"]
    held = [{"name": "press-brake", "until": "2026-12-31"}, {"name": "crane", "until": None}]
    body = {"name": "Ada", "qualifications": held}
    assert park.operator.put("/v1/tenants/ada", json=body, headers={"If-Match": '"1"'}).status_code == 200
    assert park.ada.get("/v1/tenants/ada").json()["qualifications"] == held
    assert park.ada.post("/v1/booking-requests", json=bend).status_code == 201


def test_accepted_tariffs(park: Park) -> None:
    """Work that lasts into peak hours asks for them; the request tells that it did."""
    put_in_force(park, quotas=[])
    long = make_request(operations=[{"capability": "cutting", "duration": "PT24H"}])
    refused = park.ada.post("/v1/booking-requests", json=long).json()["errors"]
    assert [each["code"] for each in refused] == ["tariff"]
    made = park.ada.post("/v1/booking-requests", json=long | {"accepted_tariffs": ["peak"]})
    assert (made.status_code, made.json()["accepted_tariffs"]) == (201, ["peak"])


def test_an_override_is_the_operators_and_is_seen(park: Park) -> None:
    """Who, when, which rules, why, and what they would have told; in every answer, for the tenant too."""
    put_in_force(park, tariff_rules=[])
    wish = make_request(operations=[{"capability": "cutting", "duration": "PT3H"}], override=_OVERRIDE)
    for client in (park.ada, park.bob):
        for path in ("/v1/booking-requests", "/v1/booking-requests:validate"):
            assert client.post(path, json=wish).json()["type"] == "/problems/forbidden"
        assert client.post("/v1/booking-requests:batch", json={"requests": [wish]}).status_code == 403
    asked = wish | {"tenant_id": "ada"}
    assert park.operator.post("/v1/booking-requests:validate", json=asked).json()["valid"] is True
    made = park.operator.post("/v1/booking-requests", json=asked).json()
    told = made["override"]
    assert (told["rules"], told["reason"], told["at"]) == (["quota"], "the county's order", "2026-11-23T08:00:00Z")
    assert told["by"].startswith("key_")
    assert told["refusals"][0]["message"].startswith("3 h of cutting asked for in week 2026-W48")
    assert park.ada.get(f"/v1/booking-requests/{made['id']}").json()["override"] == told
    assert park.ada.get("/v1/booking-requests").json()["items"][0]["override"] == told


def test_an_override_out_of_order_is_refused(park: Park) -> None:
    """Without a reason, or for a rule that is none of the park's will; nothing is stored."""
    for override, pointer in (
        ({"rules": ["quota"], "reason": " "}, "/override/reason"),
        ({"rules": ["tenant"], "reason": "why not"}, "/override/rules/0"),
        ({"rules": [], "reason": "why not"}, "/override/rules"),
        ({"rules": ["quota"]}, "/override/reason"),
    ):
        body = make_request(tenant_id="ada", override=override)
        answer = park.operator.post("/v1/booking-requests", json=body)
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["pointer"] == pointer
    assert park.operator.get("/v1/booking-requests").json()["items"] == []


def test_a_batch_with_a_result_for_each(park: Park) -> None:
    """What comes in is in the list, what does not is told why; by default it stays all or nothing."""
    put_in_force(park, tariff_rules=[])
    requests = [
        make_request(external_reference="A"),
        make_request(operations=[{"capability": "cutting", "duration": "PT2H"}]),
        make_request(external_reference="A"),
        make_request(),
    ]
    whole = park.ada.post("/v1/booking-requests:batch", json={"requests": requests})
    assert whole.status_code == 422
    assert park.ada.get("/v1/booking-requests").json()["items"] == []
    answer = park.ada.post("/v1/booking-requests:batch", json={"requests": requests, "atomic": False})
    assert answer.status_code == 200
    told = answer.json()
    assert (told["accepted"], told["refused"]) == (2, 2)
    assert [each["index"] for each in told["items"]] == [0, 1, 2, 3]
    assert [each["type"] for each in told["items"]] == [None, "/problems/refused", "/problems/already-exists", None]
    assert [each["errors"][0]["pointer"] for each in told["items"][1:3]] == [
        "/operations/0/duration",
        "/external_reference",
    ]
    stored = park.ada.get("/v1/booking-requests").json()["items"]
    assert [each["request"] for each in told["items"] if each["request"]] == stored
