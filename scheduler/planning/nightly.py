"""The nightly plan from beginning to end: read the park, solve, let the referee judge, store, publish where that was asked.

Over 150 lines because a night is one story, read from its beginning to its end.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import structlog

from scheduler.errors import LostRunError, SchedulerError
from scheduler.planning.commitment import committed_ticks
from scheduler.planning.defaults import solve_parameters
from scheduler.planning.planner import by_solving
from scheduler.planning.progress import ProgressReporter
from scheduler.planning.publish import Outcome, hand_over
from scheduler.planning.snapshot import take_snapshot
from scheduler.planning.translate import to_certificate, to_plan, to_problem
from scheduler.planning.window import plan_window
from scheduler.services import booking_requests, runs
from solver.errors import SolverError
from solver.result import Status
from solver.search.stop import StopSignal

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from scheduler.domain.plan import Window
    from scheduler.domain.run import Claim, RunParameters, ScheduleRun
    from scheduler.planning.defaults import PlanningDefaults
    from scheduler.planning.planner import Planner
    from scheduler.planning.translate import Translation
    from scheduler.services.context import Context
    from solver.result import Result
    from solver.search.observer import Progress

    Unbegun = Callable[[Context, Claim, str], ScheduleRun]

#: Time for reading, judging and storing, besides the solve.
_OVERHEAD = timedelta(minutes=2)
#: What may be planned with; anything else has no schedule worth storing.
_USABLE = (Status.OPTIMAL, Status.FEASIBLE)


def plan_night(
    context: Context,
    run_id: str,
    defaults: PlanningDefaults,
    *,
    on_progress: Callable[[Progress], None] | None = None,
    stop: StopSignal | None = None,
    planner: Planner = by_solving,
) -> ScheduleRun:
    """Take up a queued run and carry it out; see `carry_out`. IllegalTransitionError when it is not queued any more."""
    run = runs.start(context, run_id)
    return carry_out(context, run, defaults, on_progress=on_progress, stop=stop, planner=planner)


def carry_out(
    context: Context,
    run: ScheduleRun,
    defaults: PlanningDefaults,
    *,
    on_progress: Callable[[Progress], None] | None = None,
    stop: StopSignal | None = None,
    planner: Planner = by_solving,
    unbegun: Unbegun = runs.cancel,
) -> ScheduleRun:
    """Carry out a run that was taken up and return it as it ended: completed with a verified plan, failed, or cancelled.

    What goes wrong with the plan is told in the run, not raised.

    Parameters
    ----------
    on_progress
        Called from other threads, as often as the solver has news; must be quick.
    stop
        Raise it to end early and keep the best; `stop_requested` of the run does the same.
    planner
        Who makes the schedule: the solver, or what a simulation holds against it.
    unbegun
        What becomes of the run when `stop` is raised before the search began, and so before there is a best to keep.

    Raises
    ------
    LostRunError
        When the run was taken away, for its worker seemed dead; whatever was made of it is thrown away.
    """
    try:
        return _plan(context, run, defaults, stop or StopSignal(), on_progress, planner, unbegun)
    except LostRunError:
        raise
    except (SchedulerError, SolverError) as error:
        return runs.fail(context, run.claim, str(error))
    except Exception:  # noqa: BLE001 - whatever it is, the run must not stay open
        structlog.get_logger(__name__).exception("run failed", run=run.id)
        return runs.fail(
            context, run.claim, "a defect of the program stopped the run; the log of the service has the details"
        )
    except BaseException:
        with suppress(LostRunError):
            runs.cancel(context, run.claim, "interrupted")
        raise


def _plan(
    context: Context,
    run: ScheduleRun,
    defaults: PlanningDefaults,
    stop: StopSignal,
    on_progress: Callable[[Progress], None] | None,
    planner: Planner,
    unbegun: Unbegun,
) -> ScheduleRun:
    # Also an errand, but no night plans what is overdue, whenever that was done last.
    booking_requests.expire_overdue(context)
    translation, based_on = _build(context, run.parameters, defaults)
    run = runs.solving(context, run.claim, translation.window)
    if stop.requested or run.stop_requested:
        end = runs.cancel if run.stop_requested else unbegun
        return end(context, run.claim, "stopped before the search began")
    result, violations = _solve(context, run, translation, defaults, stop, on_progress, planner)
    if violations:
        told = "; ".join(map(str, violations[:3]))
        return runs.fail(
            context, run.claim, f"the schedule breaks {len(violations)} rules: {told}", Status.INVALID.value
        )
    if result.status not in _USABLE:
        why = "; ".join(result.messages) or "no schedule was found"
        return runs.fail(context, run.claim, why, result.status.value)
    return _store(context, run, translation, result, based_on)


def _build(context: Context, parameters: RunParameters, defaults: PlanningDefaults) -> tuple[Translation, int | None]:
    """Return the problem of one state of the park, and the number of the plan that is published in it."""
    now = context.clock()
    with context.unit_of_work(read_only=True) as uow:
        window = _window(parameters, defaults, ZoneInfo(uow.settings.get().zone), now)
        snapshot = take_snapshot(uow, window, now, defaults.fairness_of(parameters))
        published = uow.schedules.published()
    translation = to_problem(
        snapshot,
        window,
        defaults.tick_of(parameters),
        keep_published=defaults.keeps(parameters),
    )
    return translation, None if published is None else published.version


def _window(parameters: RunParameters, defaults: PlanningDefaults, zone: ZoneInfo, now: datetime) -> Window:
    """Return the window, frozen for long enough that the plan is there before its first slot begins."""
    seconds = defaults.seconds if parameters.seconds is None else parameters.seconds
    freeze = timedelta(hours=defaults.frozen_hours, seconds=seconds) + _OVERHEAD
    return plan_window(parameters, now=now, zone=zone, horizon_days=defaults.horizon_days, freeze=freeze)


def _solve(
    context: Context,
    run: ScheduleRun,
    translation: Translation,
    defaults: PlanningDefaults,
    stop: StopSignal,
    on_progress: Callable[[Progress], None] | None,
    planner: Planner,
) -> tuple[Result, tuple[object, ...]]:
    """Return the result and what the referee has against it: its verdict is asked here again, whatever the solver says."""
    from solver.verify import verify

    committed = committed_ticks(translation, promised=defaults.keeps(run.parameters))
    parameters = replace(solve_parameters(run.parameters, defaults), committed=committed)
    with ProgressReporter(context, run.claim, stop, on_progress) as observer:
        result = planner(translation, parameters, observer, stop)
    return result, verify(translation.problem, result.schedule)


def _store(
    context: Context, run: ScheduleRun, translation: Translation, result: Result, based_on: int | None
) -> ScheduleRun:
    """Hand the plan over, and end the run."""
    certificate = to_certificate(translation, result)
    outcome = Outcome(
        claim=run.claim,
        draft=to_plan(translation, result, run_id=run.id, certificate=certificate),
        solver_status=result.status.value,
        based_on=based_on,
        told=tuple(message.splitlines()[0] for message in result.messages),
    )
    return hand_over(context, outcome, publish=run.parameters.publish)
