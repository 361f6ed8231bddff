"""Optimization runs: asked for by people and by the night, worked off by workers, kept track of here.

A worker writes with its claim, and every such transaction first looks whether the claim still holds: `LostRunError` where the run was
taken from it. Who takes runs up, and from whom they are taken, is in `run_taking`.

Over 150 lines because the life of a run, from asked to over, is read as one story.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from scheduler.domain.access import Action, system_actor
from scheduler.domain.pages import Page
from scheduler.domain.rules.runs import check_not_over, check_parameters
from scheduler.domain.run import RUN_STATUSES, WORKING_RUNS, RunStatus, ScheduleRun
from scheduler.errors import LostRunError
from scheduler.services.access import require
from scheduler.services.pages import check_limit
from scheduler.services.surroundings import pass_or_refuse

if TYPE_CHECKING:
    from datetime import date, datetime

    from scheduler.domain.access import Actor
    from scheduler.domain.pages import Part
    from scheduler.domain.plan import Window
    from scheduler.domain.run import Claim, RunParameters, RunProgress
    from scheduler.services.context import Context
    from scheduler.storage.unit_of_work import UnitOfWork


def request_run(
    ctx: Context, actor: Actor, parameters: RunParameters, *, night: date | None = None, message: str = ""
) -> ScheduleRun:
    """Queue a run; a worker takes it up. `night`: the evening whose plan it is; `message`: what is to be said of it from the start.

    Raises
    ------
    RefusedError
        When a parameter is out of its range, or what is to be planned is past.
    AlreadyExistsError
        When the night has a run.
    ForbiddenError
    """
    require(actor, Action.PLAN)
    pass_or_refuse(check_parameters(parameters))
    run = _new(ctx, parameters, actor.key_id, night, message)
    with ctx.unit_of_work() as uow:
        pass_or_refuse(check_not_over(parameters, run.created_at, ZoneInfo(uow.settings.get().zone)))
        uow.runs.add(run)
        uow.commit()
    return run


def note_missed(ctx: Context, parameters: RunParameters, night: date, message: str) -> ScheduleRun:
    """Store the run of a night that nobody carried out and nobody will, as failed; AlreadyExistsError."""
    run = _new(ctx, parameters, system_actor().key_id, night, message)
    with ctx.unit_of_work() as uow:
        told = with_words(uow, run, RunStatus.FAILED)
        run = replace(run, status=RunStatus.FAILED, message=told, finished_at=run.created_at)
        uow.runs.add(run)
        uow.commit()
    return run


def _new(ctx: Context, parameters: RunParameters, asked_by: str, night: date | None, message: str) -> ScheduleRun:
    now = ctx.clock()
    return ScheduleRun(
        id=ctx.ids("run"),
        status=RunStatus.QUEUED,
        parameters=parameters,
        requested_by=asked_by,
        created_at=now,
        updated_at=now,
        night=night,
        message=message,
    )


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
            told = with_words(uow, run, RunStatus.CANCELLED, "cancelled before it began")
            run = change_run(uow, run, now, status=RunStatus.CANCELLED, finished_at=now, message=told)
        else:
            run = change_run(uow, run, now, stop_requested=True)
        uow.commit()
    return run


def start(ctx: Context, run_id: str, worker_id: str | None = None) -> ScheduleRun:
    """Take a queued run up: it is `building`, at its next attempt; IllegalTransitionError when somebody did before.

    `worker_id` is that of a worker that shows signs of life; a run of anybody else is taken from him when he says nothing for long.
    """
    with ctx.unit_of_work() as uow:
        run = begin_in(uow, uow.runs.get(run_id), ctx.clock(), worker_id)
        uow.commit()
    return run


def begin_in(uow: UnitOfWork, run: ScheduleRun, now: datetime, worker_id: str | None) -> ScheduleRun:
    """Take a queued run up within a transaction; IllegalTransitionError."""
    status = RUN_STATUSES.transition(run.status, RunStatus.BUILDING)
    facts: dict[str, Any] = {"attempt": run.attempt + 1, "worker_id": worker_id, "progress": None}
    return change_run(uow, run, now, status=status, started_at=now, **facts)


def solving(ctx: Context, claim: Claim, window: Window) -> ScheduleRun:
    """Note that the problem is built and its window known; LostRunError, IllegalTransitionError."""
    return _step(ctx, claim, RunStatus.SOLVING, window=window)


def report_progress(ctx: Context, claim: Claim, progress: RunProgress | None) -> bool:
    """Note how far a run is, if there is news, and return whether it should stop: it was asked to, or is somebody else's."""
    try:
        if progress is None:
            with ctx.unit_of_work(read_only=True) as uow:
                return held(uow, claim).stop_requested
        with ctx.unit_of_work() as uow:
            run = change_run(uow, held(uow, claim), ctx.clock(), progress=progress)
            uow.commit()
    except LostRunError:
        return True
    return run.stop_requested


def complete(
    ctx: Context, claim: Claim, *, solver_status: str, schedule_version: int, message: str = ""
) -> ScheduleRun:
    """Note that a run stored a plan; LostRunError, IllegalTransitionError."""
    facts: dict[str, Any] = {"solver_status": solver_status, "schedule_version": schedule_version}
    return _step(ctx, claim, RunStatus.COMPLETED, message, finished_at=ctx.clock(), **facts)


def fail(ctx: Context, claim: Claim, message: str, solver_status: str | None = None) -> ScheduleRun:
    """Note that a run came to nothing, and why, for people; LostRunError, IllegalTransitionError."""
    return _step(ctx, claim, RunStatus.FAILED, message, solver_status=solver_status, finished_at=ctx.clock())


def cancel(ctx: Context, claim: Claim, message: str = "") -> ScheduleRun:
    """Note that a run was given up before it had anything to keep; LostRunError, IllegalTransitionError."""
    return _step(ctx, claim, RunStatus.CANCELLED, message, finished_at=ctx.clock())


def held(uow: UnitOfWork, claim: Claim) -> ScheduleRun:
    """Return the run of a claim that holds; to be asked in each transaction that writes by it. NotFoundError, LostRunError."""
    run = uow.runs.get(claim.run_id)
    if run.status not in WORKING_RUNS or run.attempt != claim.attempt:
        raise LostRunError(run.id, claim.attempt, run.attempt, run.status.value)
    return run


def change_run(uow: UnitOfWork, run: ScheduleRun, now: datetime, **facts: Any) -> ScheduleRun:
    """Store the next version of a run."""
    changed = replace(run, updated_at=now, version=run.version + 1, **facts)
    uow.runs.update(changed)
    return changed


def with_words(uow: UnitOfWork, run: ScheduleRun, status: RunStatus, *told: str) -> str:
    """Return what a run says when it becomes `status`: what it said before, what is new, and what becomes of the published plan."""
    said = [run.message, *told]
    if run.parameters.publish and status in {RunStatus.FAILED, RunStatus.CANCELLED}:
        published = uow.schedules.published()
        said.append("no plan is published" if published is None else f"plan {published.version} stays published")
    return "; ".join(each for each in said if each)


def _step(ctx: Context, claim: Claim, status: RunStatus, message: str = "", **facts: Any) -> ScheduleRun:
    with ctx.unit_of_work() as uow:
        run = held(uow, claim)
        RUN_STATUSES.transition(run.status, status)
        told = with_words(uow, run, status, message)
        run = change_run(uow, run, ctx.clock(), status=status, message=told, **facts)
        uow.commit()
    return run
