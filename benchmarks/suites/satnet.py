"""How good is a real week of an antenna network? SatNet's weeks, judged from the written solution by its own referee."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.satnet.figures import published
from benchmarks.suites.base import Suite, rows
from benchmarks.tables import NONE, Row, Table, outcome, percent, seconds

if TYPE_CHECKING:
    from benchmarks.results import Results
    from benchmarks.run import Run

NAMES = ("hours", "u_rms", "u_max", "satisfied")


def table(results: Results) -> Table:
    """Return a row for each run, and the best published hours beside it."""
    head = ("case", "peer", "seed", *NAMES, "best published", "gap", "first", "outcome")
    return Table(head, rows(results, _cells))


def _cells(run: Run) -> Row:
    figures = run.figures or {}
    best = max((other["hours"] for other in published(run.case)), default=None)
    return (
        run.case,
        run.peer,
        str(run.seed),
        *(f"{figures[name]:g}" if name in figures else NONE for name in NAMES),
        NONE if best is None else f"{best:g}",
        percent(run.gap),
        seconds(run.first_seconds),
        outcome(run.verdict, run.reasons),
    )


SUITE = Suite(
    name="satnet",
    about="How many hours of a real week of NASA's Deep Space Network are given, beside the best that was published?",
    cases=("W10_2018", "W30_2018", "W50_2018"),
    seconds=120.0,
    table=table,
)
