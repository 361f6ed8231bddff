"""The life of a run."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from scheduler.domain.plan import Window
from scheduler.domain.run import RunParameters, RunProgress, RunStatus
from scheduler.errors import IllegalTransitionError, NotFoundError, RefusedError
from scheduler.services import runs
from tests.scheduler.builders import AUDITOR, NOW, OPERATOR, at, make_context

_WINDOW = Window(start=at(1), end=at(9), frozen_until=at(2))


def test_a_run_from_asked_to_completed() -> None:
    """The operator would otherwise not see where it stands, or what came of it."""
    ctx = make_context()
    parameters = RunParameters(seconds=5, publish=True)
    asked = runs.request_run(ctx, OPERATOR, parameters)
    assert (asked.status, asked.parameters, asked.requested_by) == (RunStatus.QUEUED, parameters, "system")
    started = runs.start(ctx, asked.id, "wk_1")
    assert (started.status, started.started_at) == (RunStatus.BUILDING, NOW)
    assert (started.attempt, started.worker_id) == (1, "wk_1")
    assert runs.solving(ctx, started.claim, _WINDOW).window == _WINDOW
    progress = RunProgress(seconds=1.5, tier="utilization", incumbent=4, bound=9, gap=0.5)
    assert not runs.report_progress(ctx, started.claim, progress)
    assert runs.get(ctx, AUDITOR, asked.id).progress == progress
    done = runs.complete(ctx, started.claim, solver_status="feasible", schedule_version=3)
    assert (done.status, done.schedule_version, done.solver_status) == (RunStatus.COMPLETED, 3, "feasible")
    assert runs.latest(ctx, OPERATOR) == (done,)


def test_a_run_is_taken_up_once() -> None:
    """Two workers would otherwise solve the same night."""
    ctx = make_context()
    run = runs.request_run(ctx, OPERATOR, RunParameters())
    runs.start(ctx, run.id)
    with pytest.raises(IllegalTransitionError):
        runs.start(ctx, run.id)
    with pytest.raises(NotFoundError):
        runs.start(ctx, "run_nowhere")


def test_stopping_early() -> None:
    """A stop would otherwise throw away what was found, or go unheard; what is over cannot be stopped."""
    ctx = make_context()
    waiting, working = (runs.request_run(ctx, OPERATOR, RunParameters()) for _ in range(2))
    assert runs.request_stop(ctx, OPERATOR, waiting.id).status is RunStatus.CANCELLED
    claim = runs.start(ctx, working.id).claim
    runs.solving(ctx, claim, _WINDOW)
    assert not runs.report_progress(ctx, claim, None)
    assert runs.request_stop(ctx, OPERATOR, working.id).status is RunStatus.SOLVING
    assert runs.report_progress(ctx, claim, RunProgress(seconds=1))
    assert runs.report_progress(ctx, claim, None)
    runs.complete(ctx, claim, solver_status="feasible", schedule_version=1, message="stopped early")
    for run in (waiting, working):
        with pytest.raises(IllegalTransitionError):
            runs.request_stop(ctx, OPERATOR, run.id)


def test_progress_after_the_end_says_stop() -> None:
    """A worker would otherwise go on with a run that nobody waits for."""
    ctx = make_context()
    run = runs.request_run(ctx, OPERATOR, RunParameters())
    claim = runs.start(ctx, run.id).claim
    cancelled = runs.cancel(ctx, claim, "the park is closed")
    assert runs.report_progress(ctx, claim, RunProgress(seconds=1))
    assert runs.report_progress(ctx, claim, None)
    assert runs.get(ctx, OPERATOR, run.id) == cancelled


def test_nonsense_is_refused_before_it_waits() -> None:
    """A run would otherwise be queued that can only fail."""
    ctx = make_context()
    with pytest.raises(RefusedError):
        runs.request_run(ctx, OPERATOR, RunParameters(seconds=-1))
    with pytest.raises(RefusedError):
        runs.latest(ctx, OPERATOR, 0)
    assert runs.latest(ctx, OPERATOR) == ()


@pytest.mark.parametrize(
    ("asked", "pointer"),
    [
        (RunParameters(day=date(2020, 1, 1)), "/day"),
        (RunParameters(start=datetime(2020, 1, 1, tzinfo=UTC), end=datetime(2020, 1, 2, tzinfo=UTC)), "/end"),
        (
            RunParameters(
                day=date(2199, 1, 1), start=datetime(2199, 1, 1, tzinfo=UTC), end=datetime(2199, 1, 2, tzinfo=UTC)
            ),
            "/day",
        ),
    ],
)
def test_what_is_over_or_said_twice_is_refused_before_it_waits(asked: RunParameters, pointer: str) -> None:
    """Whoever mistypes a year would hear of it only from a run that failed; of a day beside a window, never."""
    ctx = make_context()
    with pytest.raises(RefusedError) as refused:
        runs.request_run(ctx, OPERATOR, asked)
    assert [refusal.pointer for refusal in refused.value.refusals] == [pointer]
    assert runs.latest(ctx, OPERATOR) == ()
