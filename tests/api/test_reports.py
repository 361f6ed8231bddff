"""The fairness report over HTTP: who sees whom, in which shape, and what is refused."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook

from api.media import XLSX
from scheduler.domain.tenant import Tenant
from scheduler.services import booking_requests, schedules
from scheduler.services import park as parks
from tests.scheduler.builders import OPERATOR, make_draft, make_terms, tenant

if TYPE_CHECKING:
    from tests.api.parks import Park

_PATH = "/v1/reports/fairness"
_PERIOD = {"from": "2026-11-23T16:00:00+08:00", "to": "2026-11-24T16:00:00+08:00"}
#: What must be in no answer to ada: id, name and figures of the others.
_OF_OTHERS = ("bob", "Bob", "=cmd", "98765", "54321")


def _figures(tenant_id: str, demand: int, granted: int) -> dict[str, Any]:
    figures = {"share": 1, "balance": 0, "demand": demand, "granted": granted, "target": demand, "service_level": 7_000}
    return {"tenant_id": tenant_id} | figures


@pytest.fixture
def told(park: Park) -> Park:
    """A park of three with a published plan; ada asked for 40 minutes and got 28."""
    ctx = park.context
    parks.create_tenant(ctx, OPERATOR, Tenant(id="cyd", name="=cmd()"))
    booking_requests.create(ctx, tenant("bob"), make_terms(tenant_id="bob"))
    rows = [_figures("ada", 40, 28), _figures("bob", 98_765, 60_000), _figures("cyd", 54_321, 54_321)]
    certificate = {"tick_minutes": 1, "fairness_policy": 1, "tenants": rows}
    draft = replace(make_draft(), certificate=certificate)
    schedules.publish(ctx, OPERATOR, schedules.store_draft(ctx, draft).version)
    return park


@pytest.mark.parametrize("role", ["operator", "auditor"])
def test_the_park_sees_everybody(told: Park, role: str) -> None:
    """The plan, the last 30 nights and the year, each with all tenants, words and the version; and how it is reckoned."""
    answer = told.of(role).get(_PATH)
    assert (answer.headers["Content-Type"], answer.headers["Vary"]) == ("application/json", "Accept")
    body = answer.json()
    assert [report["source"] for report in body["items"]] == ["plan", "books", "books"]
    plan = body["items"][0]
    assert [row["tenant_id"] for row in plan["tenants"]] == ["ada", "bob", "cyd"]
    assert (plan["schedule_version"], plan["policy_version"], plan["park"]["lowest"]) == (1, 1, 7_000)
    assert (plan["tenants"][0]["demand"], plan["tenants"][0]["granted"]) == (40, 28)
    assert plan["tenants"][0]["words"].startswith("got 70.0 % of its target")
    assert "目标" in plan["tenants"][0]["words_zh"]
    assert body["formulas"]["service_level"].startswith("s = min(10 000")


@pytest.mark.parametrize("accept", ["application/json", "text/csv", XLSX])
@pytest.mark.parametrize("query", [{}, _PERIOD])
def test_a_tenant_sees_itself_and_nothing_of_the_others(told: Park, accept: str, query: dict[str, str]) -> None:
    """Whatever the shape and the period: its own row, sums of the park, and no id, name or figure of another tenant."""
    answer = told.ada.get(_PATH, params=query, headers={"Accept": accept})
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith(accept)
    text = _text_of(answer.content) if accept == XLSX else answer.text
    assert "Ada" in text
    assert [word for word in _OF_OTHERS if word in text] == []
    if accept == "application/json":
        reports = answer.json()["items"]
        assert all([row["tenant_id"] for row in report["tenants"]] == ["ada"] for report in reports)
        assert {report["park"]["tenants"] for report in reports} == {3}
    if accept == "application/json" and not query:
        assert reports[0]["park"]["demand"] == 40 + 98_765 + 54_321


def _text_of(data: bytes) -> str:
    book = load_workbook(io.BytesIO(data))
    return str([row for sheet in book for row in sheet.values])


def test_of_two_tenants_the_other_is_not_told(park: Park) -> None:
    """A sum less one's own is the other's: with two tenants a tenant gets no sums, the operator does."""
    (seen, *_), (whole, *_) = (client.get(_PATH).json()["items"] for client in (park.ada, park.operator))
    assert (seen["park"]["tenants"], seen["park"]["demand"], seen["park"]["lowest"]) == (2, None, None)
    assert whole["park"]["demand"] == 0


def test_the_same_figures_in_csv(told: Park) -> None:
    """A row for each tenant and one for the park; a name that looks like a formula is text."""
    answer = told.operator.get(_PATH, headers={"Accept": "text/csv"})
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    ada, bob, cyd, park = list(csv.DictReader(io.StringIO(answer.text, newline="")))[:4]
    assert (ada["demand"], bob["granted"], cyd["name"]) == ("40", "60000", "'=cmd()")
    assert (park["tenant_id"], park["lowest"]) == ("", "7000")


def test_a_period_is_one_report_of_the_books(told: Park) -> None:
    """With an offset, half-open; bob asked for an hour in it."""
    (report,) = told.operator.get(_PATH, params=_PERIOD).json()["items"]
    assert (report["start"], report["end"], report["source"]) == (
        "2026-11-23T08:00:00Z",
        "2026-11-24T08:00:00Z",
        "books",
    )
    assert {row["tenant_id"]: row["demand"] for row in report["tenants"]} == {"ada": 0, "bob": 60, "cyd": 0}


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ({"from": _PERIOD["from"]}, "/to"),
        ({"to": _PERIOD["to"]}, "/from"),
        ({"from": _PERIOD["to"], "to": _PERIOD["from"]}, "/to"),
        ({"from": "2026-11-23T16:00:00", "to": _PERIOD["to"]}, "/from"),
        (_PERIOD | {"start": _PERIOD["from"]}, "/start"),
    ],
)
def test_a_period_that_is_none_is_told_with_its_place(told: Park, query: dict[str, str], pointer: str) -> None:
    """422 at the parameter as the caller wrote it."""
    answer = told.operator.get(_PATH, params=query)
    assert answer.status_code == 422
    assert [fault["pointer"] for fault in answer.json()["errors"]] == [pointer]


def test_the_versions_of_the_policy_can_be_looked_up(park: Park) -> None:
    """A tenant would read a number in the report and in no list."""
    first, *_ = park.ada.get("/v1/fairness-policies").json()["items"]
    assert (first["version"], first["name"], first["half_life"], first["cap"]) == (1, "utilization", "PT336H", 1.0)
    assert first["reason"]
