"""How fair, how near to what is proved, and at what price? Policies beside a run for utilization alone of the same length."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.suites.base import Suite, drawn, rows
from benchmarks.tables import NONE, Row, Table, outcome, percent, seconds, whole

if TYPE_CHECKING:
    from benchmarks.results import Results
    from benchmarks.run import Run

HEAD = (
    "case",
    "policy",
    "seed",
    "value",
    "price",
    "lowest level",
    "its bound",
    "levels proved",
    "leximin within",
    "Jain",
    "hours",
    "u_rms",
    "u_max",
    "s",
    "outcome",
)


def table(results: Results) -> Table:
    """Return a row for each run; the price is against `ours` on the same case with the same seed."""
    best = {(run.case, run.seed): run.value for run in results.runs if run.peer == "ours"}
    return Table(HEAD, rows(results, lambda run: _cells(run, best.get((run.case, run.seed)))))


def _cells(run: Run, best: int | None) -> Row:
    figures = run.figures or {}

    def figure(name: str) -> str:
        return f"{figures[name]:g}" if name in figures else NONE

    proved = f"{figures['levels_proved']:g} of {figures['accounts']:g}" if "accounts" in figures else NONE
    price = None if best is None or run.value is None or run.peer == "ours" else max(0.0, 1 - run.value / best)
    return (
        run.case,
        "utilization" if run.peer == "ours" else run.peer,
        str(run.seed),
        whole(run.value),
        percent(price),
        figure("lowest"),
        figure("lowest_bound"),
        proved,
        figure("leximin_factor"),
        figure("jain"),
        *(figure(name) for name in ("hours", "u_rms", "u_max")),
        seconds(run.seconds),
        outcome(run.verdict, run.reasons),
    )


SUITE = Suite(
    name="fairness",
    about="How fair are schedules, how near to what is proved, and what does it cost beside utilization alone in the same time?",
    cases=(*drawn([(50, 8)]), "park-150", "park-300", "park-1000"),
    peers=("ours", "maxmin", "proportional", "least-squares"),
    seconds=120.0,
    table=table,
)
