"""How good is the schedule when the time is up, and how soon was it good? Final gap and primal integral over five seeds."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING

from benchmarks.course import primal_integral
from benchmarks.references import known_value
from benchmarks.suites.base import Suite, drawn
from benchmarks.tables import Row, Table, percent, seconds, whole

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from benchmarks.results import Results
    from benchmarks.run import Run


def table(results: Results) -> Table:
    """Return a row for each case and peer: the median over the seeds, and the worst where it matters.

    The primal integral (see `benchmarks.course`) is held against the best value known: of this file, or the stored reference.
    """
    head = ("case", "peer", "seeds", "value", "least value", "gap", "worst gap", "primal integral", "worst integral")
    return Table(head, tuple(_rows(results)))


def _rows(results: Results) -> Iterator[Row]:
    for case in results.cases:
        for peer in results.parameters.peers:
            runs = [run for run in results.of_case(case) if run.peer == peer and run.value is not None]
            if runs:
                yield _row(results, case, peer, runs)


def _row(results: Results, case: str, peer: str, runs: Sequence[Run]) -> Row:
    values = [run.value for run in runs if run.value is not None]
    gaps = [run.gap for run in runs if run.gap is not None]
    best = max(results.best_value(case) or 0, known_value(case) or 0, *values)
    integrals = [primal_integral(run.points, best, results.parameters.seconds) for run in runs]
    return (
        case,
        peer,
        str(len(runs)),
        whole(round(median(values))),
        whole(min(values)),
        percent(median(gaps) if gaps else None),
        percent(max(gaps, default=None)),
        seconds(median(integrals)),
        seconds(max(integrals)),
    )


SUITE = Suite(
    name="quality",
    about="How good is the schedule in the end, and how soon was it good, over five seeds? The integral is in seconds.",
    cases=(*drawn([(100, 8), (300, 13), (1000, 40)]), *drawn([(1000, 40)], "-rich"), "park-1000", "park-1000-rich"),
    seeds=5,
    table=table,
)
