"""Reports as answers: JSON, CSV or a workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from starlette.responses import Response

from api.media import CSV, JSON, XLSX
from api.report_tables import UTILIZATION, lines_of
from api.schemas import reports as schemas
from api.tables import as_csv
from scheduler.domain.fairness_policy import fairness_policy
from scheduler.planning.fairness.columns import FORMULAS
from scheduler.planning.fairness.tables import as_json, csv_text
from scheduler.planning.fairness.workbook import fairness_workbook
from scheduler.planning.fairness_report import fairness_reports
from scheduler.planning.report_workbook import report_workbook
from scheduler.planning.utilization import utilization

if TYPE_CHECKING:
    from collections.abc import Sequence

    from api.service import Service
    from scheduler.domain.access import Actor
    from scheduler.planning.fairness.figures import FairnessReport


def fairness_of(service: Service, caller: Actor, query: schemas.FairnessQuery, media: str) -> Response:
    """Return the fairness reports of a query in a media type; errors as those of `fairness_reports`."""
    policy = fairness_policy(service.settings.fairness_policy)
    reports = fairness_reports(service.context, caller, policy, query.start, query.end)
    headers = {"Vary": "Accept"}
    if media == CSV:
        return Response(csv_text(reports).encode("utf-8-sig"), headers=headers, media_type=CSV)
    if media == XLSX:
        return Response(fairness_workbook(reports, _zone(service)), headers=headers, media_type=XLSX)
    return Response(_json(reports), headers=headers, media_type=JSON)


def utilization_of(service: Service, caller: Actor, query: schemas.UtilizationQuery, media: str) -> Response:
    """Return the report on utilization of a period in a media type; errors as those of `utilization`."""
    report = utilization(service.context, caller, query.start, query.end)
    headers = {"Vary": "Accept"}
    if media == CSV:
        return Response(as_csv(UTILIZATION, lines_of(report)), headers=headers, media_type=CSV)
    if media == XLSX:
        return Response(report_workbook(report, _zone(service)), headers=headers, media_type=XLSX)
    told = schemas.UtilizationReport.model_validate(report)
    return Response(told.model_dump_json(), headers=headers, media_type=JSON)


def _json(reports: Sequence[FairnessReport]) -> str:
    items = tuple(schemas.FairnessReport.model_validate(as_json(report)) for report in reports)
    return schemas.FairnessReports(items=items, formulas=dict(FORMULAS)).model_dump_json()


def _zone(service: Service) -> ZoneInfo:
    with service.context.unit_of_work(read_only=True) as uow:
        return ZoneInfo(uow.settings.get().zone)
