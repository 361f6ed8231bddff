"""Workers that are killed or paused in the middle of a run: another takes it up, and the night is published once.

Over 150 lines because processes that die need somebody who starts, watches and buries them.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from scheduler.clock import system_clock
from scheduler.domain.ids import random_ids
from scheduler.domain.run import MOST_ATTEMPTS, RunParameters, RunStatus
from scheduler.services import booking_requests, load, runs
from scheduler.services.context import Context
from scheduler.storage.sql import SqlStorage, check
from tests.scheduler.builders import OPERATOR, make_park, make_terms
from tests.scheduler.states import all_changes
from tests.scheduler.waiting import PATIENCE, until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scheduler.domain.run import ScheduleRun

_ROOT = Path(__file__).parents[2]


class Child:
    """One worker, and what it says."""

    def __init__(self, url: str, way: str) -> None:
        command = [sys.executable, "-m", "tests.scheduler.working", url, way]
        self.process = subprocess.Popen(
            command, cwd=_ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        self.worker_id = self.hear().removeprefix("began ")

    def hear(self) -> str:
        """Return the next line."""
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def kill(self) -> None:
        """Kill it as `kill -9` does."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(PATIENCE)

    def until_halted(self) -> None:
        """Return when it has stopped itself."""
        _, status = os.waitpid(self.process.pid, os.WUNTRACED)
        assert os.WIFSTOPPED(status)

    def end(self) -> str:
        """Let it end, if it has not yet, and return its log, the first time."""
        self.process.send_signal(signal.SIGCONT)
        assert self.process.stdout is not None
        return "" if self.process.stdout.closed else self.process.communicate(timeout=PATIENCE)[1]


@contextmanager
def working(url: str, *ways: str) -> Iterator[list[Child]]:
    """Run workers until the block ends."""
    children: list[Child] = []
    try:
        children.extend(Child(url, way) for way in ways)
        yield children
    finally:
        for child in children:
            child.process.kill()
            child.end()


@contextmanager
def a_park(url: str) -> Iterator[Context]:
    """Open a park with one request, and hold it to be sound at the end."""
    storage = SqlStorage(url)
    try:
        ctx = Context(storage=storage.unit_of_work, clock=system_clock, ids=random_ids(system_clock))
        load.load_park(ctx, OPERATOR, make_park())
        booking_requests.create(ctx, OPERATOR, make_terms(deadline=system_clock() + timedelta(days=3)))
        yield ctx
    finally:
        storage.close()
    assert check(url) == ()


def ask(ctx: Context) -> ScheduleRun:
    """Ask for a run that publishes."""
    return runs.request_run(ctx, OPERATOR, RunParameters(publish=True))


def ended(ctx: Context, run: ScheduleRun) -> ScheduleRun:
    """Wait until a run is over, and return it."""
    until(lambda: runs.get(ctx, OPERATOR, run.id).finished_at is not None)
    return runs.get(ctx, OPERATOR, run.id)


def happened(ctx: Context, run: ScheduleRun) -> list[str]:
    """Return what became of a run and of plans, in order."""
    changes = [c for c in all_changes(ctx.storage) if c.subject_id == run.id or c.type.startswith("schedule.")]
    return [change.type for change in changes]


_TAKEN_OVER = ["run.queued", "run.building", "run.solving", "run.queued", "run.building", "run.solving"]
_PUBLISHED = ["schedule.draft", "schedule.published", "run.completed"]


def test_the_run_of_a_worker_that_is_killed_is_finished_by_the_other(url: str) -> None:
    """A process that dies at night would cost the plan of the next day."""
    with a_park(url) as ctx, working(url, "hang") as (dying,):
        run = ask(ctx)
        assert dying.hear() == "solving"
        with working(url, "solve") as (other,):
            dying.kill()
            done = ended(ctx, run)
        assert (done.status, done.attempt, done.worker_id) == (RunStatus.COMPLETED, 2, other.worker_id)
        assert done.message == "attempt 1: its worker gave no sign of life any more"
        assert happened(ctx, run) == [*_TAKEN_OVER, *_PUBLISHED]


def test_the_run_of_the_only_worker_is_redone_after_a_restart(url: str) -> None:
    """A service on one machine that is killed would say `failed` in the morning."""
    with a_park(url) as ctx, working(url, "hang") as (first,):
        run = ask(ctx)
        assert first.hear() == "solving"
        first.kill()
        with working(url, "solve"):
            assert ended(ctx, run).status is RunStatus.COMPLETED
        assert happened(ctx, run) == [*_TAKEN_OVER, *_PUBLISHED]


def test_a_worker_that_wakes_up_late_publishes_nothing(url: str) -> None:
    """Its plan is of a park of an hour ago: it would take machines from those who were promised them since."""
    with a_park(url) as ctx, working(url, "halt") as (late,):
        run = ask(ctx)
        assert late.hear() == "solving"
        late.until_halted()
        with working(url, "solve") as (other,):
            done = ended(ctx, run)
            assert done.worker_id == other.worker_id
            before = happened(ctx, run)
            log = late.end()
        assert "run lost" in log
        assert "attempt 1 at run" in log
        assert before == happened(ctx, run) == [*_TAKEN_OVER, *_PUBLISHED]
        assert runs.get(ctx, OPERATOR, run.id) == done
        with ctx.unit_of_work(read_only=True) as uow:
            assert (uow.schedules.highest_version(), len(uow.reservations.live())) == (1, 1)


def test_a_run_that_kills_every_worker_is_given_up(url: str) -> None:
    """A night that needs more memory than there is would take one worker after the other, and nobody would hear of it."""
    with a_park(url) as ctx:
        run = ask(ctx)
        for _ in range(MOST_ATTEMPTS):
            with working(url, "hang") as (victim,):
                assert victim.hear() == "solving"
                victim.kill()
        with working(url, "solve"):
            failed = ended(ctx, run)
        assert (failed.status, failed.attempt) == (RunStatus.FAILED, MOST_ATTEMPTS)
        assert "given up after 3 attempts" in failed.message
        assert failed.message.endswith("no plan is published")


def test_two_workers_share_what_is_asked_for(url: str) -> None:
    """A second worker would be of no use, or do everything twice."""
    with a_park(url) as ctx, working(url, "solve", "solve") as (one, other):
        asked = [ask(ctx) for _ in range(4)]
        done = [ended(ctx, run) for run in asked]
        assert [(run.status, run.attempt) for run in done] == [(RunStatus.COMPLETED, 1)] * 4
        assert {run.worker_id for run in done} <= {one.worker_id, other.worker_id}
        with ctx.unit_of_work(read_only=True) as uow:
            found = uow.schedules.published()
            assert found is not None
            assert (found.version, len(uow.reservations.live())) == (4, 1)
