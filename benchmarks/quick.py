"""`python -m benchmarks quick`: a minute or less on drawn parks; needs no outside files and promises no seconds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.draw import draw_park
from benchmarks.environment import describe
from benchmarks.files import write_json
from benchmarks.measure import measure
from benchmarks.park import complain, header, row
from solver.search.parameters import SolveParameters

if TYPE_CHECKING:
    import argparse

    from solver.problem import Problem

#: Seconds of the largest case at scale 1; all together stay well under a minute.
SECONDS = 10.0


def cases() -> list[Problem]:
    """Return the drawn parks, smallest first."""
    return [
        draw_park(60, 8, seed=1, load=0.7),
        draw_park(80, 8, seed=2, rich=True),
        draw_park(300, 16, seed=3, load=1.1),
        draw_park(300, 16, seed=4, rich=True),
    ]


def run(options: argparse.Namespace) -> int:
    """Run the command; returns 0 only if `verify` objects to nothing."""
    parameters = SolveParameters(seconds=options.seconds, workers=options.workers, seed=options.seed)
    measured = []
    print(header(), flush=True)
    for problem in cases():
        measurement, _ = measure(problem, parameters)
        measured.append(measurement)
        print(row(problem.name, measurement, None), flush=True)
    if options.results:
        write_json(options.results, {"environment": describe(), "measurements": [m.as_json() for m in measured]})
    return complain(measured)
