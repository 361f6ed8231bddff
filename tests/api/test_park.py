"""The park over HTTP: everything an operator needs to build one, and what the others see of it.

Over 150 lines because every part of a park has its case.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.api.parks import ANY, NEW

if TYPE_CHECKING:
    from tests.api.parks import Park

_MACHINE = {
    "name": "激光切割一号",
    "name_en": "Laser 1",
    "capability": "laser-cutting",
    "site": "hall-a",
    "cost_weight": 3,
    "shift_pattern": "day",
    "speed_percent": 120,
    "families": ["steel", "alu"],
    "changeover_table": "sheets",
    "initial_family": "steel",
    "setup": "PT10M",
    "teardown": "PT5M",
    "open_to": ["ada"],
    "active": True,
}
_DAY = {"weekly": [[{"start": "08:00", "end": "17:00"}]] * 5 + [[], []], "works_on_public_holidays": False}
_SHEETS = {"families": ["steel", "alu"], "minutes": [[0, 20], [30, 0]]}


def build(park: Park) -> None:
    """Put up a shift, a changeover table and a machine that refers to both."""
    assert park.operator.put("/v1/shift-patterns/day", json=_DAY, headers=NEW).status_code == 200
    assert park.operator.put("/v1/changeover-tables/sheets", json=_SHEETS, headers=NEW).status_code == 200
    assert park.operator.post("/v1/machines", json={"id": "laser-1"} | _MACHINE).status_code == 201


def test_a_machine_is_created_changed_and_found_with_every_field(park: Park) -> None:
    """What goes in comes out; each change raises the ETag."""
    build(park)
    found = park.operator.get("/v1/machines/laser-1")
    assert found.headers["ETag"] == '"1"'
    assert found.json() == {"id": "laser-1", "version": 1} | _MACHINE
    changed = park.operator.put(
        "/v1/machines/laser-1", json=_MACHINE | {"setup": "PT1H30M"}, headers={"If-Match": '"1"'}
    )
    assert changed.headers["ETag"] == '"2"'
    assert park.operator.get("/v1/machines/laser-1").json()["setup"] == "PT1H30M"


def test_a_tenant_sees_what_is_open_to_it(park: Park) -> None:
    """A machine of others is not in the list, not by id, not in its calendar; who else may use one is not told."""
    build(park)
    assert [m["id"] for m in park.ada.get("/v1/machines").json()["items"]] == ["bend-1", "cut-1", "cut-2", "laser-1"]
    assert [m["id"] for m in park.bob.get("/v1/machines").json()["items"]] == ["bend-1", "cut-1", "cut-2"]
    assert park.bob.get("/v1/machines/laser-1").status_code == 404
    range_ = {"start": "2026-11-24T00:00:00Z", "end": "2026-11-25T00:00:00Z"}
    assert park.bob.get("/v1/machines/laser-1/calendar", params=range_).status_code == 404


def test_the_calendar_has_shifts_less_time_off(park: Park) -> None:
    """Local shifts come out in UTC, an outage cuts them, a closure too; taking it back restores them."""
    build(park)
    outage = {
        "machine_id": "laser-1",
        "start": "2026-11-24T10:00:00+08:00",
        "end": "2026-11-24T11:00:00+08:00",
        "kind": "maintenance",
        "reason": "mirrors",
    }
    made = park.operator.post("/v1/outages", json=outage).json()
    closure = {"start": "2026-11-24T16:00:00+08:00", "end": "2026-11-25T00:00:00+08:00", "machine_ids": ["laser-1"]}
    closed = park.operator.post("/v1/closures", json=closure)
    range_ = {"start": "2026-11-24T00:00:00+08:00", "end": "2026-11-25T00:00:00+08:00"}

    def open_periods() -> list[dict[str, str]]:
        answer = park.ada.get("/v1/machines/laser-1/calendar", params=range_).json()
        periods: list[dict[str, str]] = answer["open"]
        assert answer["busy"] == []
        return periods

    assert open_periods() == [
        {"start": "2026-11-24T00:00:00Z", "end": "2026-11-24T02:00:00Z"},
        {"start": "2026-11-24T03:00:00Z", "end": "2026-11-24T08:00:00Z"},
    ]
    assert [each["id"] for each in park.ada.get("/v1/outages?machine_id=laser-1").json()["items"]] == [made["id"]]
    assert park.operator.delete(closed.headers["Location"]).status_code == 204
    assert park.operator.delete(f"/v1/outages/{made['id']}").status_code == 204
    assert open_periods() == [{"start": "2026-11-24T00:00:00Z", "end": "2026-11-24T09:00:00Z"}]


def test_calendar_ranges(park: Park) -> None:
    """A range without offset, without length or of years is refused with its reason."""
    path = "/v1/machines/cut-1/calendar"
    for start, end, code in (
        ("2026-11-24T00:00:00", "2026-11-25T00:00:00Z", "time_offset"),
        ("2026-11-25T00:00:00Z", "2026-11-25T00:00:00Z", "end_after_start"),
        ("2026-11-25T00:00:00Z", "2028-11-25T00:00:00Z", "range"),
    ):
        answer = park.ada.get(path, params={"start": start, "end": end})
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["code"] == code


@pytest.mark.parametrize(
    ("facts", "pointer"),
    [
        ({"shift_pattern": "night"}, "/shift_pattern"),
        ({"changeover_table": "pipes"}, "/changeover_table"),
        ({"open_to": ["carol"]}, "/open_to/0"),
        ({"speed_percent": 0}, "/speed_percent"),
        ({"id": "Laser 1"}, "/id"),
        ({"capability": " "}, "/capability"),
        ({"version": 3}, "/version"),
        ({"setup": "ten minutes"}, "/setup"),
    ],
)
def test_a_machine_that_cannot_be_is_refused(park: Park, facts: dict[str, Any], pointer: str) -> None:
    """Rules and form alike are told by pointer; nothing is stored."""
    answer = park.operator.post("/v1/machines", json={"id": "new-1", "name": "N", "capability": "c"} | facts)
    assert answer.status_code == 422
    assert pointer in {each["pointer"] for each in answer.json()["errors"]}
    assert park.operator.get("/v1/machines/new-1").status_code == 404


def test_named_things_are_put_in_place(park: Park) -> None:
    """A second PUT replaces; `24/7` is there without being made; a week has seven days."""
    build(park)
    park.operator.put("/v1/shift-patterns/day", json=_DAY | {"works_on_public_holidays": True}, headers=ANY)
    patterns = {p["name"]: p for p in park.ada.get("/v1/shift-patterns").json()["items"]}
    assert set(patterns) == {"24/7", "day"}
    assert patterns["day"] == {"name": "day"} | _DAY | {"works_on_public_holidays": True}
    assert park.operator.put("/v1/shift-patterns/day", json={"weekly": [[]] * 6}, headers=ANY).status_code == 422
    assert park.ada.get("/v1/changeover-tables").json()["items"] == [{"name": "sheets"} | _SHEETS]
    crooked = park.operator.put("/v1/changeover-tables/sheets", json=_SHEETS | {"minutes": [[0]]}, headers=ANY)
    assert {each["code"] for each in crooked.json()["errors"]} == {"square"}


def test_skills(park: Park) -> None:
    """Created, listed, changed under the version that was read."""
    skill = {"name": "焊工", "name_en": "welder", "shifts": [{"shift_pattern": "24/7", "people": 2}]}
    made = park.operator.post("/v1/skills", json={"id": "welder"} | skill)
    assert made.json() == {"id": "welder", "version": 1} | skill
    more = skill | {"shifts": [{"shift_pattern": "24/7", "people": 3}]}
    assert (
        park.operator.put("/v1/skills/welder", json=more, headers={"If-Match": made.headers["ETag"]}).status_code == 200
    )
    assert park.ada.get("/v1/skills").json()["items"] == [{"id": "welder", "version": 2} | more]


def test_the_park_as_a_whole(park: Park) -> None:
    """Zone, holidays and distances; a zone or region that nobody knows is refused before it can break a calendar."""
    settings = {
        "name": "齐鲁园",
        "name_en": "Qilu",
        "zone": "Europe/Berlin",
        "holiday_region": None,
        "day_overrides": [{"day": "2026-12-24", "is_open": False}],
        "travel": [{"from_site": "a", "to_site": "b", "duration": "PT15M"}],
    }
    assert park.operator.put("/v1/park", json=settings, headers=ANY).json() == settings
    assert park.ada.get("/v1/park").json() == settings
    for wrong in ({"zone": "Mars/Olympus"}, {"holiday_region": "XX"}, {"holiday_region": ""}):
        answer = park.operator.put("/v1/park", json=settings | wrong, headers=ANY)
        assert answer.status_code == 422, answer.text
        assert answer.json()["errors"][0]["pointer"] == f"/{next(iter(wrong))}"
    assert park.ada.get("/v1/park").json() == settings


def test_policies_follow_each_other(park: Park) -> None:
    """A new policy is in force at once, under the next version, and judges what comes in."""
    assert park.ada.get("/v1/policies/current").json()["version"] == 1
    made = park.operator.post("/v1/policies", json={"longest": "PT2H", "horizon": "P30D"})
    assert (made.json()["version"], made.json()["longest"], made.json()["horizon"]) == (2, "PT2H", "PT720H")
    wish = {"operations": [{"capability": "cutting", "duration": "PT3H"}], "deadline": "2026-11-25T00:00:00Z"}
    assert park.ada.post("/v1/booking-requests", json=wish).status_code == 422


def test_tenants_and_their_books(park: Park) -> None:
    """Entitlements and ledger are the tenant's to read and the operator's to write."""
    made = park.operator.post("/v1/tenants", json={"id": "carol", "name": "Carol", "share": 2, "max_concurrent": 1})
    assert made.headers["Location"] == "/v1/tenants/carol"
    assert [t["id"] for t in park.ada.get("/v1/tenants").json()["items"]] == ["ada"]
    assert park.ada.get("/v1/tenants/carol").status_code == 404
    period = {"share": 5, "start": "2026-12-01T00:00:00Z", "end": "2027-01-01T00:00:00Z", "note": "contract"}
    granted = park.operator.post("/v1/tenants/ada/entitlements", json=period).json()
    assert park.ada.get("/v1/tenants/ada/entitlements").json()["items"] == [granted]
    assert {key: granted[key] for key in period} == period
    park.operator.post("/v1/tenants/ada/ledger", json={"minutes": -30, "note": "chiller"})
    park.operator.post("/v1/tenants/ada/ledger", json={"minutes": 50, "note": "correction"})
    book = park.ada.get("/v1/tenants/ada/ledger").json()
    assert (book["balance"], [e["minutes"] for e in book["items"]]) == (20, [-30, 50])
    first = park.ada.get("/v1/tenants/ada/ledger?limit=1").json()
    last = park.ada.get(f"/v1/tenants/ada/ledger?limit=1&cursor={first['next']}").json()
    assert [(page["balance"], page["items"][0]["minutes"]) for page in (first, last)] == [(20, -30), (20, 50)]
    assert last["next"] is None
    assert park.bob.get("/v1/tenants/ada/ledger").status_code == 404
    assert park.operator.post("/v1/tenants/ada/ledger", json={"minutes": 1, "note": " "}).status_code == 422
