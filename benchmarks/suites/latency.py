"""How long does a caller wait? Seconds to the first schedule, to a schedule of 5, 2 and 1 %, and to a proof, by size.

A gap is counted twice: against the final bound of the run ("is there": the schedule was that good, though nobody knew it yet) and
against the bound of the moment ("is known": from here on the certificate says so).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.run import GOALS, goal_name
from benchmarks.suites.base import Suite, drawn, rows
from benchmarks.tables import Row, Table, outcome, percent, seconds

if TYPE_CHECKING:
    from benchmarks.results import Results
    from benchmarks.run import Run

#: Jobs and machines; about 25 jobs for each machine where there are enough of them.
SIZES = ((10, 4), (30, 6), (100, 8), (300, 13), (1000, 40), (2000, 80), (5000, 200))
NAMES = tuple(goal_name(goal) for goal in GOALS if goal)


def table(results: Results) -> Table:
    """Return a row for each run."""
    there = tuple(f"{name} % there" for name in NAMES)
    known = tuple(f"{name} % known" for name in NAMES)
    head = ("case", "peer", "seed", "first", *there, *known, "proved", "final gap", "outcome")
    return Table(head, rows(results, _cells))


def _cells(run: Run) -> Row:
    return (
        run.case,
        run.peer,
        str(run.seed),
        seconds(run.first_seconds),
        *(seconds(run.to_gap.get(name)) for name in NAMES),
        *(seconds(run.to_known_gap.get(name)) for name in NAMES),
        seconds(run.to_known_gap.get(goal_name(0))),
        percent(run.gap),
        outcome(run.verdict, run.reasons),
    )


SUITE = Suite(
    name="latency",
    about="How long until there is a schedule, a good one, and a proof, by size? Times are in seconds.",
    cases=drawn(SIZES),
    table=table,
)
