"""A report as an `.xlsx` workbook, written whole or not at all; no text in it can be taken for a formula."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.planning.fairness.workbook import add_fairness
from scheduler.planning.sheets import Sheets

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime
    from pathlib import Path
    from zoneinfo import ZoneInfo

    from scheduler.planning.fairness.figures import FairnessReport
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


def write_report(report: ParkReport, zone: ZoneInfo, path: Path, fairness: Sequence[FairnessReport] = ()) -> None:
    """Write a report, with the fairness reports beside it; times are by the clocks of `zone`. A file of that name is replaced."""
    _replace(path, report_workbook(report, zone, fairness))


def report_workbook(report: ParkReport, zone: ZoneInfo, fairness: Sequence[FairnessReport] = ()) -> bytes:
    """Return a report as a workbook, with the fairness reports beside it; times are by the clocks of `zone`."""
    sheets = Sheets()
    sheets.add("利用率 utilization", _GROUPS, _groups(report))
    sheets.add("企业 tenants", _TENANTS, _tenants(report))
    sheets.add("明细 statement", _STATEMENT, _statement(report, zone))
    if fairness:
        add_fairness(sheets, fairness, zone)
    return sheets.data()


def _replace(path: Path, data: bytes) -> None:
    beside = path.with_name(f".{path.name}.new")
    try:
        beside.write_bytes(data)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


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
