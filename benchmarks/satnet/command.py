"""`python -m benchmarks satnet`: solve a week, write it in SatNet's format, and have the written file judged."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from benchmarks.environment import describe
from benchmarks.files import write_json
from benchmarks.instances import data_folder
from benchmarks.measure import measure, parameters_of
from benchmarks.satnet.data import PROBLEMS, read_week
from benchmarks.satnet.figures import published
from benchmarks.satnet.solution import tracks_of, write_solution
from benchmarks.satnet.translate import translate
from benchmarks.satnet.verdict import judge_file

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from benchmarks.measure import Measurement
    from benchmarks.satnet.figures import Figures
    from benchmarks.satnet.referee import Objection


def run(options: argparse.Namespace) -> int:
    """Run the command; returns 0 only if neither `verify` nor the referee objects."""
    folder = data_folder(options.data, "satnet", PROBLEMS)
    translation = translate(read_week(folder, options.week), options.tick)
    parameters = parameters_of(options)
    print(
        f"SatNet {options.week}: {len(translation.problem.jobs)} requests, {len(translation.problem.machines)} antennas, "
        f"{options.seconds:g} s, ticks of {options.tick} min",
        flush=True,
    )
    measurement, result = measure(translation.problem, parameters)
    write_solution(tracks_of(translation, result.schedule), options.out)
    figures, objections = judge_file(folder, options.week, options.out)
    print_solve(measurement, options.tick)
    print_verdict(options.week, figures, objections, options.out)
    if options.results:
        write_json(
            options.results,
            {
                "environment": describe(),
                "week": options.week,
                "tick_minutes": options.tick,
                "solve": measurement.as_json(),
                "figures": asdict(figures),
                "objections": list(map(str, objections)),
            },
        )
    return 1 if objections or measurement.violations else 0


def print_solve(measurement: Measurement, tick: int) -> None:
    """Print what the solver says of itself; its bound is that of the translated problem."""
    first = "-" if measurement.first_seconds is None else f"{measurement.first_seconds:.1f} s"
    print(
        f"solver    {measurement.status}: {measurement.value * tick / 60:.1f} h, bound {measurement.bound * tick / 60:.1f} h, "
        f"gap {measurement.gap:.2%}, {measurement.seconds:.1f} s, first schedule after {first}"
    )
    print(f"verify    {'clean' if not measurement.violations else json.dumps(measurement.violations[:5])}")


def print_verdict(week: str, figures: Figures, objections: tuple[Objection, ...], solution: Path) -> None:
    """Print what the referee says of a written solution, beside the published figures."""
    print(f"referee   {'no objection' if not objections else f'{len(objections)} objections'} to {solution}")
    for objection in objections[:20]:
        print(f"          {objection}")
    print(f"here      {figures.line()}")
    for other in published(week):
        print(
            f"published {other['hours']} h   U_rms {other['u_rms']}   U_max {other['u_max']}   "
            f"requests {other['satisfied']}   {other['method']} ({other['source']}, {other['date']})"
        )
    best = max((other["hours"] for other in published(week)), default=None)
    if best:
        print(f"          {figures.hours / best:.1%} of the best published hours")
