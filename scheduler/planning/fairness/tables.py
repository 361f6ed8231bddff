"""Fairness reports as rows of plain cells, and as CSV in which no text can be taken for a formula."""

from __future__ import annotations

import csv
import io
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, TypeAlias

from scheduler.parkfiles.cells import guarded
from scheduler.planning.fairness.columns import OF_TENANTS, OF_THE_PARK
from scheduler.planning.fairness.words import in_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scheduler.planning.fairness.figures import FairnessReport

Cell: TypeAlias = "str | int | float | None"
_OF_THE_REPORT = ("start", "end", "source", "schedule_version", "policy_version")
_GAINS = {True: "yes", False: "no", None: "unknown"}
#: Every column, in order: of the report, of the tenant (empty for the park as a whole), in words, of the park.
KEYS = (
    *_OF_THE_REPORT,
    "tenant_id",
    "name",
    *(column.key for column in OF_TENANTS),
    "gains_by_sharing",
    "words",
    "words_zh",
    *(column.key for column in OF_THE_PARK),
)


def rows(reports: Iterable[FairnessReport]) -> Iterator[dict[str, Cell]]:
    """Yield a row for each tenant of each report, and after them one for the park; what a row has not is not in it."""
    for report in reports:
        head: dict[str, Cell] = {
            "start": report.start.isoformat(),
            "end": report.end.isoformat(),
            "source": report.source.value,
            "schedule_version": report.schedule_version,
            "policy_version": report.policy_version,
        }
        for tenant in report.tenants:
            words = in_words(tenant)
            figures: dict[str, Cell] = {column.key: getattr(tenant, column.key) for column in OF_TENANTS}
            told: dict[str, Cell] = {
                "tenant_id": tenant.tenant_id,
                "name": tenant.name,
                "gains_by_sharing": _GAINS[tenant.gains_by_sharing],
                "words": words.en,
                "words_zh": words.zh,
            }
            yield head | figures | told
        park = report.park
        sums: dict[str, Cell] = {"demand": park.demand, "target": park.target, "granted": park.granted}
        yield head | sums | {column.key: getattr(park, column.key) for column in OF_THE_PARK}


def as_json(report: FairnessReport) -> dict[str, Any]:
    """Return a report as JSON values, each tenant with its words."""
    tenants = []
    for row in report.tenants:
        words = in_words(row)
        reasons = [{"code": code, "requests": count} for code, count in row.reasons]
        told = {"gains_by_sharing": row.gains_by_sharing, "words": words.en, "words_zh": words.zh}
        tenants.append(asdict(row) | {"reasons": reasons} | told)
    times = {"start": report.start.isoformat(), "end": report.end.isoformat(), "source": report.source.value}
    return asdict(report) | times | {"tenants": tenants}


def csv_text(reports: Iterable[FairnessReport]) -> str:
    """Return reports as CSV with a header; figures as in JSON, texts guarded."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(KEYS)
    for row in rows(reports):
        writer.writerow([_written(row.get(key)) for key in KEYS])
    return buffer.getvalue()


def _written(cell: Cell) -> str | int | float:
    if cell is None:
        return ""
    return guarded(cell) if isinstance(cell, str) else cell
