"""`equishare serve`: the API, by default with a worker inside."""

from __future__ import annotations

import contextlib
import gc
import importlib
import logging
import socket
from typing import TYPE_CHECKING, Annotated

import typer

from scheduler.commands.errors import BadArgumentError

if TYPE_CHECKING:
    from uvicorn import Server

    from scheduler.settings import Settings

#: Named and not imported: `scheduler` may not know `api`, which stands above it; it is looked up when the service starts.
_APPLICATION = "api.app"


def serve(
    context: typer.Context,
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="Port to listen on; 0: any that is free.")] = None,
    worker: Annotated[
        bool | None, typer.Option("--worker/--no-worker", help="Carry out runs and nights in this process, or not.")
    ] = None,
) -> None:
    """Serve the API; carry out runs, and plan every night at the time of the settings."""
    from scheduler.logs import configure_logs
    from scheduler.settings import load_settings

    settings = _placed(load_settings(context.obj).settings, inside=worker)
    configure_logs(settings.log_format)
    address = host or settings.host, settings.port if port is None else port
    _refuse_what_cannot_work(settings)
    taken = _listening(*address)
    name = f"[{address[0]}]" if ":" in address[0] else address[0]
    told = f"http://{name}:{taken.getsockname()[1]}"
    # In the server's own words, which it leaves out where the socket is given; who calls meanwhile waits.
    logging.getLogger("uvicorn.error").info("Uvicorn running on %s (Press CTRL+C to quit)", told)
    # Ctrl-C is how a service is stopped, not something that went wrong.
    with contextlib.suppress(KeyboardInterrupt):
        server = _server(settings)
        # What is there by now stays: to look for garbage among it would stop all answers for a tenth of a second, again and again.
        gc.collect()
        gc.freeze()
        server.run(sockets=[taken])


def _server(settings: Settings) -> Server:
    """Return the server, in one process."""
    import uvicorn

    from scheduler.commands.heads import LimitedHeads
    from scheduler.commands.leaving import LeavingServer
    from scheduler.stopping import Stopping

    stopping = Stopping()
    config = uvicorn.Config(
        importlib.import_module(_APPLICATION).create_app(settings, stopping=stopping),
        # The program writes its own log, with one line for each call.
        log_config=None,
        http=LimitedHeads,
        access_log=False,
        server_header=False,
        forwarded_allow_ips=settings.proxies,
        timeout_graceful_shutdown=settings.stop_seconds,
    )
    return LeavingServer(config, stopping, settings.stop_notice)


def _placed(settings: Settings, *, inside: bool | None) -> Settings:
    """Return the settings with what the command line says of the worker."""
    if inside is None:
        return settings
    return settings.model_copy(update={"serve_worker": "inside" if inside else "apart"})


def _refuse_what_cannot_work(settings: Settings) -> None:
    """Open what there is to open and read the limits of a plan once, so that what is wrong is told here and not at night."""
    from scheduler.assembly import open_context, open_counters
    from scheduler.commands.worker import refuse_bad_limits, refuse_memory

    refuse_bad_limits(settings)
    if settings.serve_worker == "apart":
        refuse_memory(settings)
    open_counters(settings, open_context(settings).clock).close()


def _listening(host: str, port: int) -> socket.socket:
    """Take the address before anything starts: whoever starts a second service by mistake is told so at once."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        taken = socket.socket(family, kind, protocol)
        try:
            taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            taken.bind(address)
            taken.listen()
        except OSError:
            taken.close()
            raise
    except OSError as error:
        cure = "choose another with --host and --port, or stop what listens there"
        raise BadArgumentError(f"{host}:{port} cannot be listened on: {error.strerror}; {cure}") from None
    return taken
