"""The stored parks: what is reached on them, beside the best that is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.cases import STORED
from benchmarks.references import known_value
from benchmarks.suites.base import Suite, rows
from benchmarks.tables import NONE, Row, Table, outcome, percent, seconds, whole

if TYPE_CHECKING:
    from benchmarks.results import Results
    from benchmarks.run import Run


def table(results: Results) -> Table:
    """Return a row for each run."""
    head = ("case", "peer", "value", "bound", "gap", "placed", "seconds", "first", "best", "of best", "outcome")
    return Table(head, rows(results, _cells))


def _cells(run: Run) -> Row:
    best = known_value(run.case)
    return (
        run.case,
        run.peer,
        whole(run.value),
        whole(run.bound),
        percent(run.gap),
        f"{run.placed}/{run.jobs}",
        seconds(run.seconds),
        seconds(run.first_seconds),
        whole(best),
        percent(run.value / best) if run.value is not None and best else NONE,
        outcome(run.verdict, run.reasons),
    )


SUITE = Suite(
    name="park",
    about="What is reached on the stored parks, beside the best that is known?",
    cases=tuple(STORED),
    table=table,
)
