"""Lists as tables for spreadsheets: which columns they have, in two languages, and how a value becomes a cell.

Over 150 lines because every list has its line for each column, and they are read side by side.

CSV has the names of JSON and times in UTC, for programs and people; a workbook has titles in Chinese and English and times by the clocks of the park. No text in
either can be taken for a formula.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from typing import TYPE_CHECKING, Any, Generic, TypeAlias, TypeVar

from api.schemas.moments import write_duration
from scheduler.parkfiles.cells import guarded
from scheduler.planning.sheets import Sheets

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from zoneinfo import ZoneInfo

    from scheduler.domain.booking import BookingRequest
    from scheduler.domain.change import Change
    from scheduler.domain.ledger import LedgerEntry
    from scheduler.domain.machine import Machine
    from scheduler.domain.reservation import Reservation, Slot
    from scheduler.domain.tenant import Tenant
    from scheduler.domain.time_off import Closure, Outage

T = TypeVar("T")
Cell: TypeAlias = "str | int | float | None"
_TOGETHER = " + "


@dataclass(frozen=True, kw_only=True, slots=True)
class Table(Generic[T]):
    """A list as a table; its name is that of the file."""

    name: str
    #: Chinese titles by the name that a column has in JSON, in order.
    columns: Mapping[str, str]
    #: How a column is found in an item where it is not the field of its name.
    found: Mapping[str, Callable[[T], Any]]

    def values(self, item: T) -> list[Any]:
        """Return the values of a row."""
        return [self.found[key](item) if key in self.found else getattr(item, key) for key in self.columns]


def as_csv(table: Table[T], items: Iterable[T]) -> bytes:
    """Return a table as CSV that spreadsheets know for UTF-8; texts guarded."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(table.columns)
    for item in items:
        cells = (_cell(value, None) for value in table.values(item))
        writer.writerow([guarded(cell) if isinstance(cell, str) else cell for cell in cells])
    return buffer.getvalue().encode("utf-8-sig")


def as_workbook(table: Table[T], items: Iterable[T], zone: ZoneInfo) -> bytes:
    """Return a table as a workbook of one sheet, times by the clocks of `zone`."""
    sheets = Sheets()
    titles = [f"{zh} {key.replace('_', ' ')}" for key, zh in table.columns.items()]
    sheets.add(table.name, titles, ([_cell(value, zone) for value in table.values(item)] for item in items))
    return sheets.data()


def _cell(value: Any, zone: ZoneInfo | None) -> Cell:
    """Return what stands in a cell; a moment in UTC where no zone is given."""
    if isinstance(value, datetime):
        shown = value.astimezone(zone or UTC)
        return shown.strftime("%Y-%m-%d %H:%M") if zone else shown.isoformat().replace("+00:00", "Z")
    if isinstance(value, timedelta):
        return write_duration(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, tuple | list):
        return _TOGETHER.join(str(_cell(each, zone)) for each in value)
    return value.isoformat() if isinstance(value, date) else value


def _hours(request: BookingRequest) -> float:
    return sum((o.standard_duration for o in request.operations), timedelta(0)) / timedelta(hours=1)


BOOKING_REQUESTS: Table[BookingRequest] = Table(
    name="booking-requests",
    columns={
        "id": "编号", "tenant_id": "企业", "external_reference": "企业编号", "title": "名称", "status": "状态",
        "priority": "优先级", "earliest_start": "最早开始", "due": "交期", "deadline": "最迟完成", "operations": "工序数",
        "standard_hours": "标准小时", "reasons": "未排原因", "series_id": "系列", "policy_version": "规则版本",
        "created_at": "申请时间", "updated_at": "更新时间", "version": "版本",
    },
    found={
        "operations": lambda request: len(request.operations),
        "standard_hours": lambda request: round(_hours(request), 4),
        "reasons": lambda request: tuple(reason.code for reason in request.reasons),
    },
)  # fmt: skip
_SLOT = {
    "request_id": "申请", "tenant_id": "企业", "external_reference": "企业编号", "operation": "工序", "part": "部分",
    "machine_ids": "设备", "start": "开始", "end": "结束", "processing_start": "加工开始", "processing_end": "加工结束",
    "credited_minutes": "标准分钟",
}  # fmt: skip
SLOTS: Table[Slot] = Table(name="schedule", columns=_SLOT, found={})
RESERVATIONS: Table[Reservation] = Table(
    name="reservations",
    columns={"id": "编号"} | _SLOT | {
        "status": "状态", "schedule_version": "排程版本", "sequence": "调整次数", "replaces": "替代", "created_at": "生成时间",
        "updated_at": "更新时间", "version": "版本",
    },
    found={},
)  # fmt: skip
MACHINES: Table[Machine] = Table(
    name="machines",
    columns={
        "id": "编号", "name": "名称", "name_en": "英文名", "capability": "工艺能力", "site": "厂房", "cost_weight": "机时权重",
        "shift_pattern": "班次", "speed_percent": "速度百分比", "families": "材料族", "changeover_table": "换型表",
        "initial_family": "初始材料族", "setup": "准备时间", "teardown": "收尾时间", "open_to": "开放对象", "active": "在用",
        "version": "版本",
    },
    found={},
)  # fmt: skip
TENANTS: Table[Tenant] = Table(
    name="tenants",
    columns={
        "id": "编号", "name": "名称", "name_en": "英文名", "share": "份额", "max_concurrent": "同时上限", "active": "在用",
        "qualifications": "资质", "version": "版本",
    },
    found={"qualifications": lambda tenant: tuple(each.name for each in tenant.qualifications)},
)  # fmt: skip
LEDGER: Table[LedgerEntry] = Table(
    name="ledger",
    columns={
        "id": "编号", "tenant_id": "企业", "kind": "类别", "minutes": "标准分钟", "recorded_at": "记账时间",
        "reservation_id": "预约时段", "note": "说明",
    },
    found={},
)  # fmt: skip
CLOSURES: Table[Closure] = Table(
    name="closures",
    columns={"id": "编号", "start": "开始", "end": "结束", "machine_ids": "设备", "reason": "原因"},
    found={},
)
OUTAGES: Table[Outage] = Table(
    name="outages",
    columns={"id": "编号", "machine_id": "设备", "start": "开始", "end": "结束", "kind": "类别", "reason": "原因"},
    found={},
)
AUDIT_ENTRIES: Table[Change] = Table(
    name="audit-entries",
    columns={
        "number": "序号", "at": "时间", "role": "角色", "actor_tenant_id": "操作企业", "key_id": "密钥", "door": "入口",
        "kind": "对象类别", "verb": "变更", "subject_id": "对象", "tenant_id": "企业", "request_id": "申请", "reason": "原因",
        "old_status": "原状态", "new_status": "新状态", "old_version": "原版本", "new_version": "新版本",
        "changed_fields": "变更字段", "replaces": "替代", "trace_id": "追踪号",
    },
    found={
        "role": lambda change: change.actor.role,
        "actor_tenant_id": lambda change: change.actor.tenant_id,
        "key_id": lambda change: change.actor.key_id,
    },
)  # fmt: skip
