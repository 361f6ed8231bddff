"""The service is killed without a word at moments that nobody chose, in days of requests, nights and publications."""

from __future__ import annotations

import threading
import time
from random import Random
from typing import TYPE_CHECKING

import httpx2

from benchmarks.soak.rows import is_long, tell
from scheduler.assembly import open_context
from scheduler.domain.run import RunStatus
from scheduler.services import load
from scheduler.storage.sql import check
from tests.api.parks import OPERATOR_KEY, make_settings
from tests.api.serving import PATIENCE
from tests.scheduler.builders import OPERATOR, make_park
from tests.soak.child import Child
from tests.soak.day import OVER, BrokenOffError, Day
from tests.soak.invariants import broken

if TYPE_CHECKING:
    from pathlib import Path

    from scheduler.services.context import Context

#: On each database; a restart takes a second or two.
_KILLS = 200 if is_long() else 2
#: Seconds in which a kill may come: about what a day takes.
_DAY = 1.5
#: What may have become of a run that the kill fell into. To tighten when every run is resumed: leave `FAILED` out.
_ALLOWED = frozenset({RunStatus.COMPLETED, RunStatus.CANCELLED, RunStatus.FAILED})


def test_nothing_that_was_acknowledged_is_lost_to_a_kill(tmp_path: Path, database: str) -> None:
    """A tenant would hold a confirmation of nothing, half a night would be promised, or a request sent twice be booked twice."""
    context = open_context(make_settings(database_url=database))
    load.load_park(context, OPERATOR, make_park())
    day, wrong, began, in_calls = Day(Random(28)), [], time.monotonic(), 0
    moments = Random(4711)
    with Child(tmp_path, database, EQUISHARE_ENGINE="inline", EQUISHARE_TICK_MINUTES="15") as child:
        for _ in range(_KILLS):
            in_calls += _live_until_killed(child, day, moments.uniform(0, _DAY))
            child.start()
            _wait_for_runs(child.base)
            wrong += day.repeat(child.base)
            _wait_for_runs(child.base)
            wrong += broken(context, day.requests) + _unexplained(context, day)
            assert wrong == []
    damage = check(database)
    figures = {
        "kills": _KILLS,
        "in_a_call": in_calls,
        "answered": day.answered,
        "requests": len(day.requests),
        "runs": len(day.runs),
    }
    tell(f"kill -9 {database.partition(':')[0]}", **figures, wrong=len(wrong), seconds=round(time.monotonic() - began))
    assert damage == ()


def _live_until_killed(child: Child, day: Day, seconds: float) -> bool:
    """Let days pass until the service is killed after so many seconds, and return whether that was in the middle of a call."""
    timer = threading.Timer(seconds, child.kill)
    timer.start()
    try:
        while child.is_alive:
            day.go_on(child.base)
    except BrokenOffError:
        return True
    finally:
        timer.join()
    return False


def _wait_for_runs(base: str) -> None:
    """Return when no run waits or is under way: what the dead one was at has been taken up, or failed with words."""
    headers, give_up = {"Authorization": f"Bearer {OPERATOR_KEY}"}, time.monotonic() + PATIENCE
    with httpx2.Client(base_url=base, headers=headers, timeout=PATIENCE) as client:
        while any(run["status"] not in OVER for run in client.get("/v1/schedule-runs").json()["items"]):
            assert time.monotonic() < give_up, "a run does not come to its end"


def _unexplained(context: Context, day: Day) -> list[str]:
    """Return the runs that ended as they may not, or without a word; and what of a night is there without its run."""
    with context.unit_of_work(read_only=True) as uow:
        runs = [uow.runs.get(key) for key in day.runs]
    bad = [
        run for run in runs if run.status not in _ALLOWED or (run.status is not RunStatus.COMPLETED and not run.message)
    ]
    return [f"run {run.id} is {run.status.value}: {run.message!r}" for run in bad]
