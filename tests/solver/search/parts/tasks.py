"""Tasks that children and nodes are given in tests: some answer, some die. They are known by name on the other side."""

from __future__ import annotations

import os
import signal
from dataclasses import dataclass
from typing import TYPE_CHECKING

from solver.search.parts.work import improve

if TYPE_CHECKING:
    from pathlib import Path

    from solver.result import Result
    from solver.search.parameters import SolveParameters
    from solver.search.parts.work import Work
    from solver.search.stop import StopSignal


def double(number: int) -> int:
    """Return twice a number."""
    return 2 * number


def refuse(number: int) -> int:
    """Raise an error that says which number it was."""
    raise LookupError(f"no {number}")


def run_out_of_memory(size: int) -> int:
    """Ask for more memory than the system gives a process."""
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (2**30, resource.RLIM_INFINITY))
    try:
        return len(bytearray(size))
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


def die(_: int) -> int:
    """Kill the process that runs it."""
    os.kill(os.getpid(), signal.SIGKILL)
    return 0


def process_id() -> int:
    """Return the process that runs it."""
    return os.getpid()


def hang(line: Path) -> None:
    """Say that it is there, and never end."""
    with line.open("w") as words:
        words.write("here")
        words.flush()
        signal.pause()


@dataclass(frozen=True)
class Dying:
    """What a turn does where it is killed before it can answer: the first `times` turns of the component of one job."""

    marks: Path
    job: str
    times: int = 1

    def __call__(
        self, work: tuple[Work, ...], parameters: SolveParameters, stop: StopSignal | None = None
    ) -> tuple[Result, ...]:
        """Search, then leave a mark and die; answer where there are enough marks."""
        results = improve(work, parameters, stop)
        if _has(work, self.job) and len(list(self.marks.iterdir())) < self.times:
            (self.marks / str(os.getpid())).touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return results


@dataclass(frozen=True)
class Starving:
    """What a turn does where the component of one job needs more memory than there is."""

    job: str

    def __call__(
        self, work: tuple[Work, ...], parameters: SolveParameters, stop: StopSignal | None = None
    ) -> tuple[Result, ...]:
        """Search, and ask for too much where that job is."""
        if _has(work, self.job):
            run_out_of_memory(2**36)
        return improve(work, parameters, stop)


def _has(work: tuple[Work, ...], job: str) -> bool:
    return any(job == each.name for part in work for each in part.problem.jobs)


@dataclass(frozen=True)
class DyingBeforeWork:
    """Kills its own process where it gets ready with nothing to do, once; `folder` keeps count."""

    folder: Path

    def __call__(
        self, work: tuple[Work, ...], parameters: SolveParameters, stop: StopSignal | None = None
    ) -> tuple[Result, ...]:
        """Die once with nothing to do, else do as always."""
        if not work:
            try:
                (self.folder / "died").touch(exist_ok=False)
            except FileExistsError:
                return ()
            die(0)
        return improve(work, parameters, stop)
