"""`python -m benchmarks quick`: a minute or less on drawn parks; needs no outside files and promises no seconds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.draw import draw_park
from benchmarks.environment import describe
from benchmarks.files import write_json
from benchmarks.measure import measure, parameters_of
from benchmarks.park import complain, header, row

if TYPE_CHECKING:
    import argparse

    from solver.problem import Problem


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
    parameters = parameters_of(options)
    measured = []
    print(header(), flush=True)
    for problem in cases():
        measurement, _ = measure(problem, parameters)
        measured.append(measurement)
        print(row(problem.name, measurement, None), flush=True)
    if options.results:
        write_json(options.results, {"environment": describe(), "measurements": [m.as_json() for m in measured]})
    return complain(measured)
