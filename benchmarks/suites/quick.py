"""Does all of it work? A minute at most, drawn parks only; it promises no figures, only that every schedule is verified."""

from __future__ import annotations

from benchmarks.suites.base import Suite, drawn
from benchmarks.suites.peers import table

SUITE = Suite(
    name="quick",
    about="Does all of it work? Two small parks, a few seconds for each peer.",
    cases=(*drawn([(10, 4)]), *drawn([(60, 8)], "-rich")),
    peers=("ours", "fcfs", "edf", "textbook", "window"),
    seconds=2.0,
    table=table,
)
