"""What does a job cost when there are more of them? The same load for each machine, four and twenty times as many of both."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.suites.base import Suite, drawn, rows
from benchmarks.tables import NONE, Row, Table, mebibytes, outcome, percent, seconds

if TYPE_CHECKING:
    from benchmarks.results import Results
    from benchmarks.run import Run

SIZES = ((250, 10), (1000, 40), (5000, 200))
MEASURED = (("first", None), ("5 %", "5"), ("2 %", "2"))


def table(results: Results) -> Table:
    """Return a row for each run: seconds, and milliseconds for each job, which stay the same if the cost grows with the size."""
    head = ("case", "peer", "seed", *(f"{name}{unit}" for name, _ in MEASURED for unit in (", s", ", ms/job")))
    return Table((*head, "final gap", "MiB", "outcome"), rows(results, _cells))


def _cells(run: Run) -> Row:
    times = [run.first_seconds if goal is None else run.to_gap.get(goal) for _, goal in MEASURED]
    return (
        run.case,
        run.peer,
        str(run.seed),
        *(cell for time in times for cell in (seconds(time), _each(time, run.jobs))),
        percent(run.gap),
        mebibytes(run.memory_mib),
        outcome(run.verdict, run.reasons),
    )


def _each(time: float | None, jobs: int) -> str:
    return NONE if time is None or not jobs else f"{1000 * time / jobs:.2f}"


SUITE = Suite(
    name="scale",
    about="What does a job cost, in time, when there are many more jobs and machines?",
    cases=drawn(SIZES),
    seconds=120.0,
    table=table,
)
