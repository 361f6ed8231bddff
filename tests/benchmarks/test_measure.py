"""What a benchmark reports of a solve: counted anew, verified, and beside the references."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from benchmarks.draw import draw_park
from benchmarks.errors import BenchmarkError
from benchmarks.measure import FirstSchedule, measure
from benchmarks.park import chosen, complain, references, row
from solver import Progress, SolveParameters
from solver.files import write_problem
from solver.schedule import utilization

if TYPE_CHECKING:
    from pathlib import Path

GREEDY = SolveParameters(seconds=0, engine="inline")


def _progress(value: int | None) -> Progress:
    return Progress(seconds=0, budget=1, phase="improve", tier="utilization", value=value, bound=None, placed=0)


def test_figures_are_those_of_the_schedule() -> None:
    """A benchmark that repeated what the solver says of itself would prove nothing."""
    problem = draw_park(12, 8, seed=1)
    measurement, result = measure(problem, GREEDY)
    assert measurement.value == utilization(problem, result.schedule) > 0
    assert measurement.value <= measurement.bound <= problem.total_work
    assert measurement.placed == len(result.schedule.by_job)
    assert measurement.violations == ()
    assert json.loads(json.dumps(measurement.as_json()))["name"] == problem.name


def test_the_first_schedule_is_noted_once() -> None:
    """Progress before there is a schedule does not count, and the first that does stays."""
    watch = FirstSchedule()
    watch.on_progress(_progress(None))
    assert watch.seconds is None
    watch.on_progress(_progress(3))
    first = watch.seconds
    watch.on_progress(_progress(4))
    assert watch.seconds == first is not None


def test_files_are_chosen_by_name(tmp_path: Path) -> None:
    """`--only` takes names; an unknown one is told with those there are."""
    for name in ("park-a", "park-b"):
        write_problem(draw_park(3, 8, seed=1), tmp_path / f"{name}.json")
    assert [path.stem for path in chosen(tmp_path, ["park-b"])] == ["park-b"]
    assert {path.stem for path in chosen(tmp_path, None)} == {"park-a", "park-b"}
    with pytest.raises(BenchmarkError, match=r"'park-c' in .*; there are park-a, park-b"):
        chosen(tmp_path, ["park-c"])


def test_references_are_consistent() -> None:
    """No best known value exceeds its bound, and a row shows the share of it that was reached."""
    assert set(references()) >= {"park-100", "park-150", "park-300", "park-1000", "park-1000-rich", "park-2000"}
    assert all(entry["value"] <= entry["bound"] for entry in references().values())
    measurement, _ = measure(draw_park(6, 8, seed=1), GREEDY)
    assert "200.0%" in row("drawn", measurement, {"value": measurement.value / 2})


def test_a_violation_makes_the_command_fail(capsys: pytest.CaptureFixture[str]) -> None:
    """A schedule that breaks a rule is printed and costs the exit code, however good its value."""
    measurement, _ = measure(draw_park(6, 8, seed=1), GREEDY)
    assert complain([measurement]) == 0
    assert complain([replace(measurement, violations=("capacity: two at once",))]) == 1
    assert "two at once" in capsys.readouterr().out
