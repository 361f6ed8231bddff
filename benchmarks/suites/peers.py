"""The peers: what others reach on the same cases, in the same run, on the same machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.course import gap
from benchmarks.suites.base import Suite, drawn, rows
from benchmarks.tables import NONE, Row, Table, mebibytes, outcome, percent, seconds, whole

if TYPE_CHECKING:
    from benchmarks.results import Results
    from benchmarks.run import Run


def table(results: Results) -> Table:
    """Return a row for each run; `to least bound` holds its value against the least bound that anybody proved of the case."""
    head = ("case", "peer", "value", "of best", "own bound", "own gap", "to least bound", "first", "MiB", "outcome")
    return Table(head, rows(results, lambda run: _cells(results, run)))


def _cells(results: Results, run: Run) -> Row:
    best = results.best_value(run.case)
    return (
        run.case,
        run.peer,
        whole(run.value),
        percent(run.value / best) if run.value is not None and best else NONE,
        whole(run.bound),
        percent(run.gap),
        percent(gap(run.value, results.least_bound(run.case))),
        seconds(run.first_seconds),
        mebibytes(run.memory_mib),
        outcome(run.verdict, run.reasons),
    )


SUITE = Suite(
    name="peers",
    about="What do other methods reach on the same cases in the same run?",
    cases=(
        *drawn([(100, 8)]),
        *drawn([(300, 13)], "", "-rich"),
        *drawn([(1000, 40)], "", "-rich"),
        "W10_2018",
    ),
    peers=(),
    table=table,
)
