"""A run as a stream of events: its record is looked at again and again until it is over."""

from __future__ import annotations

from typing import TYPE_CHECKING

import anyio
from anyio.to_thread import run_sync
from fastapi.sse import ServerSentEvent

from api.schemas import plans as schemas
from scheduler.domain.run import ACTIVE_RUNS
from scheduler.services import runs

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from api.service import Service
    from scheduler.domain.access import Actor
    from scheduler.domain.run import ScheduleRun


async def events_of(run: ScheduleRun, running: Service, caller: Actor) -> AsyncIterator[ServerSentEvent]:
    """Yield an event for the run as it is, one for every change seen, and the last when it is over.

    A service that is about to end breaks the stream off without a last event: the run is to be looked at again when it is back.
    """
    told = -1
    while run.status in ACTIVE_RUNS:
        if run.version != told:
            told = run.version
            yield _event("progress", run)
        if running.stopping.told:
            return
        await anyio.sleep(running.watch_every)
        run = await run_sync(runs.get, running.context, caller, run.id)
    yield _event("end", run)


def _event(name: str, run: ScheduleRun) -> ServerSentEvent:
    return ServerSentEvent(event=name, id=str(run.version), data=schemas.ScheduleRun.model_validate(run))
