"""Fairness reports as sheets of a workbook: the figures in hours, and what each of them means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.domain.fairness_policy import FAIRNESS_POLICIES
from scheduler.planning.fairness.columns import OF_TENANTS, OF_THE_PARK
from scheduler.planning.fairness.tables import rows
from scheduler.planning.sheets import Sheets

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from zoneinfo import ZoneInfo

    from scheduler.planning.fairness.figures import FairnessReport
    from scheduler.planning.fairness.tables import Cell

_IN_MINUTES = frozenset({"demand", "target", "poured", "granted", "balance", "solo", "guaranteed", "capacity"})
_PER_10_000 = frozenset({"service_level", "lowest", "lowest_bound"})
#: Title of each column by its key; those with a formula come from there.
_TITLES = {
    "start": "开始 start",
    "end": "结束 end",
    "source": "来源 source",
    "schedule_version": "排程 schedule",
    "policy_version": "公平规则 fairness policy",
    "tenant_id": "企业 tenant",
    "name": "名称 name",
    **{
        column.key: f"{column.zh} {column.en}{' h' if column.key in _IN_MINUTES else ''}"
        for column in (*OF_TENANTS, *OF_THE_PARK)
    },
    "gains_by_sharing": "不低于按份额可得 gains by sharing",
    "words": "in words",
    "words_zh": "文字说明",
}
#: Who is meant comes first, for the first column stays in sight.
_ORDER = ("tenant_id", "name", *(key for key in _TITLES if key not in {"tenant_id", "name"}))
_EXPLAINED = ("栏目 column", "公式", "formula")
_VERSIONS = (
    "公平规则 fairness policy",
    "自 since",
    "规则 policy",
    "代价 epsilon",
    "半衰期（天） half-life d",
    "上限 cap",
    "优先级预算 priority budget",
    "目标取整 whole targets",
    "原因 reason",
)


def add_fairness(sheets: Sheets, reports: Iterable[FairnessReport], zone: ZoneInfo) -> None:
    """Add a sheet with the figures, one with their formulas, and one with the versions of the policy; times by the clocks of `zone`."""
    told = tuple(reports)
    sheets.add("公平 fairness", tuple(_TITLES[key] for key in _ORDER), _figures(told, zone))
    columns = (*OF_TENANTS, *OF_THE_PARK)
    sheets.add("公平公式 formulas", _EXPLAINED, [(f"{c.zh} {c.en}", c.formula_zh, c.formula) for c in columns])
    sheets.add("公平规则 policies", _VERSIONS, _policies())


def fairness_workbook(reports: Iterable[FairnessReport], zone: ZoneInfo) -> bytes:
    """Return a workbook with fairness reports alone."""
    sheets = Sheets()
    add_fairness(sheets, reports, zone)
    return sheets.data()


def _figures(reports: Sequence[FairnessReport], zone: ZoneInfo) -> Iterator[Sequence[str | float | None]]:
    for report in reports:
        local = {name: f"{getattr(report, name).astimezone(zone):%Y-%m-%d %H:%M}" for name in ("start", "end")}
        for row in rows((report,)):
            named = row | local | ({} if "tenant_id" in row else {"tenant_id": "园区 park"})
            yield tuple(_cell(key, named.get(key)) for key in _ORDER)


def _cell(key: str, cell: Cell) -> str | float | None:
    if cell is None or isinstance(cell, str):
        return cell
    if key in _IN_MINUTES:
        return round(cell / 60, 2)
    return cell / 10_000 if key in _PER_10_000 else cell


def _policies() -> Iterator[Sequence[str | float | None]]:
    for p in FAIRNESS_POLICIES:
        days = p.half_life.total_seconds() / 86_400
        budget, whole = ("是 yes" if holds else "否 no" for holds in (p.priority_budget, p.whole_targets))
        yield p.version, p.since.isoformat(), p.name, p.epsilon, days, p.cap, budget, whole, p.reason
