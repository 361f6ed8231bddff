"""Fencing: of all that ever took a run up, only the last one may write to it.

Over 150 lines because a run changes hands in many ways, and in each of them the same must hold.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scheduler.domain.plan import Window
from scheduler.domain.run import MOST_ATTEMPTS, RunParameters, RunProgress, RunStatus
from scheduler.errors import LostRunError
from scheduler.services import run_taking, runs, workers
from tests.scheduler.builders import NOW, OPERATOR, at, make_context, publish_slots
from tests.scheduler.services.signs import silent

if TYPE_CHECKING:
    from collections.abc import Callable

    from scheduler.domain.run import Claim, ScheduleRun
    from scheduler.services.context import Context

_WINDOW = Window(start=at(1), end=at(9), frozen_until=at(2))
_SILENT = "its worker gave no sign of life any more"


def ask(ctx: Context, *, publish: bool = False) -> ScheduleRun:
    """Ask for a run."""
    return runs.request_run(ctx, OPERATOR, RunParameters(publish=publish))


def taken(ctx: Context, worker_id: str) -> ScheduleRun:
    """Take up what there is."""
    run = run_taking.take_next(ctx, worker_id)
    assert run is not None
    return run


def dies(ctx: Context, worker_id: str) -> None:
    """Let a worker fall silent, and be given up."""
    workers.give_up(ctx, silent(ctx, worker_id))


def test_runs_are_taken_up_in_order_and_each_once() -> None:
    """Two workers would solve the same night, or the last one would be served first."""
    ctx = make_context()
    first, second = ask(ctx), ask(ctx)
    assert (taken(ctx, "wk_a").id, taken(ctx, "wk_b").id) == (first.id, second.id)
    assert run_taking.take_next(ctx, "wk_c") is None
    held = [(run.worker_id, run.attempt, run.status) for run in runs.latest(ctx, OPERATOR)]
    assert held == [("wk_b", 1, RunStatus.BUILDING), ("wk_a", 1, RunStatus.BUILDING)]


def test_runs_that_publish_come_one_after_the_other() -> None:
    """Two workers would plan on the same published plan, and one night would be thrown away; drafts hold up nobody."""
    ctx = make_context()
    first, second, draft = ask(ctx, publish=True), ask(ctx, publish=True), ask(ctx)
    begun = taken(ctx, "wk_a")
    assert (begun.id, taken(ctx, "wk_b").id) == (first.id, draft.id)
    assert run_taking.take_next(ctx, "wk_c") is None
    runs.cancel(ctx, begun.claim)
    assert taken(ctx, "wk_c").id == second.id


#: Every way in which a worker writes to its run.
_WRITES: dict[str, Callable[[Context, Claim], object]] = {
    "solving": lambda ctx, claim: runs.solving(ctx, claim, _WINDOW),
    "complete": lambda ctx, claim: runs.complete(ctx, claim, solver_status="optimal", schedule_version=1),
    "fail": lambda ctx, claim: runs.fail(ctx, claim, "no plan"),
    "cancel": runs.cancel,
    "give back": lambda ctx, claim: run_taking.give_back(ctx, claim, "stopped"),
}


@pytest.mark.parametrize("write", sorted(_WRITES))
@pytest.mark.parametrize("stage", ["waiting", "taken again", "over"])
def test_who_lost_a_run_writes_nothing_to_it(write: str, stage: str) -> None:
    """A worker that was paused would end the run of another, or put its own old plan in place of the new one.

    By hand: wk_a has attempt 1 and falls silent. The run waits (still at 1, the number of times it was taken up), is taken by wk_b (2),
    is over (2): at none of these does the claim (run, 1) hold.
    """
    ctx = make_context()
    ask(ctx)
    late = taken(ctx, "wk_a").claim
    dies(ctx, "wk_a")
    if stage != "waiting":
        newer = taken(ctx, "wk_b").claim
        assert (late.attempt, newer.attempt) == (1, 2)
    if stage == "over":
        runs.cancel(ctx, newer)
    before = runs.get(ctx, OPERATOR, late.run_id)
    with pytest.raises(LostRunError, match=f"attempt 1 at run '{late.run_id}' is over"):
        _WRITES[write](ctx, late)
    assert runs.report_progress(ctx, late, RunProgress(seconds=9))
    assert runs.get(ctx, OPERATOR, late.run_id) == before


def test_the_claim_that_holds_may_write() -> None:
    """The fence would keep everybody out."""
    ctx = make_context()
    ask(ctx)
    dies(ctx, taken(ctx, "wk_a").worker_id or "")
    claim = taken(ctx, "wk_b").claim
    runs.solving(ctx, claim, _WINDOW)
    assert not runs.report_progress(ctx, claim, RunProgress(seconds=9))
    done = runs.complete(ctx, claim, solver_status="optimal", schedule_version=1, message="as good as can be")
    assert (done.status, done.worker_id) == (RunStatus.COMPLETED, "wk_b")
    assert done.message == f"attempt 1: {_SILENT}; as good as can be"


def test_a_run_that_kills_its_workers_fails_in_the_end() -> None:
    """One night that needs more memory than there is would take down every worker, for ever."""
    ctx = make_context()
    publish_slots(ctx)
    run = ask(ctx, publish=True)
    for attempt in range(1, MOST_ATTEMPTS + 1):
        assert taken(ctx, f"wk_{attempt}").attempt == attempt
        dies(ctx, f"wk_{attempt}")
    ended = runs.get(ctx, OPERATOR, run.id)
    assert (ended.status, ended.finished_at) == (RunStatus.FAILED, NOW)
    assert ended.message == (
        f"attempt 1: {_SILENT}; attempt 2: {_SILENT}; {_SILENT}; "
        "given up after 3 attempts: see the log of the workers, then start a new run; plan 1 stays published"
    )


def test_workers_that_leave_in_good_order_cost_a_run_nothing() -> None:
    """Three restarts of the service in one evening would end the night."""
    ctx = make_context()
    run = ask(ctx)
    for number in range(MOST_ATTEMPTS + 1):
        taken(ctx, f"wk_{number}")
        workers.leave(ctx, f"wk_{number}")
    assert runs.get(ctx, OPERATOR, run.id).status is RunStatus.QUEUED


def test_a_run_that_was_asked_to_stop_is_not_taken_up_again() -> None:
    """The operator's stop would be lost with the worker that did not get to hear it."""
    ctx = make_context()
    run = ask(ctx, publish=True)
    taken(ctx, "wk_a")
    runs.request_stop(ctx, OPERATOR, run.id)
    dies(ctx, "wk_a")
    ended = runs.get(ctx, OPERATOR, run.id)
    assert (ended.status, ended.finished_at) == (RunStatus.CANCELLED, NOW)
    assert ended.message == f"{_SILENT}; it was asked to stop, so nobody takes it up again; no plan is published"


def test_a_worker_lets_go_of_what_it_could_not_end() -> None:
    """After a database that was away at the wrong moment the run would stay with a worker that is well, and not at it."""
    ctx = make_context()
    run = ask(ctx)
    taken(ctx, "wk_a")
    again = taken(ctx, "wk_a")
    assert (again.id, again.attempt, again.message) == (run.id, 2, "attempt 1: its end could not be written down")
