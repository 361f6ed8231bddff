"""A worker as a child process: `python -m tests.scheduler.working URL solve|halt|hang`.

It says `began`, and `solving` when it is at a run. Then `solve` goes on as every worker does; `hang` searches until it is killed;
`halt` stops itself when it has a plan in hand, as a process is that is paused (SIGSTOP), and when it is continued goes on as if no time had
passed. It ends when its input is closed.

It halts while none of its threads is in a transaction: one that is keeps all others waiting, see docs/howto/run.md.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from typing import TYPE_CHECKING, Any, Self, cast

from scheduler.background import Background, Pace
from scheduler.clock import system_clock
from scheduler.domain.ids import random_ids
from scheduler.logs import configure_logs
from scheduler.planning.defaults import PlanningDefaults
from scheduler.planning.planner import by_solving
from scheduler.services.context import Context
from scheduler.storage.sql import SqlStorage

if TYPE_CHECKING:
    from scheduler.planning.planner import Planner
    from scheduler.planning.translate import Translation
    from scheduler.storage.unit_of_work import UnitOfWork
    from solver.result import Result
    from solver.search.observer import Observer
    from solver.search.parameters import SolveParameters
    from solver.search.stop import StopSignal

#: Six signs that do not come in: a dead worker is given up after a second and a half.
PACE = Pace(beat=0.25, look=0.1)
DEFAULTS = PlanningDefaults(seconds=1.0, engine="inline", workers=1)


class Quiet:
    """A storage of which a thread can say that nobody writes while it holds `nobody_writes`."""

    def __init__(self, storage: SqlStorage) -> None:
        self._storage, self.nobody_writes = storage, threading.Lock()

    def unit_of_work(self, *, read_only: bool = False) -> UnitOfWork:
        """Begin a transaction, a writer not before the lock is free."""
        begun = self._storage.unit_of_work(read_only=read_only)
        return begun if read_only else cast("UnitOfWork", _Locked(begun, self.nobody_writes))


class _Locked:
    def __init__(self, inner: UnitOfWork, lock: threading.Lock) -> None:
        self._inner, self._lock = inner, lock

    def __enter__(self) -> Self:
        self._lock.acquire()
        try:
            self._inner.__enter__()
        except BaseException:
            self._lock.release()
            raise
        return self

    def __exit__(self, *error: object) -> None:
        try:
            self._inner.__exit__(*error)  # type: ignore[arg-type]  # handed on as they came
        finally:
            self._lock.release()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


def say(word: str) -> None:
    """Tell the parent."""
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def planning(way: str, quiet: Quiet) -> Planner:
    """Return a planner that says when it begins, and then goes its way."""

    def plan(translation: Translation, parameters: SolveParameters, observer: Observer, stop: StopSignal) -> Result:
        say("solving")
        if way == "hang":
            threading.Event().wait()
        found = by_solving(translation, parameters, observer, stop)
        if way == "halt":
            with quiet.nobody_writes:
                os.kill(os.getpid(), signal.SIGSTOP)
        return found

    return plan


def main(url: str, way: str) -> None:
    """Work until the input is closed."""
    configure_logs("text")
    quiet = Quiet(SqlStorage(url))
    context = Context(storage=quiet.unit_of_work, clock=system_clock, ids=random_ids(system_clock))
    background = Background(context, DEFAULTS, pace=PACE, errands=(), planner=planning(way, quiet))
    background.start()
    say(f"began {background.worker_id}")
    sys.stdin.read()
    background.stop(30)


if __name__ == "__main__":
    main(*sys.argv[1:])
