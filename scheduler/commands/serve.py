"""`equishare serve`: the API, with the worker that plans."""

from __future__ import annotations

import os
from typing import Annotated

import typer

#: Named and not imported: `scheduler` may not know `api`, which stands above it; uvicorn looks it up when it starts.
_APPLICATION = "api.app:create_app"
#: Seconds that open answers get when the service is to stop; whoever watches a run would keep it up until the run is over.
_LAST_WORDS = 3


def serve(
    context: typer.Context,
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="Port to listen on; 0: any that is free.")] = None,
) -> None:
    """Serve the API, and plan every night at the time of the settings."""
    import uvicorn

    from scheduler.logs import configure_logs
    from scheduler.settings import PREFIX, load_settings

    configure_logs()
    if context.obj is not None:
        # The application reads its settings itself, also where another server starts it.
        os.environ[f"{PREFIX}CONFIG"] = str(context.obj)
    settings = load_settings(context.obj).settings
    uvicorn.run(
        _APPLICATION,
        factory=True,
        host=host or settings.host,
        port=settings.port if port is None else port,
        # One process: it holds the one worker that plans.
        workers=1,
        timeout_graceful_shutdown=_LAST_WORDS,
    )
