"""Figures of a period, worked out by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from openpyxl import load_workbook

from scheduler.domain.tenant import Tenant
from scheduler.planning.report import ParkReport, make_report
from scheduler.planning.report_workbook import write_report
from scheduler.services import booking_requests, ledger, park, time_off
from tests.scheduler.builders import (
    OPERATOR,
    at,
    hours,
    make_context,
    make_operation,
    make_slot,
    make_terms,
    publish_slots,
    tenant,
)

if TYPE_CHECKING:
    from pathlib import Path

    from scheduler.services.context import Context


def report(ctx: Context, first: float = 0, last: float = 10) -> ParkReport:
    """Return the report of some hours."""
    with ctx.unit_of_work(read_only=True) as uow:
        return make_report(uow, at(first), at(last))


def ask(ctx: Context, who: str = "ada", **facts: Any) -> Any:
    """Ask for two hours of cutting."""
    terms = make_terms(make_operation(duration=hours(2)), tenant_id=who, **facts)
    return booking_requests.create(ctx, tenant(who), terms)


def used() -> Context:
    """Return a park in which ada asked twice for two hours and got one of them: setup, 110 minutes, nothing more."""
    ctx = make_context()
    request = ask(ctx, external_reference="=A1+1")
    ask(ctx)
    slot = make_slot(request, hour=8, length=3, processing_start=at(9), processing_end=at(11), credited_minutes=120)
    publish_slots(ctx, slot)
    return ctx


def test_machines_are_as_full_as_what_they_were_held_for() -> None:
    """Two cutters are open for 20 hours; one is held for two of them (the third hour is after the period), one of that processing."""
    cutting = next(group for group in report(used()).groups if group.capability == "cutting")
    assert (cutting.machines, cutting.open, cutting.occupied, cutting.processing) == (2, 20 * 60, 2 * 60, 60)
    assert cutting.utilization == 0.1


def test_time_off_is_not_open() -> None:
    """A machine under repair would make the park look idle."""
    ctx = used()
    time_off.add_outage(ctx, OPERATOR, machine_id="cut-2", start=at(0), end=at(5))
    cutting = next(group for group in report(ctx).groups if group.capability == "cutting")
    assert cutting.open == 15 * 60


def test_a_machine_that_never_opens_is_not_divided_by() -> None:
    """The report of a closed week would end in an error."""
    ctx = make_context()
    time_off.add_closure(ctx, OPERATOR, start=at(0), end=at(10), reason="", machine_ids=None)
    assert [group.utilization for group in report(ctx).groups] == [0.0, 0.0]


def test_a_tenant_is_told_what_it_asked_and_got() -> None:
    """Four hours asked, two granted, one of two requests served, nothing charged before it ran."""
    ada, bob = report(used()).tenants
    assert (ada.requests, ada.served, ada.asked, ada.granted, ada.level) == (2, 1, 240, 120, 0.5)
    assert (bob.requests, bob.asked, bob.level) == (0, 0, 1.0)


def test_the_ledger_of_the_period_is_told_beside_the_balance() -> None:
    """A correction of an earlier month would be charged again."""
    ctx = used()
    ledger.adjust(ctx, OPERATOR, "ada", minutes=30, note="trial")
    (ada, _), (later, _) = report(ctx).tenants, report(ctx, 1, 10).tenants
    assert (ada.charged, ada.balance, later.charged, later.balance) == (30, 30, 0, 30)


def test_the_statement_lists_every_reservation() -> None:
    """A tenant could not check its bill."""
    (line,) = report(used()).statement
    assert (line.tenant_id, line.start, line.credited_minutes) == ("ada", at(8), 120)
    assert report(used(), 0, 8).statement == ()


def test_the_workbook_holds_the_figures_and_no_formula(tmp_path: Path) -> None:
    """A reference that begins with = would be calculated in somebody's spreadsheet."""
    ctx = used()
    park.create_tenant(ctx, OPERATOR, Tenant(id="eve", name="Eve"))
    write_report(report(ctx), ZoneInfo("Asia/Shanghai"), tmp_path / "report.xlsx")
    book = load_workbook(tmp_path / "report.xlsx")
    groups, tenants, statement = (list(sheet.values) for sheet in book)
    assert groups[2][:3] == ("cutting", 2, 20)
    assert [row[0] for row in tenants[1:]] == ["ada", "bob", "eve"]
    assert statement[1][2:7] == ("=A1+1", 1, "cut-1", "2026-11-24 00:00", "2026-11-24 03:00")
    assert book["明细 statement"]["C2"].data_type == "s"
    assert [path.name for path in tmp_path.iterdir()] == ["report.xlsx"]
