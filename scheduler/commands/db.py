"""`equishare db`: the database itself - its tables, copies of it, and whether it is sound."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from scheduler.commands.options import AsJson  # noqa: TC001 - as above
from scheduler.commands.output import Output

Copy = Annotated[Path, typer.Argument(help="File of the copy.")]


def build_app() -> typer.Typer:
    """Return the group of commands."""
    app = typer.Typer(help="Bring the database up to date, copy it, put a copy back, check it.", no_args_is_help=True)
    app.command("upgrade")(upgrade)
    app.command("backup")(backup)
    app.command("restore")(restore)
    app.command("check")(check)
    return app


def upgrade(context: typer.Context, *, as_json: AsJson = False) -> None:
    """Make the tables, or bring them to this version of the program."""
    from scheduler.storage.sql import upgrade as upgrade_database

    revision = upgrade_database(_url(context))
    out = Output(as_json=as_json)
    out.say(f"the database is at revision {revision}")
    out.answer({"revision": revision})


def backup(
    context: typer.Context,
    file: Copy,
    *,
    overwrite: Annotated[bool, typer.Option(help="Replace a file of that name.")] = False,
    as_json: AsJson = False,
) -> None:
    """Copy the database to a file, also while the service runs."""
    from scheduler.storage.sql import backup as copy_database

    copy_database(_url(context), file, overwrite=overwrite)
    out = Output(as_json=as_json)
    out.say(f"copy written to {file}")
    out.answer({"file": str(file)})


def restore(context: typer.Context, file: Copy, *, as_json: AsJson = False) -> None:
    """Put a copy in place of the database; stop the service before."""
    from scheduler.storage.sql import restore as put_back

    kept = put_back(_url(context), file)
    out = Output(as_json=as_json)
    out.say(f"the database is that of {file}" + (f"; the one before is kept as {kept}" if kept else ""))
    out.answer({"file": str(file), "kept": None if kept is None else str(kept)})


def check(context: typer.Context, *, as_json: AsJson = False) -> None:
    """Look for damage; exit 1 if there is any."""
    from scheduler.storage.sql import check as find_damage

    found = find_damage(_url(context))
    out = Output(as_json=as_json)
    for line in found:
        out.show(line)
    if not found:
        out.show("the database is sound")
    out.answer({"sound": not found, "damage": list(found)})
    raise typer.Exit(1 if found else 0)


def _url(context: typer.Context) -> str:
    from scheduler.settings import load_settings

    return load_settings(context.obj).settings.database_url
