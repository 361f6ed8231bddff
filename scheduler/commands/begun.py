"""A run that a command carries out itself, safe from the workers of the same park."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scheduler.commands.park import OpenPark
    from scheduler.domain.run import RunParameters, ScheduleRun


@contextmanager
def begun(park: OpenPark, parameters: RunParameters) -> Iterator[ScheduleRun]:
    """Ask for a run and take it up in the same transaction, before any worker could; this process is a worker until the block ends.

    So when it is killed, the run is taken up by another, like that of any worker.
    """
    from scheduler.domain.access import system_actor
    from scheduler.pulse import Pulse
    from scheduler.services import runs

    pulse = Pulse(park.context, park.settings.heartbeat_seconds)
    pulse.start()
    try:
        with park.context.unit_of_work() as uow:
            inside = park.context.within(uow)
            run = runs.request_run(inside, system_actor(), parameters)
            run = runs.start(inside, run.id, pulse.worker_id)
            uow.commit()
        yield run
    finally:
        pulse.stop()
