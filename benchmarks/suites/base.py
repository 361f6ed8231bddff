"""What a suite is: cases, peers, seeds and a budget that answer one question, and the table that shows the answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from benchmarks.results import Results
from benchmarks.tables import Row, Table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from benchmarks.run import Run

#: Makes the table of a file of results.
Tabulate: TypeAlias = Callable[[Results], Table]


@dataclass(frozen=True, kw_only=True, slots=True)
class Suite:
    """A question with what it takes to answer it."""

    name: str
    #: The question, one sentence.
    about: str
    #: Names of cases, smallest first.
    cases: tuple[str, ...]
    #: Names of peers; none: every one there is.
    peers: tuple[str, ...] = ("ours",)
    seeds: int = 1
    #: Budget of each run.
    seconds: float = 60.0
    table: Tabulate


def drawn(sizes: Iterable[tuple[int, int]], *suffixes: str) -> tuple[str, ...]:
    """Return the names of drawn parks of so many jobs and machines, each with every suffix (`` and `-rich`)."""
    return tuple(f"drawn-{jobs}x{machines}-s1{suffix}" for jobs, machines in sizes for suffix in suffixes or ("",))


def rows(results: Results, cells: Callable[[Run], Row]) -> tuple[Row, ...]:
    """Return a row for each run, case by case."""
    return tuple(cells(run) for case in results.cases for run in results.of_case(case))
