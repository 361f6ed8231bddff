"""Charges and the report on utilization as tables: lines of plain values, and what their columns are called."""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING, Any, TypeAlias

from api.tables import Table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scheduler.planning.report import ParkReport
    from scheduler.services.statements import Charge

Line: TypeAlias = "dict[str, Any]"

_OF_GROUPS = {
    "capability": "工艺能力", "machines": "台数", "open": "开放分钟", "occupied": "占用分钟", "processing": "加工分钟", "utilization": "利用率",
}  # fmt: skip
_OF_TENANTS = {
    "tenant_id": "企业", "name": "名称", "share": "份额", "requests": "申请数", "served": "已安排", "asked": "申请分钟",
    "granted": "获批分钟", "level": "满足率", "charged": "本期记账", "balance": "累计",
}  # fmt: skip
_OF_CHARGES = {
    "id": "编号", "tenant_id": "企业", "kind": "类别", "minutes": "标准分钟", "recorded_at": "记账时间", "note": "说明",
    "reservation_id": "预约时段", "request_id": "申请", "external_reference": "企业编号", "machine_ids": "设备", "start": "开始",
    "end": "结束",
}  # fmt: skip


def _table(name: str, columns: dict[str, str]) -> Table[Line]:
    return Table(name=name, columns=columns, found={key: itemgetter(key) for key in columns})


#: A line for the machines of each capability, then one for each tenant; what a line has not is empty.
UTILIZATION = _table("utilization", {"start": "开始", "end": "结束"} | _OF_GROUPS | _OF_TENANTS)
CHARGE_LINES = _table("charges", _OF_CHARGES)


def lines_of(report: ParkReport) -> Iterator[Line]:
    """Yield the lines of a report on utilization."""
    empty: Line = dict.fromkeys(UTILIZATION.columns)
    period = {"start": report.start, "end": report.end}
    for columns, rows in ((_OF_GROUPS, report.groups), (_OF_TENANTS, report.tenants)):
        for row in rows:
            yield empty | period | {key: getattr(row, key) for key in columns}


def line_of(charge: Charge) -> Line:
    """Return a line of the ledger with what its reservation was."""
    about, entry = charge.reservation, charge.entry
    told = {key: getattr(about, key, None) for key in ("request_id", "external_reference", "start", "end")}
    told["machine_ids"] = () if about is None else about.machine_ids
    return told | {key: getattr(entry, key) for key in _OF_CHARGES if key not in told}
