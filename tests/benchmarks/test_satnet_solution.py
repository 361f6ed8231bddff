"""The solution format: round trip, arrays by antenna, refusals; and from a schedule to tracks."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from benchmarks.errors import BenchmarkError
from benchmarks.satnet.referee import judge
from benchmarks.satnet.solution import read_solution, tracks_of, write_solution
from benchmarks.satnet.translate import translate
from solver.schedule import Assignment, Schedule
from tests.benchmarks.weeks import at, good_tracks, raw_maintenance, raw_week, small_week, track

if TYPE_CHECKING:
    from pathlib import Path


def test_round_trip(tmp_path: Path) -> None:
    """What is written is what is read, and no half-written file is left beside it."""
    path = tmp_path / "new" / "solution.json"
    tracks = tuple(good_tracks().values())
    write_solution(tracks, path)
    assert read_solution(path) == tracks
    assert list(path.parent.iterdir()) == [path]


def test_the_fields_are_those_of_satnet(tmp_path: Path) -> None:
    """Other tools read the file by these names."""
    write_solution([track("plain", "DSS-14", 7, 9)], tmp_path / "solution.json")
    assert json.loads((tmp_path / "solution.json").read_text(encoding="utf-8")) == [
        {
            "RESOURCE": "DSS-14",
            "START_TIME": at(6),
            "TRACKING_ON": at(7),
            "TRACKING_OFF": at(9),
            "END_TIME": at(9.25),
            "TRACK_ID": "plain",
        }
    ]


def test_an_array_may_be_one_entry_per_antenna(tmp_path: Path) -> None:
    """Files of other solvers list the antennas of an array apart; they are one track."""
    path = tmp_path / "solution.json"
    write_solution([track("array", "DSS-24", 71, 73), track("array", "DSS-14", 71, 73)], path)
    assert read_solution(path) == (track("array", "DSS-14_DSS-24", 71, 73),)


def test_the_same_antenna_twice_is_refused(tmp_path: Path) -> None:
    """A doubled entry must not vanish in the joining of arrays."""
    path = tmp_path / "solution.json"
    write_solution([track("plain", "DSS-14", 7, 9)] * 2, path)
    with pytest.raises(BenchmarkError, match="#/1: gives DSS-14 a second time"):
        read_solution(path)


@pytest.mark.parametrize("text", ["{}}", '[{"RESOURCE": "DSS-14"}]', "7", '[{"a": 1}]'])
def test_another_file_is_refused(tmp_path: Path, text: str) -> None:
    """A file of another kind gives one message that names it."""
    path = tmp_path / "solution.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BenchmarkError, match=r"solution\.json is no SatNet solution"):
        read_solution(path)


def test_fractions_of_a_second_are_refused(tmp_path: Path) -> None:
    """Times are whole epoch seconds; a float is a sign of another unit."""
    path = tmp_path / "solution.json"
    row = dict.fromkeys(("START_TIME", "TRACKING_ON", "TRACKING_OFF", "END_TIME"), 1.5)
    path.write_text(json.dumps([{"RESOURCE": "DSS-14", "TRACK_ID": "plain"} | row]), encoding="utf-8")
    with pytest.raises(BenchmarkError, match="whole epoch seconds"):
        read_solution(path)


def test_a_schedule_becomes_tracks_that_the_referee_accepts(tmp_path: Path) -> None:
    """From ticks back to epoch seconds: the part at 06:00 with an hour of setup tracks from 07:00."""
    translation = translate(small_week(tmp_path))
    schedule = Schedule(
        (
            Assignment(job=0, task=0, mode=0, start=360, duration=120),
            Assignment(job=2, task=0, part=0, mode=0, start=570, duration=240),
            Assignment(job=2, task=0, part=1, mode=1, start=2340, duration=240),
            Assignment(job=3, task=0, mode=0, start=4200, duration=120),
        )
    )
    tracks = tracks_of(translation, schedule)
    good = good_tracks()
    assert tracks == (good["plain"], good["long-1"], good["long-2"], good["array"])
    assert judge(raw_week(), raw_maintenance(), tracks) == ()


def test_lengths_rounded_up_to_ticks_are_cut_back(tmp_path: Path) -> None:
    """Two hours are five ticks of 25 minutes; the track is two hours."""
    translation = translate(small_week(tmp_path), 25)
    schedule = Schedule((Assignment(job=0, task=0, mode=0, start=13, duration=5),))
    tracks = tracks_of(translation, schedule)
    assert [(track.on, track.off - track.on) for track in tracks] == [(at(16 * 25 / 60), 7200)]
    assert judge(raw_week(), raw_maintenance(), tracks) == ()
