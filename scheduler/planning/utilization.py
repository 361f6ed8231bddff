"""The report on utilization as it is asked for: of a period, and of a tenant no more than is its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.domain.access import Action
from scheduler.planning.fairness_report import period_faults
from scheduler.planning.report import make_report
from scheduler.services.access import require
from scheduler.services.surroundings import pass_or_refuse

if TYPE_CHECKING:
    from datetime import datetime

    from scheduler.domain.access import Actor
    from scheduler.planning.report import ParkReport
    from scheduler.services.context import Context


def utilization(ctx: Context, actor: Actor, start: datetime, end: datetime) -> ParkReport:
    """Return how full the machines were in `[start, end)`, and what each tenant asked and got; a tenant sees itself.

    Raises
    ------
    RefusedError
        When the period is empty, or longer than a year.
    ForbiddenError
    """
    require(actor, Action.SEE_REPORTS)
    pass_or_refuse(tuple(period_faults(start, end)))
    with ctx.unit_of_work(read_only=True) as uow:
        report = make_report(uow, start, end)
    return report if actor.tenant_id is None else report.for_tenant(actor.tenant_id)
