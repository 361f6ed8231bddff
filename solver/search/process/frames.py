"""What a parent and its solving child say to each other: pickled values, each behind its length, on pipes of their own."""

from __future__ import annotations

import pickle
import struct
import threading
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from solver.problem import Problem
    from solver.result import Result
    from solver.schedule import Schedule
    from solver.search.observer import Progress
    from solver.search.parameters import SolveParameters

_LENGTH = struct.Struct(">Q")


@dataclass(frozen=True, slots=True)
class Ready:
    """Child: everything is imported and the request is read, the clock may run."""


@dataclass(frozen=True, slots=True)
class Request:
    """Parent, at once: what is to be solved; to read it takes seconds where it is large, beside the child's start."""

    problem: Problem
    warm_start: Schedule | None


@dataclass(frozen=True, slots=True)
class Begin:
    """Parent, once the child is ready: solve it."""

    parameters: SolveParameters


@dataclass(frozen=True, slots=True)
class Stop:
    """Parent: end early and keep the best."""


@dataclass(frozen=True, slots=True)
class Told:
    """Child: where the solve stands."""

    progress: Progress


@dataclass(frozen=True, slots=True)
class Found:
    """Child: a better schedule, and its utilization."""

    schedule: Schedule
    value: int


@dataclass(frozen=True, slots=True)
class Solved:
    """Child: the end."""

    result: Result


@dataclass(frozen=True, slots=True)
class Failed:
    """Child: an exception that nobody caught; its kind, and its traceback."""

    kind: str
    traceback: str


class Sender:
    """Writes values to a pipe, from any thread."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._lock = threading.Lock()

    def send(self, value: object) -> None:
        """Write one value and flush it.

        Raises
        ------
        OSError
            if the other side is gone.
        """
        body = pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)
        with self._lock:
            self._stream.write(_LENGTH.pack(len(body)) + body)
            self._stream.flush()


def receive(stream: IO[bytes]) -> object:
    """Read one value.

    Raises
    ------
    EOFError
        if the other side closed the pipe, or died in the middle of a value.
    """
    length: int = _LENGTH.unpack(_exactly(stream, _LENGTH.size))[0]
    return pickle.loads(_exactly(stream, length))  # noqa: S301 - both ends are one program, and the pipe has no other end


def _exactly(stream: IO[bytes], length: int) -> bytes:
    body = stream.read(length)
    if len(body) < length:
        raise EOFError
    return body
