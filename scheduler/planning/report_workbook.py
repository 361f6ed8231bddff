"""A report as an `.xlsx` workbook, written whole or not at all; no text in it can be taken for a formula."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime
    from pathlib import Path
    from zoneinfo import ZoneInfo

    from scheduler.planning.report import ParkReport

_GROUPS = (
    "设备类别 machines for",
    "台数 number",
    "开放小时 open h",
    "占用小时 occupied h",
    "加工小时 processing h",
    "利用率 utilization",
)
_TENANTS = (
    "企业 tenant",
    "名称 name",
    "份额 share",
    "申请数 requests",
    "已安排 served",
    "申请小时 asked h",
    "获批小时 granted h",
    "满足率 level",
    "本期记账 charged h",
    "累计 balance h",
)
_STATEMENT = (
    "企业 tenant",
    "申请 request",
    "企业编号 reference",
    "工序 operation",
    "设备 machines",
    "开始 start",
    "结束 end",
    "状态 status",
    "标准小时 standard h",
)


def write_report(report: ParkReport, zone: ZoneInfo, path: Path) -> None:
    """Write a report; times are by the clocks of `zone`. A file of that name is replaced."""
    import xlsxwriter  # only this needs it

    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        head = book.add_format({"bold": True, "bg_color": "#DCE6F1", "border": 1})
        _sheet(book, "利用率 utilization", head, _GROUPS, _groups(report))
        _sheet(book, "企业 tenants", head, _TENANTS, _tenants(report))
        _sheet(book, "明细 statement", head, _STATEMENT, _statement(report, zone))
    _replace(path, buffer.getvalue())


def _replace(path: Path, data: bytes) -> None:
    beside = path.with_name(f".{path.name}.new")
    try:
        beside.write_bytes(data)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _sheet(book: Any, name: str, head: Any, header: Sequence[str], rows: Iterable[Sequence[str | float]]) -> None:
    page = book.add_worksheet(name)
    page.freeze_panes(1, 1)
    page.set_column(0, len(header) - 1, 20)
    for column, title in enumerate(header):
        page.write_string(0, column, title, head)
    for row, cells in enumerate(rows, start=1):
        for column, cell in enumerate(cells):
            if isinstance(cell, str):
                page.write_string(row, column, cell)
            else:
                page.write_number(row, column, cell)


def _groups(report: ParkReport) -> Iterable[Sequence[str | float]]:
    for g in report.groups:
        yield g.capability, g.machines, g.open / 60, g.occupied / 60, g.processing / 60, round(g.utilization, 4)


def _tenants(report: ParkReport) -> Iterable[Sequence[str | float]]:
    for t in report.tenants:
        figures = (t.asked / 60, t.granted / 60, round(t.level, 4), t.charged / 60, t.balance / 60)
        yield t.tenant_id, t.name, t.share, t.requests, t.served, *figures


def _statement(report: ParkReport, zone: ZoneInfo) -> Iterable[Sequence[str | float]]:
    for r in report.statement:
        names = (r.tenant_id, r.request_id, r.external_reference)
        times = (_local(r.start, zone), _local(r.end, zone))
        yield *names, r.operation + 1, " + ".join(r.machine_ids), *times, r.status.value, r.credited_minutes / 60


def _local(moment: datetime, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).strftime("%Y-%m-%d %H:%M")
