"""Optimization runs: asked for by people, worked off by the worker, kept track of here.

Over 150 lines because the life of a run, from asked to over, is read as one story.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from scheduler.domain.access import Action
from scheduler.domain.pages import Page
from scheduler.domain.rules.runs import check_not_over, check_parameters
from scheduler.domain.run import ACTIVE_RUNS, RUN_STATUSES, RunStatus, ScheduleRun
from scheduler.services.access import require
from scheduler.services.pages import check_limit
from scheduler.services.surroundings import pass_or_refuse

if TYPE_CHECKING:
    from datetime import datetime

    from scheduler.domain.access import Actor
    from scheduler.domain.pages import Part
    from scheduler.domain.plan import Window
    from scheduler.domain.run import RunParameters, RunProgress
    from scheduler.services.context import Context
    from scheduler.storage.unit_of_work import UnitOfWork


def request_run(ctx: Context, actor: Actor, parameters: RunParameters) -> ScheduleRun:
    """Queue a run; a worker takes it up.

    Raises
    ------
    RefusedError
        When a parameter is out of its range, or what is to be planned is past.
    ForbiddenError
    """
    require(actor, Action.PLAN)
    pass_or_refuse(check_parameters(parameters))
    now = ctx.clock()
    run = ScheduleRun(
        id=ctx.ids("run"),
        status=RunStatus.QUEUED,
        parameters=parameters,
        requested_by=actor.key_id,
        created_at=now,
        updated_at=now,
    )
    with ctx.unit_of_work() as uow:
        pass_or_refuse(check_not_over(parameters, now, ZoneInfo(uow.settings.get().zone)))
        uow.runs.add(run)
        uow.commit()
    return run


def get(ctx: Context, actor: Actor, run_id: str) -> ScheduleRun:
    """Return a run; NotFoundError, ForbiddenError."""
    require(actor, Action.SEE_PLANS)
    with ctx.unit_of_work(read_only=True) as uow:
        return uow.runs.get(run_id)


def latest(ctx: Context, actor: Actor, limit: int = 20) -> tuple[ScheduleRun, ...]:
    """Return the youngest runs, youngest first; RefusedError for the limit, ForbiddenError."""
    require(actor, Action.SEE_PLANS)
    check_limit(limit)
    with ctx.unit_of_work(read_only=True) as uow:
        return uow.runs.latest(limit)


def page(ctx: Context, actor: Actor, part: Part) -> Page[ScheduleRun]:
    """Return one page of the runs, youngest first; RefusedError for the limit, ForbiddenError."""
    require(actor, Action.SEE_PLANS)
    check_limit(part.limit)
    with ctx.unit_of_work(read_only=True) as uow:
        found = uow.runs.latest(part.limit + 1, part.after)
    items = found[: part.limit]
    return Page(items=items, next=items[-1].id if len(found) > part.limit else None)


def request_stop(ctx: Context, actor: Actor, run_id: str) -> ScheduleRun:
    """Ask a run to stop early and keep its best; one that is still queued is cancelled.

    Raises
    ------
    NotFoundError, ForbiddenError
    IllegalTransitionError
        When the run is over.
    """
    require(actor, Action.PLAN)
    with ctx.unit_of_work() as uow:
        run = uow.runs.get(run_id)
        RUN_STATUSES.transition(run.status, RunStatus.CANCELLED)
        now = ctx.clock()
        if run.status is RunStatus.QUEUED:
            run = _change(
                uow, run, now, status=RunStatus.CANCELLED, finished_at=now, message="cancelled before it began"
            )
        else:
            run = _change(uow, run, now, stop_requested=True)
        uow.commit()
    return run


def start(ctx: Context, run_id: str) -> ScheduleRun:
    """Take a queued run up: it is `building`; IllegalTransitionError when somebody did before."""
    now = ctx.clock()
    return _step(ctx, run_id, RunStatus.BUILDING, started_at=now)


def solving(ctx: Context, run_id: str, window: Window) -> ScheduleRun:
    """Note that the problem is built and its window known; IllegalTransitionError."""
    return _step(ctx, run_id, RunStatus.SOLVING, window=window)


def report_progress(ctx: Context, run_id: str, progress: RunProgress) -> bool:
    """Note how far a run is, and return whether it should stop: it was asked to, or is over already."""
    with ctx.unit_of_work() as uow:
        run = uow.runs.get(run_id)
        if run.status not in ACTIVE_RUNS:
            return True
        _change(uow, run, ctx.clock(), progress=progress)
        uow.commit()
    return run.stop_requested


def complete(ctx: Context, run_id: str, *, solver_status: str, schedule_version: int, message: str = "") -> ScheduleRun:
    """Note that a run stored a plan; IllegalTransitionError."""
    return _step(
        ctx,
        run_id,
        RunStatus.COMPLETED,
        solver_status=solver_status,
        schedule_version=schedule_version,
        message=message,
        finished_at=ctx.clock(),
    )


def fail(ctx: Context, run_id: str, message: str, solver_status: str | None = None) -> ScheduleRun:
    """Note that a run came to nothing, and why, for people; IllegalTransitionError."""
    now = ctx.clock()
    return _step(ctx, run_id, RunStatus.FAILED, message=message, solver_status=solver_status, finished_at=now)


def cancel(ctx: Context, run_id: str, message: str = "") -> ScheduleRun:
    """Note that a run was given up before it had anything to keep; IllegalTransitionError."""
    return _step(ctx, run_id, RunStatus.CANCELLED, message=message, finished_at=ctx.clock())


def recover(ctx: Context) -> tuple[ScheduleRun, ...]:
    """Fail the runs that the last process left building or solving, and return those that still wait, oldest first.

    Call it once, when the one process that solves starts up.
    """
    now = ctx.clock()
    with ctx.unit_of_work() as uow:
        for run in uow.runs.with_status((RunStatus.BUILDING, RunStatus.SOLVING)):
            told = "the service stopped while the run was on; start a new one"
            _change(uow, run, now, status=RunStatus.FAILED, message=told, finished_at=now)
        waiting = uow.runs.with_status((RunStatus.QUEUED,))
        uow.commit()
    return waiting


def _step(ctx: Context, run_id: str, status: RunStatus, **facts: Any) -> ScheduleRun:
    with ctx.unit_of_work() as uow:
        run = uow.runs.get(run_id)
        run = _change(uow, run, ctx.clock(), status=RUN_STATUSES.transition(run.status, status), **facts)
        uow.commit()
    return run


def _change(uow: UnitOfWork, run: ScheduleRun, now: datetime, **facts: Any) -> ScheduleRun:
    changed = replace(run, updated_at=now, version=run.version + 1, **facts)
    uow.runs.update(changed)
    return changed
