"""`/reports` and `/fairness-policies`: what the park tells about how fair it is."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.dependencies import Caller, Running
from api.errors import failing
from api.listing import TABLES, Listed
from api.media import CSV, XLSX, offered, preferred
from api.report_tables import CHARGE_LINES, Line, line_of
from api.reports import fairness_of, utilization_of
from api.schemas import reports as schemas
from api.schemas.lists import Page, whole
from scheduler.domain.access import Actor
from scheduler.domain.fairness_policy import FairnessPolicy
from scheduler.domain.pages import EntryFilter
from scheduler.domain.pages import Page as Found
from scheduler.services import park, statements
from scheduler.services.context import Context

router = APIRouter(tags=["reports"], responses=failing(401, 403, 422))


@router.get("/reports/fairness", response_model=schemas.FairnessReports, responses=offered(CSV, XLSX))
def get_fairness_report(
    query: Annotated[schemas.FairnessQuery, Query()], running: Running, caller: Caller, request: Request
) -> Response:
    """Tell what each tenant asked, should have got and got, in figures and words; a tenant sees itself and the park as a whole.

    Without a period: of the published plan, of the last 30 nights and of the year. `Accept: text/csv` gets CSV, and
    `application/vnd.openxmlformats-officedocument.spreadsheetml.sheet` a workbook.
    """
    return fairness_of(running, caller, query, preferred(request, CSV, XLSX))


@router.get("/reports/utilization", response_model=schemas.UtilizationReport, responses=offered(CSV, XLSX))
def get_utilization_report(
    query: Annotated[schemas.UtilizationQuery, Query()], running: Running, caller: Caller, request: Request
) -> Response:
    """Tell how full the machines were in a period, and what each tenant asked and got; a tenant sees itself.

    The workbook has every reservation of the period too.
    """
    return utilization_of(running, caller, query, preferred(request, CSV, XLSX))


@router.get("/charges", response_model=Page[schemas.Charge], responses=failing(404) | TABLES)
def list_charges(query: Annotated[schemas.ChargeQuery, Query()], listed: Listed) -> Found[Line] | Response:
    """List what the ledger booked, by age, with the reservations that it is about; a tenant sees its own."""

    def page(ctx: Context, caller: Actor, where: EntryFilter) -> Found[Line]:
        found = statements.charges(ctx, caller, where)
        return Found(items=tuple(map(line_of, found.items)), next=found.next)

    return listed.pages(CHARGE_LINES, page, query.filter())


@router.get("/fairness-policies", response_model=Page[schemas.FairnessPolicy])
def list_fairness_policies(running: Running, caller: Caller) -> Found[FairnessPolicy]:
    """List the versions of the fairness policy, oldest first."""
    return whole(park.fairness_policies(running.context, caller))
