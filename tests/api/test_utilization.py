"""Utilization and charges over HTTP: figures derived by hand, in every form, and to each tenant its own."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook

from api.media import CSV, XLSX
from scheduler.services import booking_requests, reservations
from tests.scheduler.builders import OPERATOR, at, hours, make_operation, make_slot, make_terms, publish_slots, tenant

if TYPE_CHECKING:
    from starlette.testclient import TestClient

    from tests.api.parks import Park

_REPORT, _CHARGES = "/v1/reports/utilization", "/v1/charges"
_PERIOD = {"from": at(0).isoformat(), "to": at(10).isoformat()}


@pytest.fixture
def worked(park: Park) -> Park:
    """Ada asked for two hours and used them on cut-1, with half an hour of setup; bob asked for an hour and got none; ten minutes were given back."""
    ctx = park.context
    asked = booking_requests.create(
        ctx, tenant(), make_terms(make_operation(duration=hours(2)), external_reference="=PO")
    )
    booking_requests.create(ctx, tenant("bob"), make_terms(tenant_id="bob"))
    slot = make_slot(asked, 1, 2.5, processing_start=at(1.5), credited_minutes=120, external_reference="=PO")
    (held,) = publish_slots(ctx, slot).confirmed
    for step in (reservations.check_in, reservations.begin, reservations.complete):
        step(ctx, OPERATOR, held.id)
    park.clock.advance(hours(1))
    back = {"reservation_id": held.id, "minutes": 10, "note": "冷却"}
    assert park.operator.post("/v1/tenants/ada/ledger:refund", json=back).is_success
    assert park.operator.post("/v1/tenants/bob/ledger", json={"minutes": 5, "note": "x"}).is_success
    return park


def _csv(client: TestClient, path: str, **query: Any) -> list[dict[str, str]]:
    answer = client.get(path, params=query, headers={"Accept": CSV})
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))


def test_how_full_the_machines_were(worked: Park) -> None:
    """Two machines for cutting, ten hours each: 150 of 1200 minutes occupied, 120 of them work."""
    told = worked.operator.get(_REPORT, params=_PERIOD).json()
    cutting = next(group for group in told["groups"] if group["capability"] == "cutting")
    assert cutting == {
        "capability": "cutting",
        "machines": 2,
        "open": 1200,
        "occupied": 150,
        "processing": 120,
        "utilization": 0.125,
    }
    ada, bob = told["tenants"]
    assert (ada["requests"], ada["served"], ada["asked"], ada["granted"], ada["level"]) == (1, 1, 120, 120, 1.0)
    assert (ada["charged"], ada["balance"]) == (110, 110)
    assert (bob["requests"], bob["served"], bob["asked"], bob["granted"], bob["level"]) == (1, 0, 60, 0, 0.0)


def test_the_same_figures_as_a_table_and_as_a_workbook(worked: Park) -> None:
    """Lines for machines, then for tenants; the workbook has the reservations too, and no formula."""
    lines = _csv(worked.operator, _REPORT, **_PERIOD)
    assert [line["capability"] or line["tenant_id"] for line in lines] == ["bending", "cutting", "ada", "bob"]
    assert (lines[1]["utilization"], lines[1]["granted"], lines[2]["granted"]) == ("0.125", "", "120")
    data = worked.operator.get(_REPORT, params=_PERIOD, headers={"Accept": XLSX}).content
    sheets = {sheet.title: list(sheet.values) for sheet in load_workbook(io.BytesIO(data))}
    assert sheets["利用率 utilization"][2][-1] == 0.125
    assert sheets["明细 statement"][1][2] == "=PO"
    assert worked.operator.get(_REPORT, params=_PERIOD, headers={"Accept": "text/html"}).status_code == 406


@pytest.mark.parametrize("media", ["application/json", CSV, XLSX])
def test_a_tenant_sees_the_machines_and_itself(worked: Park, media: str) -> None:
    """Nothing of the other tenant: neither its line nor its reservations."""
    answer = worked.bob.get(_REPORT, params=_PERIOD, headers={"Accept": media})
    assert answer.status_code == 200
    text = answer.text
    if media == XLSX:
        text = str([row for sheet in load_workbook(io.BytesIO(answer.content)) for row in sheet.values])
    assert "bob" in text
    assert "cutting" in text
    assert "ada" not in text.lower()
    assert "=PO" not in text


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ({"from": _PERIOD["from"]}, "/to"),
        ({"from": _PERIOD["to"], "to": _PERIOD["from"]}, "/to"),
        ({"from": _PERIOD["from"], "to": at(24 * 400).isoformat()}, "/to"),
    ],
)
def test_a_period_that_is_none_is_told(worked: Park, query: dict[str, str], pointer: str) -> None:
    """422 at the parameter as the caller wrote it."""
    answer = worked.operator.get(_REPORT, params=query)
    assert answer.status_code == 422
    assert [fault["pointer"] for fault in answer.json()["errors"]] == [pointer]


def test_charges_say_what_they_are_about(worked: Park) -> None:
    """The charge and what was given back of it name machine and time; a correction is about no reservation."""
    charge, back, correction = worked.operator.get(_CHARGES).json()["items"]
    assert (charge["kind"], charge["minutes"], charge["machine_ids"], charge["external_reference"]) == (
        "charge",
        120,
        ["cut-1"],
        "=PO",
    )
    assert (charge["start"], charge["end"]) == ("2026-11-23T09:00:00Z", "2026-11-23T11:30:00Z")
    assert (back["kind"], back["minutes"], back["note"], back["request_id"]) == (
        "refund",
        -10,
        "冷却",
        charge["request_id"],
    )
    assert (correction["tenant_id"], correction["reservation_id"], correction["machine_ids"]) == ("bob", None, [])
    assert [line["external_reference"] for line in _csv(worked.operator, _CHARGES)] == ["'=PO", "'=PO", ""]


def test_charges_are_filtered_and_paged(worked: Park) -> None:
    """By tenant and half-open period, page by page; a tenant sees its own and no other's."""

    def kinds(**query: Any) -> list[str]:
        return [each["kind"] for each in worked.operator.get(_CHARGES, params=query).json()["items"]]

    assert kinds(tenant_id="ada") == ["charge", "refund"]
    assert kinds(to=at(1).isoformat()) == ["charge"]
    assert kinds(**{"from": at(1).isoformat()}) == ["refund", "adjustment"]
    first = worked.operator.get(_CHARGES, params={"limit": 2}).json()
    assert len(first["items"]) == 2
    last = worked.operator.get(_CHARGES, params={"limit": 2, "cursor": first["next"]}).json()
    assert ([each["kind"] for each in last["items"]], last["next"]) == (["adjustment"], None)
    assert {each["tenant_id"] for each in worked.bob.get(_CHARGES).json()["items"]} == {"bob"}
    assert worked.bob.get(_CHARGES, params={"tenant_id": "ada"}).status_code == 404
