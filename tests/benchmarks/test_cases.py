"""The registry of cases: one name for each problem, and what cannot be loaded is said."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from benchmarks.cases import STORED, WEEKS, case, missing
from benchmarks.draw import draw_park
from benchmarks.errors import BenchmarkError
from benchmarks.suites import SUITES, suite
from solver.files import write_problem
from solver.schedule import Schedule
from tests.benchmarks.weeks import write_week

if TYPE_CHECKING:
    from pathlib import Path


def test_a_drawn_park_is_what_its_name_says() -> None:
    """A figure would be published under the name of another park."""
    plain, rich = case("drawn-12x8-s7"), case("drawn-12x8-s7-rich")
    assert plain.load(None).problem == draw_park(12, 8, seed=7)
    assert rich.load(None).problem == draw_park(12, 8, seed=7, rich=True)
    assert (plain.jobs, plain.machines, plain.tags) == (12, 8, ("plain", "drawn", "small"))
    assert rich.tags == ("rich", "drawn", "small")


@pytest.mark.parametrize("name", ["drawn-12x8", "drawn-0x8-s1", "park-7", "W99_2018", "drawn-12x8-s1-poor"])
def test_an_unknown_name_is_refused(name: str) -> None:
    """A misspelt case would be measured as another, or crash in a child process."""
    with pytest.raises(BenchmarkError, match=name):
        case(name)


def test_every_case_of_every_suite_is_registered() -> None:
    """A suite would end in the middle."""
    for name in SUITES:
        assert suite(name).name == name
        assert all(case(each).name == each for each in suite(name).cases)
    assert all(case(name).needs == "park" for name in STORED)
    assert all(case(name).needs == "satnet" for name in WEEKS)


def test_what_is_missing_is_said_without_a_path(tmp_path: Path) -> None:
    """A missing file would pass in silence, or a page of results name somebody's folders."""
    assert missing(case("drawn-12x8-s1"), tmp_path) is None
    for name in ("park-100", "W10_2018"):
        reason = missing(case(name), tmp_path)
        assert reason is not None
        assert "EQUISHARE_BENCH_DATA" in reason
        assert str(tmp_path) not in reason
    write_problem(draw_park(3, 8, seed=1), tmp_path / "park-100.json")
    assert missing(case("park-100"), tmp_path) is None
    assert missing(case("park-300"), tmp_path) == "no park-300.json among the park instances"


def test_a_stored_park_is_read(tmp_path: Path) -> None:
    """The figures of the stored parks would be those of drawn ones."""
    park = draw_park(3, 8, seed=1)
    write_problem(park, tmp_path / "park-100.json")
    assert case("park-100").load(tmp_path).problem == park


def test_a_week_comes_with_its_referee(tmp_path: Path) -> None:
    """A week would be judged by the rules of our own translation alone."""
    loaded = case("W10_2018").load(write_week(tmp_path))
    assert loaded.problem.jobs
    assert loaded.judge is not None
    figures, objections = loaded.judge(Schedule())
    assert (figures.hours, figures.requests, objections) == (0, 5, ())
