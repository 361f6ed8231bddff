"""Which run a worker takes up next, and what becomes of the runs of a worker that is gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.domain.run import MOST_ATTEMPTS, WORKING_RUNS, RunStatus
from scheduler.services.runs import begin_in, change_run, held, with_words

if TYPE_CHECKING:
    from datetime import datetime

    from scheduler.domain.run import Claim, ScheduleRun
    from scheduler.services.context import Context
    from scheduler.storage.unit_of_work import UnitOfWork


def take_next(ctx: Context, worker_id: str) -> ScheduleRun | None:
    """Take up the oldest queued run that may begin, or return None; for a worker that is at none.

    Runs that publish are carried out one after the other, however many workers there are: each plans on what the one before has
    published. Drafts wait for nobody. A run that is still in the worker's name, for it could not write down how it ended, is let go first.
    """
    with ctx.unit_of_work(read_only=True) as uow:
        if _next(uow) is None and not _left(uow, worker_id):
            return None
    with ctx.unit_of_work() as uow:
        for run in _left(uow, worker_id):
            release_in(uow, run, ctx.clock(), "its end could not be written down")
        chosen = _next(uow)
        if chosen is not None:
            chosen = begin_in(uow, chosen, ctx.clock(), worker_id)
        uow.commit()
    return chosen


def give_back(ctx: Context, claim: Claim, told: str) -> ScheduleRun:
    """Put a run back into the queue, for its worker ends before there is anything to keep; LostRunError."""
    with ctx.unit_of_work() as uow:
        run = release_in(uow, held(uow, claim), ctx.clock(), told, died=False)
        uow.commit()
    return run


def release_in(uow: UnitOfWork, run: ScheduleRun, now: datetime, told: str, *, died: bool = True) -> ScheduleRun:
    """Take a run from its worker: back into the queue, or to its end where it was asked to stop or has cost too many workers.

    `told` is what became of the worker. `died`: the worker is gone without a word, which may be the run's fault.
    """
    if run.stop_requested:
        said = with_words(uow, run, RunStatus.CANCELLED, told, "it was asked to stop, so nobody takes it up again")
        return change_run(uow, run, now, status=RunStatus.CANCELLED, message=said, finished_at=now)
    if died and run.attempt >= MOST_ATTEMPTS:
        cure = f"given up after {run.attempt} attempts: see the log of the workers, then start a new run"
        said = with_words(uow, run, RunStatus.FAILED, told, cure)
        return change_run(uow, run, now, status=RunStatus.FAILED, message=said, finished_at=now)
    said = with_words(uow, run, RunStatus.QUEUED, f"attempt {run.attempt}: {told}")
    return change_run(uow, run, now, status=RunStatus.QUEUED, message=said, worker_id=None, progress=None)


def _next(uow: UnitOfWork) -> ScheduleRun | None:
    busy = any(run.parameters.publish for run in uow.runs.with_status(WORKING_RUNS))
    waiting = uow.runs.with_status((RunStatus.QUEUED,))
    return next((run for run in waiting if not (busy and run.parameters.publish)), None)


def _left(uow: UnitOfWork, worker_id: str) -> list[ScheduleRun]:
    return [run for run in uow.runs.with_status(WORKING_RUNS) if run.worker_id == worker_id]
