"""Workers show signs of life to each other; the work of one that shows none any more goes back to the others.

That somebody is dead cannot be known, only that he is silent: whoever is given up in error finds his claims lost when he comes back.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from scheduler.domain.run import WORKING_RUNS
from scheduler.services.run_taking import release_in

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from scheduler.domain.run import ScheduleRun
    from scheduler.domain.work import Heartbeat
    from scheduler.services.context import Context
    from scheduler.storage.unit_of_work import UnitOfWork

_SILENT = "its worker gave no sign of life any more"


def beat(ctx: Context, sign: Heartbeat) -> Mapping[str, int]:
    """Store a worker's sign of life, and return what must count on as long as somebody is there: by the others' ids, and by run.

    Runs are there of which no worker is known, those of a program that has no signs of life: their versions count while they are on.
    """
    with ctx.unit_of_work() as uow:
        uow.workers.put(replace(sign, seen_at=ctx.clock()))
        known = {other.id: other.beats for other in uow.workers.list()}
        orphans = {run.id: run.version for run in uow.runs.with_status(WORKING_RUNS) if run.worker_id not in known}
        uow.commit()
    return {key: count for key, count in (known | orphans).items() if key != sign.id}


def give_up(ctx: Context, silent: Mapping[str, int]) -> tuple[ScheduleRun, ...]:
    """Take their runs from those that have not counted on from what is given here, and return these runs as they are now."""
    with ctx.unit_of_work() as uow:
        known = {other.id: other.beats for other in uow.workers.list()}
        dead = {key for key, count in silent.items() if known.get(key) == count}

        def is_lost(run: ScheduleRun) -> bool:
            return run.worker_id in dead or (run.worker_id not in known and silent.get(run.id) == run.version)

        released = _release(ctx, uow, is_lost, _SILENT, died=True)
        for key in dead:
            uow.workers.remove(key)
        uow.commit()
    return released


def leave(ctx: Context, worker_id: str) -> tuple[ScheduleRun, ...]:
    """Take a worker that ends off the list, and give what it has not finished back to the others."""
    with ctx.unit_of_work() as uow:
        told = "its worker was stopped before it was done"
        released = _release(ctx, uow, lambda run: run.worker_id == worker_id, told, died=False)
        uow.workers.remove(worker_id)
        uow.commit()
    return released


def _release(
    ctx: Context, uow: UnitOfWork, is_lost: Callable[[ScheduleRun], bool], told: str, *, died: bool
) -> tuple[ScheduleRun, ...]:
    now = ctx.clock()
    lost = [run for run in uow.runs.with_status(WORKING_RUNS) if is_lost(run)]
    return tuple(release_in(uow, run, now, told, died=died) for run in lost)
