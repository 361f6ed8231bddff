"""Reading a trace in the Standard Workload Format: one job a line, eighteen numbers; what is broken is counted and named."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from scheduler.errors import SchedulerError

if TYPE_CHECKING:
    from pathlib import Path

_FIELDS = 18
_SUBMITTED, _RAN, _PROCESSORS, _ASKED_PROCESSORS, _USER = 1, 3, 4, 7, 11
#: Broken lines that are named one by one.
_MOST_NAMED = 8


class TraceJob(NamedTuple):
    """A job of a trace that did some work."""

    user: int
    #: Seconds since the trace began.
    submitted: float
    #: Processor hours.
    hours: float


class Trace(NamedTuple):
    """What a trace holds."""

    #: By time of submission.
    jobs: tuple[TraceJob, ...]
    #: The broken lines: number and what is wrong.
    broken: tuple[tuple[int, str], ...]


class TraceError(SchedulerError):
    """A trace that cannot be used; says which lines, and the cure."""


def read_trace(path: Path, *, skip_broken: bool = False) -> Trace:
    """Read a trace; jobs that never ran, and those of nobody, are left out.

    Raises
    ------
    TraceError
        When the file cannot be read, holds no job that ran, or has broken lines that are not to be skipped.
    """
    try:
        lines = path.read_text("utf-8", errors="replace").splitlines()
    except OSError as error:
        raise TraceError(
            f"{path} cannot be read: {error.strerror}; name a trace in the Standard Workload Format"
        ) from None
    jobs, broken = [], []
    for number, line in enumerate(lines, start=1):
        if line.strip() and not line.lstrip().startswith(";"):
            try:
                jobs.append(_job(line.split()))
            except ValueError as error:
                broken.append((number, str(error)))
    if broken and not skip_broken:
        raise TraceError(f"{path}: {broken_lines(broken)}; mend them, or leave them out with --skip-broken")
    ran = sorted((job for job in jobs if job is not None), key=lambda job: job.submitted)
    if not ran:
        raise TraceError(f"{path} holds no job that ran; name a trace in the Standard Workload Format")
    return Trace(tuple(ran), tuple(broken))


def broken_lines(broken: list[tuple[int, str]] | tuple[tuple[int, str], ...]) -> str:
    """Return how many lines are broken and which, the first of them with what is wrong."""
    named = ", ".join(f"{number} ({told})" for number, told in broken[:_MOST_NAMED])
    more = f" and {len(broken) - _MOST_NAMED} more" if len(broken) > _MOST_NAMED else ""
    return f"{len(broken)} broken lines: {named}{more}"


def _job(fields: list[str]) -> TraceJob | None:
    """Return the job of a line, None for one that did no work; ValueError says what is wrong with it."""
    if len(fields) != _FIELDS:
        raise ValueError(f"{len(fields)} fields, a job has {_FIELDS}")
    numbers = [_number(field) for field in fields]
    if numbers[_SUBMITTED] < 0:
        raise ValueError("submitted before the trace began")
    processors = numbers[_PROCESSORS] if numbers[_PROCESSORS] > 0 else numbers[_ASKED_PROCESSORS]
    hours = numbers[_RAN] * processors / 3600
    if numbers[_RAN] <= 0 or processors <= 0 or numbers[_USER] < 0:
        return None
    return TraceJob(user=int(numbers[_USER]), submitted=numbers[_SUBMITTED], hours=hours)


def _number(field: str) -> float:
    try:
        number = float(field)
    except ValueError:
        raise ValueError(f"{field!r} is no number") from None
    if not math.isfinite(number):
        raise ValueError(f"{field!r} is no number")
    return number
