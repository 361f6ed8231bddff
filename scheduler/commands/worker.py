"""`equishare worker`: a process of its own that carries out runs, nights and errands; any number of them on one database."""

from __future__ import annotations

import signal
import threading
from typing import TYPE_CHECKING

import typer  # noqa: TC002 - typer reads annotations at run time

from scheduler.commands.errors import BadArgumentError

if TYPE_CHECKING:
    from types import FrameType

    from scheduler.settings import Settings

#: Seconds that a solve gets to come to its end with its best; as in the service.
_PATIENCE = 20.0


def worker(context: typer.Context) -> None:
    """Carry out runs, nights and errands until SIGTERM or Ctrl-C; beside `equishare serve --no-worker`, or other workers."""
    from scheduler.assembly import open_background, open_context
    from scheduler.logs import configure_logs
    from scheduler.settings import load_settings

    settings = load_settings(context.obj).settings
    configure_logs(settings.log_format)
    refuse_bad_limits(settings)
    refuse_memory(settings)
    background = open_background(settings, open_context(settings))
    told = _told_to_end()
    background.start()
    try:
        told.wait()
    finally:
        background.stop(_PATIENCE)


def refuse_bad_limits(settings: Settings) -> None:
    """Read the limits of a plan once, so that what is wrong with them is told here and not at night."""
    from scheduler.assembly import planning_defaults
    from scheduler.domain.run import RunParameters
    from scheduler.planning.defaults import solve_parameters

    solve_parameters(RunParameters(), planning_defaults(settings))


def refuse_memory(settings: Settings) -> None:
    """Refuse a park that other processes cannot see; BadArgumentError."""
    from scheduler.assembly import MEMORY_URL

    if settings.database_url == MEMORY_URL:
        cure = "name a database (sqlite:///FILE or postgresql://...), or let `equishare serve` do the work inside"
        raise BadArgumentError(f"a park in memory has no other processes: {cure}")


def _told_to_end() -> threading.Event:
    """Return what becomes set by a signal; a second one interrupts."""
    told = threading.Event()

    def tell(_number: int, _frame: FrameType | None) -> None:
        if told.is_set():
            raise KeyboardInterrupt
        told.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, tell)
    return told
