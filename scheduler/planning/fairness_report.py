"""The fairness reports of a park: of the published plan, of the last 30 nights and of the year, or of a period that is asked for."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from scheduler.domain.access import Action
from scheduler.domain.refusal import Refusal
from scheduler.planning.fairness.books import Books
from scheduler.planning.fairness.certified import has_figures, plan_report
from scheduler.services.access import require
from scheduler.services.calendar import LONGEST_RANGE
from scheduler.services.surroundings import pass_or_refuse

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from scheduler.domain.access import Actor
    from scheduler.domain.fairness_policy import FairnessPolicy
    from scheduler.planning.fairness.figures import FairnessReport
    from scheduler.services.context import Context
    from scheduler.storage.unit_of_work import UnitOfWork

MONTH, YEAR = timedelta(days=30), timedelta(days=365)


def fairness_reports(
    ctx: Context, actor: Actor, policy: FairnessPolicy, start: datetime | None = None, end: datetime | None = None
) -> tuple[FairnessReport, ...]:
    """Return the report of `[start, end)`; without a period those of the published plan, of the last 30 nights and of the year.

    A tenant sees itself, and of all tenants what tells of no other. `policy` says how the books are remembered; a plan has its own.

    Raises
    ------
    RefusedError
        When only one end of the period is given, when it is empty, or longer than a year.
    ForbiddenError
    """
    require(actor, Action.SEE_REPORTS)
    pass_or_refuse(tuple(period_faults(start, end)))
    with ctx.unit_of_work(read_only=True) as uow:
        made = tuple(
            _usual(uow, policy, ctx.clock()) if start is None or end is None else (_asked(uow, policy, start, end),)
        )
    return made if actor.tenant_id is None else tuple(report.for_tenant(actor.tenant_id) for report in made)


def _usual(uow: UnitOfWork, policy: FairnessPolicy, now: datetime) -> Iterator[FairnessReport]:
    """Yield the reports that people look at: of tonight's plan, where there is one, of the last 30 nights and of the year."""
    plan = uow.schedules.published()
    if plan is not None:
        window = plan.window
        yield plan_report(uow, plan) if has_figures(plan) else _asked(uow, policy, window.start, window.end)
    books = Books.of(uow, now - YEAR, now)
    yield books.report(policy, now - MONTH, now)
    yield books.report(policy, now - YEAR, now)


def _asked(uow: UnitOfWork, policy: FairnessPolicy, start: datetime, end: datetime) -> FairnessReport:
    return Books.of(uow, start, end).report(policy, start, end)


def period_faults(start: datetime | None, end: datetime | None) -> Iterator[Refusal]:
    """Yield what is wrong with the period of a report, `from` and `to` as it is asked for."""
    if (start is None) != (end is None):
        missing = "/from" if start is None else "/to"
        yield Refusal(
            rule="period", pointer=missing, message="is missing", cure="give from and to together, or neither"
        )
    elif start is not None and end is not None:
        if end <= start:
            told = f"{end.isoformat()} is not after the start, {start.isoformat()}"
            yield Refusal(rule="end_after_start", pointer="/to", message=told, cure="let the period end later")
        elif end - start > LONGEST_RANGE:
            told, cure = f"the period is {(end - start).days} days long", f"ask for at most {LONGEST_RANGE.days} days"
            yield Refusal(rule="range", pointer="/to", message=told, cure=cure)
