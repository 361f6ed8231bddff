"""`equishare settings`: what is in force, and who says so."""

from __future__ import annotations

import typer  # noqa: TC002 - typer reads annotations at run time

from scheduler.commands.options import AsJson  # noqa: TC001 - as above
from scheduler.commands.output import Output


def settings(context: typer.Context, *, as_json: AsJson = False) -> None:
    """Print every setting with its source; secrets are masked."""
    from scheduler.commands.tables import plain_table
    from scheduler.settings import load_settings

    loaded = load_settings(context.obj)
    shown = loaded.shown()
    out = Output(as_json=as_json)
    rows = [(name, value, loaded.sources[name]) for name, value in shown.items()]
    if not as_json:
        out.show(plain_table("Settings", ("setting", "value", "source"), rows, right=3))
    out.answer({name: {"value": value, "source": source} for name, value, source in rows})
