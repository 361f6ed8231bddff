"""`equishare plan`: the nightly optimization, now."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from scheduler.commands.errors import BadArgumentError
from scheduler.commands.options import AsJson, Epsilon, Policy, Seconds, Seed, check_year
from scheduler.commands.output import Output

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from scheduler.commands.park import OpenPark
    from scheduler.domain.plan import Schedule
    from scheduler.domain.run import RunParameters, ScheduleRun

_DATE = ["%Y-%m-%d"]
Day = Annotated[datetime | None, typer.Option("--date", formats=_DATE, help="First day of the plan; tomorrow.")]
From = Annotated[str | None, typer.Option("--from", help="Start of the window, such as 2026-11-24T08:00; with --to.")]
To = Annotated[str | None, typer.Option("--to", help="End of the window, not in it any more.")]
Ticks = Annotated[int | None, typer.Option(min=1, help="Length of a tick; all times of the plan are multiples of it.")]
Version = Annotated[int | None, typer.Option(help="Version of the fairness policy; that of the settings.")]
Publish = Annotated[bool, typer.Option("--publish/--draft", help="Publish what comes out, or leave it a draft.")]

Keep = Annotated[
    bool | None,
    typer.Option(
        "--keep-published/--move-published", help="Promise what is published where it is, or let it compete anew."
    ),
]


def plan(
    context: typer.Context,
    *,
    day: Day = None,
    start: From = None,
    end: To = None,
    seconds: Seconds = None,
    policy: Policy = None,
    epsilon: Epsilon = None,
    fairness_policy: Version = None,
    seed: Seed = 0,
    tick_minutes: Ticks = None,
    publish: Publish = False,
    keep_published: Keep = None,
    as_json: AsJson = False,
) -> None:
    """Plan the nights ahead; exit 0 only if a verified schedule was stored."""
    from scheduler.commands.park import open_park
    from scheduler.domain.run import RunParameters

    check_year("--date", day)
    park = open_park(context.obj)
    parameters = RunParameters(
        day=day.date() if day else None,
        start=_moment("--from", start, park.zone),
        end=_moment("--to", end, park.zone),
        seconds=seconds,
        policy=policy,
        epsilon=epsilon,
        fairness_policy=fairness_policy,
        tick_minutes=tick_minutes,
        seed=seed,
        publish=publish,
        keep_published=keep_published,
    )
    out = Output(as_json=as_json)
    run, schedule = carry_out(park, parameters)
    if schedule is not None:
        _show(out, schedule)
    out.say(ending(run, schedule))
    out.answer(_answer(run, schedule))
    raise typer.Exit(0 if schedule is not None else 1)


def carry_out(park: OpenPark, parameters: RunParameters) -> tuple[ScheduleRun, Schedule | None]:
    """Ask for a run and carry it out in this process, with progress on standard error; Ctrl-C keeps the best.

    Returns the run as it ended and the plan it stored, if any.
    """
    from scheduler.assembly import planning_defaults
    from scheduler.commands.begun import begun
    from scheduler.commands.watching import stopping_on_interrupt, watching
    from scheduler.domain.access import system_actor
    from scheduler.logs import configure_logs
    from scheduler.planning import nightly
    from scheduler.planning.defaults import solve_parameters
    from scheduler.services import schedules
    from solver import StopSignal

    configure_logs(park.settings.log_format)
    actor, stop, defaults = system_actor(), StopSignal(), planning_defaults(park.settings)
    # A bad parameter is bad input here and now, not a run that fails.
    limits = solve_parameters(parameters, defaults)
    with begun(park, parameters) as taken, watching(limits.seconds) as listener, stopping_on_interrupt(stop):
        run = nightly.carry_out(park.context, taken, defaults, on_progress=listener, stop=stop)
    if run.schedule_version is None:
        return run, None
    return run, schedules.get(park.context, actor, run.schedule_version)


def ending(run: ScheduleRun, schedule: Schedule | None) -> str:
    """Return how a run ended, in words."""
    if run.schedule_version is None:
        return f"run {run.id} {run.status.value}: {run.message}; no schedule was stored"
    note = f"; {run.message}" if run.message else ""
    published = schedule is not None and schedule.published_at is not None
    what = "published" if published else "a draft; publish it over HTTP, or plan again with --publish"
    return f"run {run.id} {run.status.value}: schedule {run.schedule_version} stored, {what}{note}"


def _show(out: Output, schedule: Schedule) -> None:
    from scheduler.commands.tables import certificate_table, service_table

    certificate = schedule.certificate
    out.show(certificate_table(certificate))
    out.show(service_table(certificate["tenants"], certificate["tick_minutes"], {}))


def _answer(run: ScheduleRun, schedule: Schedule | None) -> dict[str, Any]:
    return {
        "run_id": run.id,
        "status": run.status.value,
        "solver_status": run.solver_status,
        "message": run.message,
        "schedule_version": run.schedule_version,
        "schedule_status": schedule.status.value if schedule else None,
        "slots": len(schedule.slots) if schedule else 0,
        "unplaced": len(schedule.unplaced) if schedule else 0,
        "certificate": schedule.certificate if schedule else None,
    }


def _moment(option: str, text: str | None, zone: ZoneInfo) -> datetime | None:
    """Return a time; without an offset it is meant by the clocks of the park."""
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        cure = "give a date and time such as 2026-11-24T08:00 or 2026-11-24T08:00+08:00"
        raise BadArgumentError(f"{option}: {text!r} is no time; {cure}") from None
    check_year(option, moment)
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
