"""`equishare worker` and `equishare serve --no-worker` as child processes."""

from __future__ import annotations

import signal
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from scheduler.assembly import open_context
from scheduler.domain.run import RunParameters, RunStatus
from scheduler.services import load, runs
from scheduler.settings import Settings
from tests.api.serving import served
from tests.scheduler.builders import OPERATOR, make_park
from tests.scheduler.cli.program import ROOT, environment, run
from tests.scheduler.waiting import PATIENCE, until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from scheduler.domain.run import ScheduleRun
    from scheduler.services.context import Context


@contextmanager
def worker(folder: Path, database: str) -> Iterator[subprocess.Popen[str]]:
    """Run `equishare worker` until the block ends; it has begun."""
    variables = environment(
        EQUISHARE_DATABASE_URL=database,
        EQUISHARE_NIGHTLY_AT="off",
        EQUISHARE_HEARTBEAT_SECONDS="0.25",
        EQUISHARE_ENGINE="inline",
        PYTHONWARNINGS="default",
    )
    command = [sys.executable, "-m", "scheduler.cli", "worker"]
    with subprocess.Popen(command, cwd=folder, env=variables, stderr=subprocess.PIPE, text=True) as child:
        assert child.stderr is not None
        told = child.stderr.readline()
        assert "worker began" in told
        try:
            yield child
        finally:
            child.kill()


def park(database: str) -> Context:
    """Open the database, and load a small park into it."""
    ctx = open_context(Settings(database_url=database))
    load.load_park(ctx, OPERATOR, make_park())
    return ctx


def ended(ctx: Context, asked: ScheduleRun) -> ScheduleRun:
    """Wait until a run is over, and return it."""
    until(lambda: runs.get(ctx, OPERATOR, asked.id).finished_at is not None)
    return runs.get(ctx, OPERATOR, asked.id)


def ask(ctx: Context) -> ScheduleRun:
    """Ask for a short run."""
    return runs.request_run(ctx, OPERATOR, RunParameters(publish=True, seconds=1))


def test_a_worker_carries_out_what_the_service_takes_in(tmp_path: Path) -> None:
    """Runs would wait for ever where the service has no worker inside, or be carried out in the service all the same."""
    database = f"sqlite:///{tmp_path / 'park.db'}"
    with served(tmp_path, database, EQUISHARE_SERVE_WORKER="apart", PYTHONPATH=str(ROOT)):
        ctx = park(database)
        with ctx.unit_of_work(read_only=True) as uow:
            assert uow.workers.list() == ()
        asked = ask(ctx)
        with worker(tmp_path, database) as child:
            done = ended(ctx, asked)
            with ctx.unit_of_work(read_only=True) as uow:
                (sign,) = uow.workers.list()
            assert (sign.pid, done.worker_id) == (child.pid, sign.id)
    assert (done.status, done.schedule_version) == (RunStatus.COMPLETED, 1)


def test_a_worker_ends_in_good_order_on_a_signal(tmp_path: Path) -> None:
    """The others would wait until it is missed, or the machine until it kills it."""
    database = f"sqlite:///{tmp_path / 'park.db'}"
    ctx = park(database)
    with worker(tmp_path, database) as child:
        child.send_signal(signal.SIGTERM)
        assert child.wait(PATIENCE) == 0
        assert child.stderr is not None
        assert "worker left" in child.stderr.read()
    with ctx.unit_of_work(read_only=True) as uow:
        assert uow.workers.list() == ()


def test_a_park_in_memory_has_no_workers_apart(folder: Path) -> None:
    """A worker would look after a park of its own that nobody else can see."""
    for command in (("worker",), ("serve", "--port", "0", "--no-worker")):
        told = run(*command, folder=folder, EQUISHARE_DATABASE_URL="memory://")
        assert (told.code, told.out) == (2, "")
        assert told.err.startswith("a park in memory has no other processes: name a database")


def test_limits_that_cannot_be_are_told_at_once(folder: Path) -> None:
    """They would be found out at night, by a run that fails."""
    told = run("worker", folder=folder, EQUISHARE_POLICY="loudest", EQUISHARE_DATABASE_URL="sqlite:///park.db")
    assert (told.code, told.err) == (
        2,
        "policy is 'loudest'; use one of maxmin, proportional, least-squares, utilization\n",
    )
