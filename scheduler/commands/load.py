"""`equishare load`: park files into the database, all of them or nothing."""

from __future__ import annotations

from datetime import datetime  # noqa: TC003 - typer reads annotations at run time
from pathlib import Path  # noqa: TC003 - as above
from typing import TYPE_CHECKING, Annotated

import typer

from scheduler.commands.errors import BadArgumentError
from scheduler.commands.options import AsJson, check_year
from scheduler.commands.output import Output
from scheduler.commands.targets import writing

if TYPE_CHECKING:
    from scheduler.services.load import LoadReport


def load(
    context: typer.Context,
    park: Annotated[Path | None, typer.Argument(help="Folder of CSV files, or one .xlsx workbook.")] = None,
    *,
    template: Annotated[
        Path | None, typer.Option(help="Write an .xlsx workbook to fill in to this new file, and load nothing.")
    ] = None,
    first_day: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The date that D+0 means in the files; tomorrow.")
    ] = None,
    requests: Annotated[bool, typer.Option(help="Load the booking requests too.")] = True,
    as_json: AsJson = False,
) -> None:
    """Load a park: machines, tenants, shifts, closures, outages, skills, changeovers, booking requests."""
    out = Output(as_json=as_json)
    check_year("--first-day", first_day)
    if (park is None) == (template is None):
        raise BadArgumentError("give either PARK to load or --template FILE to write")
    if template is not None:
        from scheduler.parkfiles.write import write_template

        if template.is_file():
            # Most likely somebody has filled it in.
            raise BadArgumentError(f"{template} is there already; name another file, or take that one away")
        with writing(template):
            write_template(template)
        out.say(f"template written to {template}; fill it in, then: equishare load {template}")
        out.answer({"template": str(template)})
    elif park is not None:
        from scheduler.commands.park import load_files, open_park

        report = load_files(
            open_park(context.obj), park, first_day.date() if first_day else None, with_requests=requests
        )
        out.show(words_of(report))
        out.answer({"created": report.created, "updated": report.updated, "unchanged": report.unchanged})


def words_of(report: LoadReport) -> str:
    """Return what a load did, in one line."""
    parts = []
    for name, counts in (("new", report.created), ("changed", report.updated), ("as they were", report.unchanged)):
        if counts:
            listed = ", ".join(f"{count} {kind.replace('_', ' ')}" for kind, count in counts.items())
            parts.append(f"{name}: {listed}")
    return "; ".join(parts) or "nothing to load"
