"""How much memory does a solve hold? The peak of its process and of all it starts, in MiB, interpreter and problem included."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.suites.base import Suite, drawn, rows
from benchmarks.tables import NONE, Row, Table, mebibytes, outcome, percent

if TYPE_CHECKING:
    from benchmarks.results import Results
    from benchmarks.run import Run


def table(results: Results) -> Table:
    """Return a row for each run."""
    return Table(("case", "peer", "seed", "MiB", "KiB/job", "gap", "outcome"), rows(results, _cells))


def _cells(run: Run) -> Row:
    each = NONE if run.memory_mib is None or not run.jobs else f"{1024 * run.memory_mib / run.jobs:.0f}"
    return (
        run.case,
        run.peer,
        str(run.seed),
        mebibytes(run.memory_mib),
        each,
        percent(run.gap),
        outcome(run.verdict, run.reasons),
    )


SUITE = Suite(
    name="memory",
    about="How much memory does a solve hold at most, its processes together?",
    cases=(*drawn([(10, 4), (100, 8), (1000, 40)]), *drawn([(1000, 40)], "-rich"), *drawn([(5000, 200)])),
    seconds=30.0,
    table=table,
)
