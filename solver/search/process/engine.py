"""Solving in a child process, so that a native crash, a kill or a hang costs the search and not the caller.

Over 150 lines because the life of the child, from start to every way it may end, is one story.
"""

from __future__ import annotations

import contextlib
import queue
import signal
import subprocess
import sys
import threading
from dataclasses import replace
from typing import TYPE_CHECKING, Self

from solver.search.observer import Observer
from solver.search.process.fallback import Rescue, fallback_result
from solver.search.process.frames import Begin, Failed, Found, Ready, Request, Sender, Solved, Stop, Told, receive
from solver.search.stop import Deadline, StopSignal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from solver.problem import Problem
    from solver.result import Result
    from solver.schedule import Schedule
    from solver.search.parameters import SolveParameters

#: Seconds that the child may overrun its budget, for what cannot be interrupted and for the certificate.
GRACE = 20.0
#: A deterministic second may take so many of the clock, on a slow or busy machine; and no child is hung that has had so many in all.
#: To kill one that is merely slow would make its schedule another.
SLOWEST, NOT_YET_HUNG = 30.0, 600.0
#: Seconds between two looks at the stop signal.
PATIENCE = 0.05
#: The program of the child. Appended, the folder of this package stands behind everything that is installed.
PROGRAM = "import sys; sys.path.append(sys.argv[1]); from solver.search.process.child import main; main()"


def solve_in_child(
    problem: Problem,
    parameters: SolveParameters,
    *,
    warm_start: Schedule | None = None,
    observer: Observer | None = None,
    stop: StopSignal | None = None,
    command: Sequence[str] | None = None,
    grace: float = GRACE,
) -> Result:
    """Return what `solve_inline` returns in a child process, or the best that is left of it.

    Where the child dies, or does not answer within its budget and `grace` seconds, the result holds the best schedule that it
    sent, else the given or the greedy one; `run.statistics["child"]` and a message say what happened. The budget includes the
    start of the child. The observer is called from the calling thread. `command` replaces the child's own (tests).
    """
    conversation = _Conversation(problem, parameters, warm_start, observer or Observer(), stop or StopSignal())
    with _Child(command or _command()) as child:
        end = conversation.hold(child, grace)
        if isinstance(end, Solved):
            if parameters.deterministic:
                return end.result
            run = replace(end.result.run, seconds=round(conversation.deadline.elapsed, 3))
            return replace(end.result, run=run)
        what = f"raised {end.kind}" if isinstance(end, Failed) else child.ended() if end is None else end
    details = end.traceback if isinstance(end, Failed) else ""
    return fallback_result(problem, parameters, conversation.rescue, conversation.deadline.elapsed, what, details)


def _command() -> Sequence[str]:
    # From solver/search/process/engine.py up to the folder that holds `solver`.
    folder = __file__.rsplit("solver", 1)[0]
    return sys.executable, "-c", PROGRAM, folder


class _Conversation:
    """One request, and what has come back so far."""

    def __init__(
        self,
        problem: Problem,
        parameters: SolveParameters,
        warm_start: Schedule | None,
        observer: Observer,
        stop: StopSignal,
    ) -> None:
        self.problem = problem
        self.parameters = parameters
        self.deadline = Deadline(parameters.seconds, stop)
        self.rescue = Rescue(warm_start=warm_start, bound=problem.total_work)
        self._observer = observer
        self._stop = stop

    def hold(self, child: _Child, grace: float) -> Solved | Failed | str | None:
        """Relay until the end: its last word, None if it died without one, or what was done to it because it hung."""
        seconds = self.parameters.seconds
        patience = Deadline(max(seconds * SLOWEST, NOT_YET_HUNG) if self.parameters.deterministic else seconds + grace)
        stopping = False
        child.send(Request(self.problem, self.rescue.warm_start))
        while True:
            if self._stop.requested and not stopping:
                stopping = True
                child.send(Stop())
                patience = Deadline(min(grace, patience.left))
            if patience.passed:
                return f"was killed because it gave no answer within {grace:g} seconds of its time"
            message = child.next(PATIENCE)
            if isinstance(message, Solved | Failed):
                return message
            if message is Closed:
                return None
            self._take(child, message)

    def _take(self, child: _Child, message: object) -> None:
        if isinstance(message, Ready):
            # What the start of the child took is the caller's; deterministic seconds know no start.
            left = self.parameters.seconds if self.parameters.deterministic else self.deadline.left
            parameters = replace(self.parameters, seconds=left)
            child.send(Begin(parameters))
        elif isinstance(message, Found):
            self.rescue = replace(self.rescue, schedule=message.schedule)
            self._observer.on_incumbent(message.schedule, message.value)
        elif isinstance(message, Told):
            progress = message.progress
            if progress.tier == "utilization" and progress.bound is not None:
                self.rescue = replace(self.rescue, bound=min(self.rescue.bound, progress.bound))
            self._observer.on_progress(progress)


class Closed:
    """Stands in the queue for the end of the child's output."""


class _Child:
    """The process, a thread that reads what it says, and one that writes to it, so that neither pipe can block the caller."""

    def __init__(self, command: Sequence[str]) -> None:
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and program, no shell
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
        )
        self._said: queue.SimpleQueue[object] = queue.SimpleQueue()
        self._orders: queue.SimpleQueue[object] = queue.SimpleQueue()
        self._threads = [threading.Thread(target=work, daemon=True) for work in (self._read, self._write)]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """End the process, whatever state it is in; nothing of it is left behind."""
        self._orders.put(Closed)
        self._process.kill()
        self._process.wait()
        for thread in self._threads:
            thread.join()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()

    def send(self, message: object) -> None:
        """Hand over a message to be written."""
        self._orders.put(message)

    def next(self, seconds: float) -> object:
        """Return the next message, `Closed` at the end of all, None if there is none within `seconds`."""
        try:
            return self._said.get(timeout=seconds)
        except queue.Empty:
            return None

    def ended(self) -> str:
        """Return how a process that closed its output ended; one that only closed it is killed."""
        try:
            code = self._process.wait(timeout=GRACE)
        except subprocess.TimeoutExpired:
            return "closed its output and was killed"
        return f"was killed by signal {-code} ({_signal_name(-code)})" if code < 0 else f"ended with code {code}"

    def _read(self) -> None:
        stream = self._process.stdout
        assert stream is not None
        # Whatever cannot be read, a half frame or a broken pickle, is the end of what it has to say.
        with contextlib.suppress(Exception):
            while True:
                self._said.put(receive(stream))
        self._said.put(Closed)

    def _write(self) -> None:
        assert self._process.stdin is not None
        sender = Sender(self._process.stdin)
        with contextlib.suppress(OSError):
            while (order := self._orders.get()) is not Closed:
                sender.send(order)


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return "unknown"
