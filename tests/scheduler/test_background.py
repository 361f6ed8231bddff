"""One worker as a whole: signs of life, runs, errands; and that it goes in good order.

Over 150 lines because how a worker ends, well and badly, is read together.
"""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import TYPE_CHECKING

from scheduler.background import Background, Pace
from scheduler.domain.booking import RequestStatus
from scheduler.domain.run import RunParameters, RunStatus
from scheduler.errands import Errand
from scheduler.errors import StorageError
from scheduler.planning.planner import by_solving
from scheduler.services import booking_requests, runs
from scheduler.services.context import Context
from tests.scheduler.builders import OPERATOR, HandClock, at, hours, make_context, make_terms
from tests.scheduler.planning.test_nightly import DEFAULTS
from tests.scheduler.waiting import PATIENCE, until

if TYPE_CHECKING:
    from scheduler.planning.translate import Translation
    from scheduler.storage.unit_of_work import UnitOfWork
    from solver.result import Result
    from solver.search.observer import Observer
    from solver.search.parameters import SolveParameters
    from solver.search.stop import StopSignal

_PACE = Pace(beat=3.0, look=0.01)


def at_work(ctx: Context) -> list[str]:
    """Return the ids of the workers that show signs of life."""
    with ctx.unit_of_work(read_only=True) as uow:
        return [sign.id for sign in uow.workers.list()]


def test_a_worker_is_seen_while_it_is_there_and_not_after() -> None:
    """Whoever is on call would not see that nobody works, and the others would wait for one that has left."""
    ctx = make_context()
    worker = Background(ctx, DEFAULTS, pace=_PACE)
    assert (at_work(ctx), worker.is_alive) == ([], False)
    worker.start()
    assert (at_work(ctx), worker.is_alive) == ([worker.worker_id], True)
    worker.stop(PATIENCE)
    assert (at_work(ctx), worker.is_alive) == ([], False)


def test_requests_expire_without_a_night() -> None:
    """A park that is planned by hand, or whose nights fail, would keep what nobody can fulfil any more among what waits."""
    clock = HandClock()
    ctx = make_context(clock=clock)
    late, open_still = (booking_requests.create(ctx, OPERATOR, make_terms(deadline=at(hour))) for hour in (2, 48))
    clock.advance(hours(2))
    worker = Background(ctx, DEFAULTS, pace=_PACE)
    worker.start()
    until(lambda: booking_requests.get(ctx, OPERATOR, late.id).status is RequestStatus.EXPIRED)
    worker.stop(PATIENCE)
    assert booking_requests.get(ctx, OPERATOR, open_still.id).status is RequestStatus.QUEUED
    assert runs.latest(ctx, OPERATOR) == ()


def test_two_workers_do_an_errand_once() -> None:
    """Whatever it does would be done as often as there are workers."""
    ctx = make_context()
    done = threading.Semaphore(0)
    errand = Errand("sweep", timedelta(hours=1), lambda: done.release())  # noqa: PLW0108 - it returns something
    workers = [Background(ctx, DEFAULTS, pace=_PACE, errands=(errand,)) for _ in range(2)]
    for worker in workers:
        worker.start()
    assert done.acquire(timeout=PATIENCE)
    for worker in workers:
        worker.stop(PATIENCE)
    assert not done.acquire(blocking=False)


def test_what_was_asked_for_while_a_worker_ends_waits_for_the_next() -> None:
    """A restart in the evening would cancel the night, if it came at the wrong moment.

    The first run is at its search when the worker is told to end, and keeps its best; the second has not begun, and stays queued.
    """
    ctx = make_context()
    searching, go_on = threading.Event(), threading.Event()

    def slowly(translation: Translation, parameters: SolveParameters, observer: Observer, stop: StopSignal) -> Result:
        searching.set()
        go_on.wait(PATIENCE)
        return by_solving(translation, parameters, observer, stop)

    first, second = (
        runs.request_run(ctx, OPERATOR, RunParameters(start=at(1), end=at(25), publish=True)) for _ in range(2)
    )
    worker = Background(ctx, DEFAULTS, pace=_PACE, errands=(), planner=slowly)
    worker.start()
    assert searching.wait(PATIENCE)
    worker.wind_down()
    assert at_work(ctx) == [worker.worker_id]
    go_on.set()
    worker.stop(PATIENCE)
    assert [runs.get(ctx, OPERATOR, run.id).status for run in (first, second)] == [
        RunStatus.COMPLETED,
        RunStatus.QUEUED,
    ]


def test_a_search_that_does_not_end_goes_back_to_the_others() -> None:
    """The service would end, and its run be nobody's until it is missed; what the search finds then must not count."""
    ctx = make_context()
    searching, go_on = threading.Event(), threading.Event()

    def stubborn(translation: Translation, parameters: SolveParameters, observer: Observer, stop: StopSignal) -> Result:
        searching.set()
        go_on.wait(PATIENCE)
        return by_solving(translation, parameters, observer, stop)

    run = runs.request_run(ctx, OPERATOR, RunParameters(start=at(1), end=at(25), publish=True))
    worker = Background(ctx, DEFAULTS, pace=_PACE, errands=(), planner=stubborn)
    worker.start()
    assert searching.wait(PATIENCE)
    worker.stop(0.01)
    given_back = runs.get(ctx, OPERATOR, run.id)
    assert (given_back.status, given_back.attempt) == (RunStatus.QUEUED, 1)
    assert given_back.message == "attempt 1: its worker was stopped before it was done"
    go_on.set()
    worker.stop(PATIENCE)
    assert runs.get(ctx, OPERATOR, run.id) == given_back


class Away:
    """A storage that is away for some calls."""

    def __init__(self, ctx: Context) -> None:
        self._storage, self._calls, self.left = ctx.storage, threading.Lock(), 0

    def unit_of_work(self, *, read_only: bool = False) -> UnitOfWork:
        """Begin a transaction, or fail as a database that cannot be reached."""
        with self._calls:
            if self.left > 0:
                self.left -= 1
                raise StorageError("park", "the connection is lost", "see that the server runs")
        return self._storage(read_only=read_only)


def test_a_database_that_is_away_when_the_plan_is_there_costs_one_more_search() -> None:
    """The run would be on for ever, with a worker that is well and does nothing; every night after it would wait for it."""
    inner = make_context()
    away = Away(inner)
    ctx = Context(storage=away.unit_of_work, clock=inner.clock, ids=inner.ids)
    searches: list[int] = []

    def then_away(
        translation: Translation, parameters: SolveParameters, observer: Observer, stop: StopSignal
    ) -> Result:
        found = by_solving(translation, parameters, observer, stop)
        searches.append(1)
        # The last report of progress, the end of the run, the note that it failed, and a look at the queue.
        away.left = 4 if len(searches) == 1 else 0
        return found

    run = runs.request_run(ctx, OPERATOR, RunParameters(start=at(1), end=at(25), publish=True))
    worker = Background(ctx, DEFAULTS, pace=_PACE, errands=(), planner=then_away)
    worker.start()
    until(lambda: _is_over(inner, run.id))
    worker.stop(PATIENCE)
    ended = runs.get(inner, OPERATOR, run.id)
    assert (ended.status, ended.attempt, len(searches)) == (RunStatus.COMPLETED, 2, 2)
    assert ended.message == "attempt 1: its end could not be written down"


def _is_over(ctx: Context, run_id: str) -> bool:
    return runs.get(ctx, OPERATOR, run_id).finished_at is not None
