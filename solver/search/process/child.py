"""The solving child: `python -m solver.search.process.child`, started by `solver.search.process.engine` and by nobody else.

It speaks `solver.search.process.frames` on standard input and output, and it does not outlive its parent.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import os
import signal
import sys
import threading
import traceback
from typing import IO, TYPE_CHECKING

from solver.search.observer import Observer
from solver.search.process.frames import Begin, Failed, Found, Ready, Request, Sender, Solved, Stop, Told, receive
from solver.search.stop import StopSignal

if TYPE_CHECKING:
    from solver.schedule import Schedule
    from solver.search.observer import Progress

#: `prctl` option of Linux: the signal to get when the parent dies.
PR_SET_PDEATHSIG = 1
#: How far a search stands back; 19 is the most there is.
NICENESS = 10


class Relay(Observer):
    """Sends what an observer is told to the parent."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def on_progress(self, progress: Progress) -> None:
        """Send where the solve stands."""
        self._sender.send(Told(progress))

    def on_incumbent(self, schedule: Schedule, value: int) -> None:
        """Send a better schedule at once: it is what is left if this process dies."""
        self._sender.send(Found(schedule, value))


def main() -> None:
    """Answer one request and end, without waiting for threads of native code that may hang."""
    die_with_parent()
    give_way()
    incoming, outgoing = _pipes()
    sender = Sender(outgoing)
    try:
        _serve(incoming, sender)
    except (EOFError, OSError):
        # The parent is gone, and with it whoever could be told.
        os._exit(1)
    os._exit(0)


def _serve(incoming: IO[bytes], sender: Sender) -> None:
    from solver.search.parts.apart import solve_in_parts

    # A large problem is hundreds of thousands of objects that all stay: to look for garbage among them takes as long as to read them.
    gc.disable()
    request = receive(incoming)
    gc.freeze()
    gc.enable()
    assert isinstance(request, Request)
    sender.send(Ready())
    begin, stop = receive(incoming), StopSignal()
    if isinstance(begin, Stop):
        # Whoever stops before it began still gets the schedule that needs no search.
        stop.request()
        begin = receive(incoming)
    assert isinstance(begin, Begin)
    threading.Thread(target=_listen, args=(incoming, stop), name="parent", daemon=True).start()
    try:
        result = solve_in_parts(
            request.problem, begin.parameters, warm_start=request.warm_start, observer=Relay(sender), stop=stop
        )
    except OSError:
        raise
    except Exception as error:  # noqa: BLE001 - the parent tells it; a plan it already has must not be lost to it
        sender.send(Failed(type(error).__name__, traceback.format_exc()))
    else:
        sender.send(Solved(result))


def _listen(incoming: IO[bytes], stop: StopSignal) -> None:
    """Pass on the wish to stop; end at once when the parent has closed its side or died."""
    while True:
        try:
            message = receive(incoming)
        except (EOFError, OSError):
            os._exit(1)
        if isinstance(message, Stop):
            stop.request()


def _pipes() -> tuple[IO[bytes], IO[bytes]]:
    """Take the two pipes for ourselves, so that nothing that prints can break into a frame."""
    incoming = os.fdopen(os.dup(0), "rb")
    outgoing = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    return incoming, outgoing


def die_with_parent() -> None:
    """Ask the system to end this process with its parent; where it cannot, the end of standard input does."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def give_way() -> None:
    """Let whoever else wants a processor go first: a search takes all there are for minutes, and those who wait for an answer need one for milliseconds.

    Where nobody else does, nothing is lost. Linux may share processors by session before it looks at who is nice; this process has one of its own.
    """
    with contextlib.suppress(OSError, AttributeError):
        os.nice(NICENESS)
    with contextlib.suppress(OSError):
        group = os.open("/proc/self/autogroup", os.O_WRONLY)
        try:
            os.write(group, str(NICENESS).encode())
        finally:
            os.close(group)


if __name__ == "__main__":
    main()
