"""`python -m benchmarks park`: solve the stored park files and hold the figures against the best known ones."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.environment import describe
from benchmarks.errors import BenchmarkError
from benchmarks.files import write_json
from benchmarks.instances import data_folder
from benchmarks.measure import measure, parameters_of

if TYPE_CHECKING:
    import argparse

    from benchmarks.measure import Measurement

REFERENCES = Path(__file__).parent / "references" / "park.json"
PATTERN = "park-*.json"


def run(options: argparse.Namespace) -> int:
    """Run the command; returns 0 only if `verify` objects to nothing."""
    from solver.files import read_problem

    folder = data_folder(options.data, "park", PATTERN)
    parameters = parameters_of(options)
    best = references()
    measured: list[Measurement] = []
    print(header(), flush=True)
    for path in chosen(folder, options.only):
        measurement, _ = measure(read_problem(path), parameters)
        measured.append(measurement)
        print(row(path.stem, measurement, best.get(path.stem)), flush=True)
    if options.results:
        write_json(options.results, {"environment": describe(), "measurements": [m.as_json() for m in measured]})
    return complain(measured)


def references() -> dict[str, dict[str, Any]]:
    """Return the best known `value` and the least `bound` of each file, with how and when they were found."""
    found: dict[str, dict[str, Any]] = json.loads(REFERENCES.read_text(encoding="utf-8"))["instances"]
    return found


def chosen(folder: Path, only: list[str] | None) -> list[Path]:
    """Return the files to solve, smallest first.

    Raises
    ------
    BenchmarkError
        if a name of `only` has no file; the message lists those there are.
    """
    paths = sorted(folder.glob(PATTERN), key=lambda path: path.stat().st_size)
    if only is None:
        return paths
    names = [path.stem for path in paths]
    for name in only:
        if name not in names:
            raise BenchmarkError(f"no instance {name!r} in {folder}; there are {', '.join(names)}")
    return [path for path in paths if path.stem in only]


def header() -> str:
    """Return the head of the table."""
    return (
        f"{'instance':<24}{'status':<10}{'value':>7}{'bound':>7}{'gap':>8}{'placed':>12}{'seconds':>9}{'first':>8}"
        f"{'best':>7}{'of best':>9}  verify"
    )


def row(name: str, measurement: Measurement, best: dict[str, Any] | None) -> str:
    """Return one line of the table; `best` is the entry of the references, if there is one."""
    first = "-" if measurement.first_seconds is None else f"{measurement.first_seconds:.2f}"
    known = f"{best['value']:>7}{measurement.value / best['value']:>9.1%}" if best else f"{'-':>7}{'-':>9}"
    return (
        f"{name:<24}{measurement.status:<10}{measurement.value:>7}{measurement.bound:>7}{measurement.gap:>8.2%}"
        f"{f'{measurement.placed}/{measurement.jobs}':>12}{measurement.seconds:>9.1f}{first:>8}{known}"
        f"  {'clean' if not measurement.violations else f'{len(measurement.violations)} violations'}"
    )


def complain(measured: list[Measurement]) -> int:
    """Print every violation and return the exit code: 1 if there was one."""
    for measurement in measured:
        for violation in measurement.violations[:10]:
            print(f"{measurement.name}: {violation}")
    return 1 if any(measurement.violations for measurement in measured) else 0
