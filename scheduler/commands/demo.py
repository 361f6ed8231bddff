"""`equishare demo`: a night of the example park, from an empty folder to a published, verified plan."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

import typer

from scheduler.commands.errors import BadArgumentError
from scheduler.commands.options import AsJson  # noqa: TC001 - typer reads annotations at run time
from scheduler.commands.output import Output

if TYPE_CHECKING:
    from scheduler.commands.park import OpenPark
    from scheduler.domain.plan import Schedule
    from scheduler.domain.run import ScheduleRun

_SECONDS, _MOST_SECONDS = 30, 60


def demo(
    context: typer.Context,
    *,
    seconds: Annotated[float, typer.Option(min=1, max=_MOST_SECONDS, help="Time limit of the plan.")] = _SECONDS,
    as_json: AsJson = False,
) -> None:
    """Load the example park, plan tonight, verify, publish, and show what came of it."""
    from scheduler.commands.park import load_files, open_park
    from scheduler.commands.plan import carry_out, ending
    from scheduler.domain.run import RunParameters
    from scheduler.parkfiles.example import example_park

    out = Output(as_json=as_json)
    _refuse_database(context.obj)
    park = open_park(context.obj)
    _refuse_park(park)
    out.say("Loading the example park (invented, modelled on a laser-industry park) ...")
    report = load_files(park, example_park(), None)
    out.say("  " + ", ".join(f"{count} {kind.replace('_', ' ')}" for kind, count in report.created.items()))
    out.say(f"Planning the week from tomorrow, at most {seconds:g} s (Ctrl-C ends early and keeps the best) ...")
    run, schedule = carry_out(park, RunParameters(seconds=seconds, publish=True))
    if schedule is None or schedule.published_at is None:
        out.say(ending(run, schedule))
        raise typer.Exit(1)
    _show(out, park, schedule)
    _tell_next(out, park, run, schedule)


def _refuse_database(config: Path | None) -> None:
    """Refuse to add the example to a database that is there already."""
    from scheduler.settings import load_settings

    url = load_settings(config).settings.database_url
    if url.startswith("sqlite:") and (file := Path(urlsplit(url).path.removeprefix("/"))).exists():
        cure = "run the demonstration in an empty folder, or go on with it: equishare serve"
        raise BadArgumentError(f"{file} is there already; {cure}")


def _refuse_park(park: OpenPark) -> None:
    """Refuse to add the example to a park that somebody keeps on a server."""
    with park.context.unit_of_work(read_only=True) as uow:
        known = uow.tenants.list() or uow.machines.list()
    if known:
        raise BadArgumentError("there is a park in the database already; name an empty one, or go on: equishare serve")


def _show(out: Output, park: OpenPark, schedule: Schedule) -> None:
    from scheduler.commands.tables import certificate_table, service_table
    from scheduler.commands.week import first_day_table, unplaced_table, week_table

    with park.context.unit_of_work(read_only=True) as uow:
        out.show(week_table(uow, schedule))
        out.show(first_day_table(uow, schedule))
        out.show(unplaced_table(uow, schedule))
        names = {tenant.id: tenant.name for tenant in uow.tenants.list()}
    certificate = schedule.certificate
    out.show(service_table(certificate["tenants"], certificate["tick_minutes"], names))
    out.show(certificate_table(certificate))


def _tell_next(out: Output, park: OpenPark, run: ScheduleRun, schedule: Schedule) -> None:
    """Make two keys and say what to type with them."""
    from scheduler.domain.access import Role, system_actor
    from scheduler.services import keys

    actor, tenant = system_actor(), schedule.slots[0].tenant_id
    operator = keys.create_key(park.context, actor, name="demo operator", role=Role.OPERATOR).secret
    own = keys.create_key(park.context, actor, name="demo tenant", role=Role.TENANT, tenant_id=tenant).secret
    base = f"http://{park.settings.host}:{park.settings.port}"
    out.say(
        _NEXT.format(
            base=base,
            operator=operator,
            own=own,
            tenant=tenant,
            version=schedule.version,
            deadline=_deadline(park, schedule),
        )
    )
    out.answer(
        {
            "run_id": run.id,
            "schedule_version": schedule.version,
            "slots": len(schedule.slots),
            "unplaced": len(schedule.unplaced),
            "certificate": schedule.certificate,
            "url": base,
            "operator_key": operator,
            "tenant_key": own,
            "tenant_id": tenant,
        }
    )


def _deadline(park: OpenPark, schedule: Schedule) -> str:
    """Return six in the evening of the last day of the plan."""
    last = (schedule.window.end - timedelta(hours=1)).astimezone(park.zone)
    return last.replace(hour=18, minute=0, second=0, microsecond=0).isoformat()


_NEXT = """
Published as schedule {version}. Next, in this folder:

  equishare serve                      # API on {base}, described at {base}/docs

and in another shell, as the operator and as the tenant {tenant} (these keys are shown this once):

  OPERATOR={operator}
  TENANT={own}
  curl -H "Authorization: Bearer $OPERATOR" {base}/v1/schedules/published
  curl -H "Authorization: Bearer $TENANT" {base}/v1/reservations
  curl -H "Authorization: Bearer $TENANT" -H 'Content-Type: application/json' {base}/v1/booking-requests \\
    -d '{{"title": "Sheet metal", "deadline": "{deadline}",
         "operations": [{{"capability": "laser-cutting", "duration": "PT45M"}}]}}'
  curl -H "Authorization: Bearer $OPERATOR" -X POST {base}/v1/schedule-runs -H 'Content-Type: application/json' -d '{{"seconds": 20, "publish": true}}'

  equishare report                     # how full the machines are, what each tenant got
"""
