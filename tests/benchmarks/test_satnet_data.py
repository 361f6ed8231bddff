"""Reading a week: units, spans, maintenance, and what is said when it is not there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from benchmarks.errors import BenchmarkError
from benchmarks.instances import data_folder
from benchmarks.satnet.data import Span, read_week
from tests.benchmarks.weeks import MONDAY, NAME, at, small_week, write_week

if TYPE_CHECKING:
    from pathlib import Path


def test_hours_and_minutes_become_seconds(tmp_path: Path) -> None:
    """The files mix hours, minutes and seconds; one of them read as another would make every schedule wrong."""
    request = small_week(tmp_path).requests[1]
    assert (request.duration, request.least, request.setup, request.teardown) == (3600, 1800, 3600, 900)


def test_the_week_begins_on_monday_and_ends_at_noon_a_week_later(tmp_path: Path) -> None:
    """An ISO week counted as a calendar week would shift every tick."""
    assert small_week(tmp_path).span == Span(MONDAY, at(180))


def test_maintenance_is_that_of_the_week(tmp_path: Path) -> None:
    """The file holds the whole year; another week's outage must not close an antenna."""
    assert small_week(tmp_path).maintenance == {"DSS-14": (Span(at(20), at(24)),)}


def test_antennas_of_arrays_are_antennas(tmp_path: Path) -> None:
    """An array is two antennas, not a third one that nobody else competes for."""
    week = small_week(tmp_path)
    assert week.antennas == ("DSS-14", "DSS-24")
    assert week.missions == ("1", "2", "3", "4")


def test_only_long_requests_are_splittable(tmp_path: Path) -> None:
    """A request under eight hours may not be split."""
    splittable = [request.track_id for request in small_week(tmp_path).requests if request.splittable]
    assert splittable == ["long"]


def test_an_unknown_week_is_named_with_those_there_are(tmp_path: Path) -> None:
    """A typing error in the week gives a message, not a KeyError."""
    with pytest.raises(BenchmarkError, match=r"no week 'W99_2018'; it has W10_2018"):
        read_week(write_week(tmp_path), "W99_2018")


def test_missing_data_says_where_it_looked(tmp_path: Path) -> None:
    """Without the outside files a benchmark says so, and how to name their folder."""
    with pytest.raises(BenchmarkError, match=r"--data DIR .* EQUISHARE_BENCH_DATA"):
        data_folder(tmp_path, "satnet", "problems.json")


@pytest.mark.parametrize("inside", ["", "satnet"])
def test_the_folder_may_be_that_of_the_kind_or_the_one_above(tmp_path: Path, inside: str) -> None:
    """`--data` takes the folder of all instances as well as that of SatNet alone."""
    folder = tmp_path / inside
    folder.mkdir(exist_ok=True)
    write_week(folder)
    assert read_week(data_folder(tmp_path, "satnet", "problems.json"), NAME).requests
