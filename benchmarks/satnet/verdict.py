"""What the referee says of a schedule of a week: it is written in SatNet's format, read back and held against the raw data."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from benchmarks.satnet.data import read_raw, read_raw_maintenance
from benchmarks.satnet.figures import Figures, figures_of
from benchmarks.satnet.referee import Objection, judge
from benchmarks.satnet.solution import read_solution, tracks_of, write_solution

if TYPE_CHECKING:
    from benchmarks.satnet.translate import Translation
    from solver.schedule import Schedule


class Verdict(NamedTuple):
    """The measures of the literature, and every objection; none is good."""

    figures: Figures
    objections: tuple[Objection, ...]


def judge_file(folder: Path, week: str, solution: Path) -> Verdict:
    """Read a solution file back and hold it against the raw data of the week."""
    tracks, raw = read_solution(solution), read_raw(folder, week)
    return Verdict(figures_of(raw, tracks), judge(raw, read_raw_maintenance(folder), tracks))


def verdict(folder: Path, week: str, translation: Translation, schedule: Schedule) -> Verdict:
    """Judge a schedule of a translated week by way of a file, which is removed again."""
    with tempfile.TemporaryDirectory() as place:
        solution = Path(place) / "solution.json"
        write_solution(tracks_of(translation, schedule), solution)
        return judge_file(folder, week, solution)
