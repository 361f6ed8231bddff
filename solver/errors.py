"""Everything `solver` raises on purpose.

SolverError
+-- ProblemError      the data contradict themselves; carries where, what and the cure
+-- FileError         a problem or schedule file is not what its format says
+-- ParameterError    a solve parameter is out of its range
+-- InfeasibleError   a mandatory job or a hard pin cannot be honoured (inside `search` only: `solve` answers with a status)
"""

from __future__ import annotations

from dataclasses import dataclass


class SolverError(Exception):
    """Base of every error that `solver` raises on purpose."""


@dataclass(frozen=True)
class Fault:
    """One thing wrong with a piece of data: where it is, what it says, how to mend it."""

    #: RFC 6901 JSON pointer into the problem file, such as `/jobs/3/tasks/0/modes/1/duration`.
    pointer: str
    #: What is wrong, with the offending value.
    message: str
    #: What would be right.
    cure: str

    def __str__(self) -> str:
        """Render as one line for people."""
        return f"{self.pointer or '/'}: {self.message}; {self.cure}"


class ProblemError(SolverError):
    """A `Problem` that contradicts itself; `faults` lists every place."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self.faults = faults
        super().__init__("\n".join(map(str, faults)))


class FileError(SolverError):
    """A file that is not what its format says; `faults` lists every place."""

    def __init__(self, source: str, faults: tuple[Fault, ...]) -> None:
        self.source = source
        self.faults = faults
        super().__init__("\n".join(f"{source}{_place_and_rest(fault)}" for fault in faults))


def _place_and_rest(fault: Fault) -> str:
    """Return a fault as it follows the name of its file; what is wrong with the whole of it needs no pointer."""
    return f": {fault.message}; {fault.cure}" if fault.pointer in ("", "/") else f"#{fault}"


class ParameterError(SolverError):
    """A solve parameter out of its range; says which, the value and the range."""


class InfeasibleError(SolverError):
    """Mandatory jobs or hard pins without room; carries the indices at fault, and whether it is only unknown that there is none."""

    def __init__(self, message: str, jobs: tuple[int, ...] = (), *, unknown: bool = False) -> None:
        self.jobs = jobs
        self.unknown = unknown
        super().__init__(message)
