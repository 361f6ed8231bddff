"""The program `equishare`: names its commands, and turns what goes wrong into one message and an exit code.

Exit codes: 0 done; 1 done, and the answer is no (no verified schedule, violations found); 2 bad input, nothing was changed; 130
interrupted.
"""

from __future__ import annotations

import errno
import sys
from pathlib import Path  # noqa: TC003 - typer reads annotations at run time
from typing import TYPE_CHECKING, Annotated

import typer

from scheduler.commands import (
    accounts,
    db,
    demo,
    gaming,
    keys,
    load,
    plan,
    report,
    serve,
    settings,
    simulate,
    solve,
    verify,
    worker,
)
from scheduler.commands.errors import message_of
from scheduler.commands.output import make_streams_bear_everything

if TYPE_CHECKING:
    from collections.abc import Sequence

UNTOLD, BAD_INPUT, INTERRUPTED = 1, 2, 130


def build_app() -> typer.Typer:
    """Return the program with its commands."""
    app = typer.Typer(
        name="equishare",
        help="Fair, full and provable schedules for machines that many companies share.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    app.callback()(_before)
    app.command("demo")(demo.demo)
    app.command("load")(load.load)
    app.command("plan")(plan.plan)
    app.command("serve")(serve.serve)
    app.command("worker")(worker.worker)
    app.command("solve")(solve.solve)
    app.command("verify")(verify.verify)
    app.command("report")(report.report)
    app.command("simulate")(simulate.simulate)
    app.command("gaming")(gaming.gaming)
    app.command("settings")(settings.settings)
    app.add_typer(accounts.build_app(), name="accounts")
    app.add_typer(db.build_app(), name="db")
    app.add_typer(keys.build_app(), name="keys")
    return app


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the program on the arguments of the process, or on these; always ends in SystemExit."""
    make_streams_bear_everything()
    try:
        build_app()(args=None if arguments is None else list(arguments), prog_name="equishare")
    except KeyboardInterrupt:
        _end("interrupted", INTERRUPTED)
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        _end(f"the output cannot be written: {error.strerror}; make room", UNTOLD)
    except Exception as error:
        message = message_of(error)
        if message is None:
            raise
        _end(message, BAD_INPUT)


def _before(
    context: typer.Context,
    config: Annotated[
        Path | None, typer.Option(help="TOML file with settings, instead of equishare.toml in the working folder.")
    ] = None,
) -> None:
    """Fair, full and provable schedules for machines that many companies share."""
    context.obj = config


def _end(message: str, code: int) -> None:
    sys.stderr.write(message + "\n")
    raise SystemExit(code)


if __name__ == "__main__":
    main()
