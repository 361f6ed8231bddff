"""Lists as tables for spreadsheets: CSV and workbooks, everything that is asked for, and nothing that can be taken for a formula."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook

from api import listing
from api.media import CSV, XLSX
from scheduler.services import booking_requests, schedules
from tests.api.operations import operations
from tests.api.parks import make_request
from tests.scheduler.builders import at, make_draft, make_slot, make_terms, publish_slots, tenant

if TYPE_CHECKING:
    from starlette.testclient import TestClient

    from tests.api.parks import Park

#: Every list that people put into spreadsheets.
_LISTS = {
    "/v1/booking-requests",
    "/v1/reservations",
    "/v1/schedules/{version}/reservations",
    "/v1/machines",
    "/v1/tenants",
    "/v1/tenants/{tenant_id}/ledger",
    "/v1/closures",
    "/v1/outages",
    "/v1/audit-entries",
    "/v1/charges",
}
_FORMULA = "=HYPERLINK(1)"


def _rows(client: TestClient, path: str, **query: Any) -> list[dict[str, str]]:
    answer = client.get(path, params=query or None, headers={"Accept": CSV})
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))


def _sheet(client: TestClient, path: str) -> list[tuple[Any, ...]]:
    answer = client.get(path, headers={"Accept": XLSX})
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Type"] == XLSX
    return list(load_workbook(io.BytesIO(answer.content)).worksheets[0].values)


@pytest.fixture
def filled(park: Park) -> Park:
    """A park in which every list has a line, and some words are formulas."""
    ctx = park.context
    asked = booking_requests.create(ctx, tenant(), make_terms(title=_FORMULA, external_reference="+1"))
    publish_slots(ctx, make_slot(asked))
    for path, body in (
        ("/v1/machines", {"id": "cut-9", "name": "@切割", "capability": "cutting"}),
        ("/v1/tenants/ada/ledger", {"minutes": -30, "note": "-1+1"}),
        ("/v1/closures", {"start": at(90).isoformat(), "end": at(91).isoformat(), "reason": "\t=1"}),
        (
            "/v1/outages",
            {"machine_id": "cut-9", "start": at(90).isoformat(), "end": at(91).isoformat(), "reason": "=1"},
        ),
        ("/v1/tenants", {"id": "cyd", "name": "\r=1"}),
    ):
        assert park.operator.post(path, json=body).is_success
    return park


def test_the_lists_that_are_tables() -> None:
    """The text promises neither more nor less than these."""
    promised = {
        each.path for each in operations() if each.name.startswith(("list_", "get_ledger")) and "406" in each.statuses
    }
    assert promised == _LISTS


@pytest.mark.parametrize("path", sorted(_LISTS))
def test_a_table_has_the_lines_of_the_list(filled: Park, path: str) -> None:
    """As many lines, the same ids, a title for each column in two languages; no cell begins like a formula."""
    where = path.format(version="published", tenant_id="ada")
    items = filled.operator.get(where).json()["items"]
    rows, (titles, *cells) = _rows(filled.operator, where), _sheet(filled.operator, where)
    assert len(rows) == len(items) == len(cells) > 0
    key = next(iter(rows[0]))
    assert [row[key] for row in rows] == [str(item[key]) for item in items] == [str(row[0]) for row in cells]
    assert [title.partition(" ")[2].replace(" ", "_") for title in titles] == list(rows[0])
    assert all(not title[0].isascii() for title in titles)
    texts = [cell for row in rows for cell in row.values()]
    assert not [cell for cell in texts if cell.startswith(("=", "+", "@", "\t", "\r", "-1+"))]


@pytest.mark.parametrize("path", sorted(_LISTS))
def test_what_a_list_cannot_be_is_told(filled: Park, path: str) -> None:
    """406 with what it can be; the same list as JSON is as it was."""
    where = path.format(version="published", tenant_id="ada")
    answer = filled.operator.get(where, headers={"Accept": "application/pdf"})
    assert (answer.status_code, answer.json()["type"]) == (406, "/problems/not-acceptable")
    assert CSV in answer.json()["errors"][0]["cure"]
    assert filled.operator.get(where, headers={"Accept": "*/*"}).headers["Content-Type"] == "application/json"


def test_cells_read_as_people_write_them(filled: Park) -> None:
    """Texts guarded in CSV and text in a workbook; hours, UTC in one, the clocks of the park in the other."""
    (row,) = _rows(filled.ada, "/v1/booking-requests")
    assert (row["title"], row["external_reference"], row["standard_hours"]) == ("'" + _FORMULA, "'+1", "1.0")
    assert row["deadline"] == "2026-11-25T08:00:00Z"
    titles, cells = _sheet(filled.ada, "/v1/booking-requests")
    shown = dict(zip(titles, cells, strict=True))
    assert (shown["名称 title"], shown["最迟完成 deadline"]) == (_FORMULA, "2026-11-25 16:00")
    (slot,) = _rows(filled.ada, "/v1/reservations")
    assert (slot["machine_ids"], slot["operation"], slot["status"]) == ("cut-1", "0", "confirmed")


def test_a_tenant_gets_its_own_and_nothing_else(filled: Park) -> None:
    """A table would otherwise tell what the list hides."""
    booking_requests.create(filled.context, tenant("bob"), make_terms(tenant_id="bob", title="秘密"))
    assert {row["tenant_id"] for row in _rows(filled.ada, "/v1/booking-requests")} == {"ada"}
    for media in (CSV, XLSX):
        assert filled.bob.get("/v1/tenants/ada/ledger", headers={"Accept": media}).status_code == 404
        assert filled.bob.get("/v1/audit-entries", headers={"Accept": media}).status_code == 403
    assert [row["id"] for row in _rows(filled.ada, "/v1/tenants")] == ["ada"]


def test_a_table_is_everything_that_is_asked_for(park: Park, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not the first page; what is more than a table holds is told with where it goes on, filters kept."""
    made = [park.ada.post("/v1/booking-requests", json=make_request()).json()["id"] for _ in range(7)]
    monkeypatch.setattr(listing, "HIGHEST_LIMIT", 2)
    assert [row["id"] for row in _rows(park.ada, "/v1/booking-requests")] == made
    monkeypatch.setattr(listing, "MOST_ROWS", 4)
    first = park.ada.get("/v1/booking-requests?status=queued", headers={"Accept": CSV})
    path = first.headers["Link"].partition("<")[2].partition(">")[0]
    assert first.headers["Link"].endswith('>; rel="next"')
    assert "status=queued" in path
    rest = _rows(park.ada, path)
    assert [row["id"] for row in rest] == made[4:]
    assert [row["id"] for row in _rows(park.ada, "/v1/booking-requests", limit=3)] == made[:3]


def test_a_draft_is_a_table_too(park: Park) -> None:
    """The operator looks at it before it is published."""
    asked = booking_requests.create(park.context, tenant(), make_terms())
    schedules.store_draft(park.context, make_draft(make_slot(asked)))
    assert [row["request_id"] for row in _rows(park.operator, "/v1/schedules/draft/reservations")] == [asked.id]
