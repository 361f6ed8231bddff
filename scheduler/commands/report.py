"""`equishare report`: utilization, service levels and a statement for each tenant."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

import typer

from scheduler.commands.errors import BadArgumentError
from scheduler.commands.options import AsJson, check_year
from scheduler.commands.output import Output
from scheduler.commands.targets import refuse_target, writing

if TYPE_CHECKING:
    from scheduler.planning.report import ParkReport
    from scheduler.storage.unit_of_work import UnitOfWork

_DATE = ["%Y-%m-%d"]
First = Annotated[datetime | None, typer.Option("--from", formats=_DATE, help="First day; that of the published plan.")]
Last = Annotated[datetime | None, typer.Option("--to", formats=_DATE, help="Day after the last; a week later.")]
Xlsx = Annotated[Path | None, typer.Option(help="Write a workbook with all of it, every reservation included.")]


def report(
    context: typer.Context, *, first: First = None, last: Last = None, xlsx: Xlsx = None, as_json: AsJson = False
) -> None:
    """Tell how full the machines were, what each tenant asked, got and was charged, and how fair that was."""
    from scheduler.commands.fairness import answer_of, fairness_of, show_fairness
    from scheduler.commands.park import open_park
    from scheduler.planning.report import make_report

    if xlsx is not None:
        refuse_target(xlsx)
    park = open_park(context.obj)
    with park.context.unit_of_work(read_only=True) as uow:
        zone = ZoneInfo(uow.settings.get().zone)
        start, end = _period(uow, first, last, zone, park.context.clock())
        made = make_report(uow, start, end)
    fairness = fairness_of(park, None if first is None and last is None else (start, end))
    out = Output(as_json=as_json)
    show_report(out, made)
    show_fairness(out, fairness, zone)
    if xlsx is not None:
        from scheduler.planning.report_workbook import write_report

        with writing(xlsx):
            write_report(made, zone, xlsx, fairness)
        out.say(f"workbook written to {xlsx}")
    out.answer(_answer(made) | {"fairness": answer_of(fairness)})


def show_report(out: Output, made: ParkReport) -> None:
    """Show people the tables of a report."""
    from scheduler.commands.tables import plain_table

    groups = [
        (
            g.capability,
            str(g.machines),
            _hours(g.open),
            _hours(g.occupied),
            _hours(g.processing),
            f"{g.utilization:.1%}",
        )
        for g in made.groups
    ]
    header = ("machines for", "number", "open h", "occupied h", "processing h", "utilization")
    out.show(plain_table("Utilization", header, groups))
    tenants = [
        (
            f"{t.name} ({t.tenant_id})",
            str(t.share),
            f"{t.served} of {t.requests}",
            _hours(t.asked),
            _hours(t.granted),
            f"{t.level:.1%}",
            _hours(t.charged),
            _hours(t.balance),
        )
        for t in made.tenants
    ]
    columns = ("tenant", "share", "requests served", "asked h", "granted h", "level", "charged h", "balance h")
    out.show(plain_table("Tenants, in standard hours", columns, tenants))


def _period(
    uow: UnitOfWork, first: datetime | None, last: datetime | None, zone: ZoneInfo, now: datetime
) -> tuple[datetime, datetime]:
    """Return the period by local dates; without any, that of the published plan, else the week that begins today."""
    published = uow.schedules.published()
    if first is None and last is None and published is not None:
        return published.window.start, published.window.end
    check_year("--from", first)
    check_year("--to", last)
    week = timedelta(days=7)
    day = first.date() if first else last.date() - week if last else now.astimezone(zone).date()
    end = last.date() if last else day + week
    if end <= day:
        raise BadArgumentError(f"--to {end} is not after --from {day}; --to is the day after the last")
    a, b = (datetime.combine(d, time(0), tzinfo=zone).astimezone(UTC) for d in (day, end))
    return a, b


def _hours(minutes: int) -> str:
    return f"{minutes / 60:.1f}"


def _answer(made: ParkReport) -> dict[str, Any]:
    from dataclasses import asdict

    return {
        "start": made.start.isoformat(),
        "end": made.end.isoformat(),
        "groups": [asdict(g) | {"utilization": g.utilization} for g in made.groups],
        "tenants": [asdict(t) | {"level": t.level} for t in made.tenants],
        "statement": [
            {
                "tenant_id": r.tenant_id,
                "request_id": r.request_id,
                "external_reference": r.external_reference,
                "machine_ids": list(r.machine_ids),
                "start": r.start.isoformat(),
                "end": r.end.isoformat(),
                "status": r.status.value,
                "credited_minutes": r.credited_minutes,
            }
            for r in made.statement
        ],
    }
