"""The background thread: takes up what is queued, asks for the night, ends."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING

from scheduler.background import Background, Pace
from scheduler.domain.change import ChangeKind, Door
from scheduler.domain.run import RunParameters, RunStatus
from scheduler.planning.nightly import carry_out
from scheduler.planning.nights import Nights
from scheduler.services import run_taking, runs
from solver.search.stop import StopSignal
from tests.scheduler.builders import NOW, OPERATOR, HandClock, at, make_context
from tests.scheduler.planning.test_nightly import DEFAULTS, ask
from tests.scheduler.states import all_changes, state_of
from tests.scheduler.waiting import PATIENCE, until

if TYPE_CHECKING:
    from scheduler.domain.run import ScheduleRun
    from scheduler.services.context import Context

#: Nobody is given up, however slow the machine of the tests is: a run would have two workers.
PACE = Pace(beat=3.0, look=0.01)


def is_over(ctx: Context, run: ScheduleRun) -> bool:
    """Return whether a run is over."""
    return runs.get(ctx, OPERATOR, run.id).finished_at is not None


def request(ctx: Context) -> ScheduleRun:
    """Ask for a run over the coming day."""
    return runs.request_run(ctx, OPERATOR, RunParameters(start=at(1), end=at(25), publish=True))


def test_what_is_queued_is_carried_out_in_order() -> None:
    """Runs would wait for ever, those from before the start included."""
    ctx = make_context()
    ask(ctx)
    first = request(ctx)
    worker = Background(ctx, DEFAULTS, pace=PACE, errands=())
    worker.start()
    second = request(ctx)
    worker.wake()
    until(lambda: is_over(ctx, second))
    worker.stop(PATIENCE)
    ended = [runs.get(ctx, OPERATOR, run.id) for run in (first, second)]
    assert [run.status for run in ended] == [RunStatus.COMPLETED] * 2
    assert not worker.is_alive


def test_what_the_night_does_leaves_its_traces_as_the_workers() -> None:
    """It moves more than all people together, and each tenant may ask who moved its work, and when."""
    ctx = make_context()
    ask(ctx)
    run = request(ctx)
    before, noted = state_of(ctx.storage), len(all_changes(ctx.storage))
    worker = Background(ctx, DEFAULTS, pace=PACE, errands=())
    worker.start()
    until(lambda: is_over(ctx, run))
    worker.stop(PATIENCE)
    after, new = state_of(ctx.storage), all_changes(ctx.storage)[noted:]
    assert {(c.kind, c.subject_id) for c in new} == {key for key in after if before.get(key) != after[key]}
    assert {(c.door, c.actor.key_id) for c in new} == {(Door.WORKER, "system")}
    assert [c.type for c in new if c.kind is ChangeKind.RUN] == ["run.building", "run.solving", "run.completed"]
    assert {"reservation.confirmed", "booking_request.scheduled", "schedule.published"} <= {c.type for c in new}


def test_the_night_is_asked_for_once_at_its_time() -> None:
    """It is 16:00 in Shanghai; at 20:00 the plan of the night is due, once."""
    clock = HandClock()
    ctx = make_context(clock=clock)
    worker = Background(ctx, DEFAULTS, Nights(at=time(20)), pace=PACE, errands=())
    worker.start()
    clock.moment = at(3.9)
    assert runs.latest(ctx, OPERATOR) == ()
    clock.moment = at(4)
    until(lambda: len(runs.latest(ctx, OPERATOR)) > 0)
    until(lambda: is_over(ctx, runs.latest(ctx, OPERATOR)[0]))
    worker.stop(PATIENCE)
    (run,) = runs.latest(ctx, OPERATOR)
    assert (run.requested_by, run.parameters.publish, run.status) == ("system", True, RunStatus.COMPLETED)
    assert (run.night, run.message) == (date(2026, 11, 23), "")
    assert run.window is not None
    assert run.window.start == datetime(2026, 11, 23, 16, tzinfo=NOW.tzinfo)


def test_stopping_the_service_keeps_the_best_of_a_solve() -> None:
    """A restart at night would cost the plan."""
    ctx = make_context()
    for _ in range(40):
        ask(ctx)
    run = runs.request_run(ctx, OPERATOR, RunParameters(start=at(1), end=at(25), seconds=60.0))
    worker = Background(ctx, DEFAULTS, pace=PACE, errands=())
    worker.start()
    until(lambda: runs.get(ctx, OPERATOR, run.id).status is not RunStatus.QUEUED)
    worker.stop(PATIENCE)
    # Where the search had not begun there is no best: then it waits for the next worker, and is not lost.
    assert runs.get(ctx, OPERATOR, run.id).status in (RunStatus.COMPLETED, RunStatus.QUEUED)


def test_a_stop_of_the_service_before_the_search_gives_the_run_back() -> None:
    """A restart would cancel the night, though nobody wanted that; what the operator stops is stopped all the same."""
    ctx, stop = make_context(), StopSignal()
    stop.request()
    run, stopped = (
        runs.start(ctx, runs.request_run(ctx, OPERATOR, RunParameters(start=at(1), end=at(25))).id) for _ in range(2)
    )
    ended = carry_out(ctx, run, DEFAULTS, stop=stop, unbegun=run_taking.give_back)
    assert (ended.status, ended.message) == (RunStatus.QUEUED, "attempt 1: stopped before the search began")
    runs.request_stop(ctx, OPERATOR, stopped.id)
    ended = carry_out(ctx, stopped, DEFAULTS, stop=stop, unbegun=run_taking.give_back)
    assert (ended.status, ended.message) == (RunStatus.CANCELLED, "stopped before the search began")
