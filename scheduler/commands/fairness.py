"""The fairness section of `equishare report`: figures, words, and what the figures mean."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from scheduler.commands.output import Output
    from scheduler.commands.park import OpenPark
    from scheduler.planning.fairness.figures import FairnessReport, TenantFairness

_HEADER = ("tenant", "share", "demand h", "target h", "granted h", "level", "balance h", "by its share h")


def fairness_of(park: OpenPark, period: tuple[datetime, datetime] | None) -> tuple[FairnessReport, ...]:
    """Return the fairness report of a period; None: of the published plan, of the last 30 nights and of the year."""
    from scheduler.domain.access import system_actor
    from scheduler.domain.fairness_policy import fairness_policy
    from scheduler.planning.fairness_report import fairness_reports

    policy = fairness_policy(park.settings.fairness_policy)
    return fairness_reports(park.context, system_actor(), policy, *(period or ()))


def show_fairness(out: Output, reports: Sequence[FairnessReport], zone: ZoneInfo) -> None:
    """Show people a table for each report, with what it says in words, and at the end the formulas."""
    from rich.text import Text

    from scheduler.commands.tables import plain_table
    from scheduler.planning.fairness.columns import OF_TENANTS
    from scheduler.planning.fairness.words import in_words

    for report in reports:
        if not report.park.demand:
            out.show(Text(f"{_title(report, zone)}: nothing was asked for"))
            continue
        out.show(plain_table(_title(report, zone), _HEADER, [_row(row) for row in report.tenants]))
        out.show(Text(_sums(report)))
        for row in report.tenants:
            out.show(Text(f"  {row.name} ({row.tenant_id}): {in_words(row).en}"))
    out.show(Text("\n".join(f"{column.en}: {column.formula}" for column in OF_TENANTS)))


def answer_of(reports: Sequence[FairnessReport]) -> dict[str, Any]:
    """Return the reports for programs, with the formula of each figure."""
    from scheduler.planning.fairness.columns import FORMULAS
    from scheduler.planning.fairness.tables import as_json

    return {"formulas": dict(FORMULAS), "reports": [as_json(report) for report in reports]}


def _title(report: FairnessReport, zone: ZoneInfo) -> str:
    first, last = (f"{moment.astimezone(zone):%Y-%m-%d %H:%M}" for moment in (report.start, report.end))
    what = "of the books" if report.schedule_version is None else f"of schedule {report.schedule_version}"
    policy = "" if report.policy_version is None else f", fairness policy {report.policy_version}"
    return f"Fairness {what}, {first} to {last}{policy}"


def _row(row: TenantFairness) -> tuple[str, ...]:
    hours = (_hours(minutes) for minutes in (row.demand, row.target, row.granted))
    level = f"{row.service_level / 100:.1f} %"
    return (f"{row.name} ({row.tenant_id})", str(row.share), *hours, level, _hours(row.balance), _hours(row.guaranteed))


def _sums(report: FairnessReport) -> str:
    park, told = report.park, []
    if park.lowest is not None and park.jain is not None:
        bound = "" if park.lowest_bound is None else f" (no plan has more than {park.lowest_bound / 100:.1f} %)"
        told += [f"lowest level {park.lowest / 100:.1f} %{bound}", f"Jain's index {park.jain:.3f}"]
    if park.price is not None:
        told.append(f"price of fairness {park.price:.2%}")
    return "; ".join((f"{park.tenants} tenants", *told))


def _hours(minutes: int) -> str:
    return f"{minutes / 60:.1f}"
