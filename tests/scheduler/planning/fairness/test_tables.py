"""Reports as CSV and as sheets."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from zoneinfo import ZoneInfo

from openpyxl import load_workbook

from scheduler.planning.fairness.columns import FORMULAS
from scheduler.planning.fairness.figures import FairnessReport, ParkFairness, Source, TenantFairness
from scheduler.planning.fairness.tables import KEYS, csv_text
from scheduler.planning.fairness.workbook import fairness_workbook
from tests.scheduler.builders import NOW, at

_ADA = TenantFairness(
    tenant_id="ada",
    name='=HYPERLINK("x")',
    share=2,
    demand=600,
    target=300,
    granted=240,
    service_level=8_000,
    balance=-30,
    guaranteed=200,
)
_PARK = ParkFairness(tenants=1, demand=600, target=300, granted=240, capacity=900, lowest=8_000, jain=1.0, price=0.01)
REPORT = FairnessReport(
    start=NOW, end=at(24), source=Source.PLAN, schedule_version=7, policy_version=1, park=_PARK, tenants=(_ADA,)
)


def test_a_name_is_no_formula_and_a_figure_is_one() -> None:
    """A tenant's name would be calculated in the operator's spreadsheet, or a negative balance arrive as a text."""
    ada, park = csv.DictReader(io.StringIO(csv_text((REPORT,)), newline=""))
    assert ada["name"] == '\'=HYPERLINK("x")'
    assert (ada["balance"], ada["service_level"], ada["solo"], ada["lowest"]) == ("-30", "8000", "", "")
    assert (park["tenant_id"], park["granted"], park["lowest"], park["price"]) == ("", "240", "8000", "0.01")
    assert ada["words"].startswith("got 80.0 % of its target")
    assert set(FORMULAS) <= set(KEYS)


def test_of_nothing_there_is_a_header() -> None:
    """A program that reads the columns would fail in a park without tenants."""
    (only,) = csv_text(()).splitlines()
    assert only.split(",") == list(KEYS)


def test_a_plan_without_versions_and_proofs_has_empty_cells() -> None:
    """What is not known would be told as None or as nought."""
    bare = replace(REPORT, schedule_version=None, policy_version=None)
    ada, park = csv.DictReader(io.StringIO(csv_text((bare,)), newline=""))
    assert {ada["policy_version"], ada["schedule_version"], park["price_bound"], park["envy"]} == {""}


def test_sheets_have_hours_formulas_and_versions() -> None:
    """The workbook would have figures that nobody can reckon again; times are by the park's clocks."""
    book = load_workbook(io.BytesIO(fairness_workbook((REPORT,), ZoneInfo("Asia/Shanghai"))))
    figures, formulas, policies = (list(sheet.values) for sheet in book)
    ada = dict(zip(figures[0], figures[1], strict=True))
    assert (ada["企业 tenant"], ada["申请 demand h"], ada["服务水平 service level"]) == ("ada", 10, 0.8)
    assert (ada["余额 balance h"], ada["开始 start"]) == (-0.5, "2026-11-23 16:00")
    assert figures[2][0] == "园区 park"
    assert book["公平 fairness"]["B2"].data_type == "s"
    assert len(formulas) == 1 + len(FORMULAS)
    assert all(cell.data_type == "s" for row in book["公平公式 formulas"].iter_rows() for cell in row)
    assert policies[1][:3] == (1, "2026-11-26", "utilization")
