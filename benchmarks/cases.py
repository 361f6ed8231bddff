"""The registry of cases: every problem that a suite may solve has one name, here and in every file of results.

| name | is |
| --- | --- |
| `drawn-1000x40-s1`, `drawn-1000x40-s1-rich` | drawn by `draw_park`: jobs, machines, seed; needs no file |
| `park-1000` | a stored park file |
| `W10_2018` | a week of SatNet |
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from benchmarks.case import Case, Kind, Loaded
from benchmarks.draw import draw_park
from benchmarks.errors import BenchmarkError
from benchmarks.instances import data_folder

if TYPE_CHECKING:
    from pathlib import Path

#: Jobs and machines of the stored park files.
STORED = {
    "park-100": (100, 8),
    "park-150": (150, 8),
    "park-300": (300, 13),
    "park-1000": (1000, 40),
    "park-1000-rich": (1000, 40),
    "park-2000": (2000, 40),
}
#: Requests and antennas of the weeks of SatNet.
WEEKS = {"W10_2018": (257, 12), "W30_2018": (293, 12), "W50_2018": (275, 12)}
_DRAWN = re.compile(r"drawn-(?P<jobs>\d+)x(?P<machines>\d+)-s(?P<seed>\d+)(?P<rich>-rich)?")


def case(name: str) -> Case:
    """Return the case of a name.

    Raises
    ------
    BenchmarkError
        if no case has that name; the message says how names are made.
    """
    drawn = _DRAWN.fullmatch(name)
    if drawn:
        return _drawn(name, drawn)
    if name in STORED:
        return _stored(name)
    if name in WEEKS:
        return _week(name)
    raise BenchmarkError(
        f"no case {name!r}; use drawn-JOBSxMACHINES-sSEED, the same with -rich, or one of {', '.join((*STORED, *WEEKS))}"
    )


def missing(wanted: Case, data: Path | None) -> str | None:
    """Return why a case cannot be loaded, None if it can; the reason names no folder, so that it can be published."""
    if wanted.needs is None:
        return None
    try:
        folder = data_folder(data, wanted.needs, _pattern(wanted.needs))
    except BenchmarkError:
        return f"no {wanted.needs} instances; give their folder with --data or EQUISHARE_BENCH_DATA"
    if wanted.needs == "park" and not (folder / f"{wanted.name}.json").exists():
        return f"no {wanted.name}.json among the park instances"
    return None


def _pattern(kind: str) -> str:
    return "park-*.json" if kind == "park" else "problems.json"


def _drawn(name: str, match: re.Match[str]) -> Case:
    jobs, machines, seed = int(match["jobs"]), int(match["machines"]), int(match["seed"])
    rich = match["rich"] is not None
    if not (jobs and machines):
        raise BenchmarkError(f"case {name!r} has no jobs or no machines; use at least one of each")

    def load(_: Path | None) -> Loaded:
        return Loaded(draw_park(jobs, machines, seed, rich=rich))

    kind = Kind.RICH if rich else Kind.PLAIN
    return Case(name=name, kind=kind, jobs=jobs, machines=machines, needs=None, load=load)


def _stored(name: str) -> Case:
    jobs, machines = STORED[name]

    def load(data: Path | None) -> Loaded:
        from solver.files import read_problem

        return Loaded(read_problem(data_folder(data, "park", _pattern("park")) / f"{name}.json"))

    kind = Kind.RICH if name.endswith("-rich") else Kind.PLAIN
    return Case(name=name, kind=kind, jobs=jobs, machines=machines, needs="park", load=load)


def _week(name: str) -> Case:
    jobs, machines = WEEKS[name]

    def load(data: Path | None) -> Loaded:
        from benchmarks.satnet.data import read_week
        from benchmarks.satnet.translate import translate
        from benchmarks.satnet.verdict import verdict

        folder = data_folder(data, "satnet", _pattern("satnet"))
        translation = translate(read_week(folder, name))
        return Loaded(translation.problem, lambda schedule: verdict(folder, name, translation, schedule))

    return Case(name=name, kind=Kind.SATNET, jobs=jobs, machines=machines, needs="satnet", load=load)
