"""The front door: what is posted for a week, and how a published schedule becomes tracks again."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from benchmarks.errors import BenchmarkError
from benchmarks.satnet_park import bodies, readback
from tests.benchmarks.weeks import MONDAY, at, good_tracks, small_week

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.satnet.data import Week
    from benchmarks.satnet.solution import Track

NOW = datetime(2026, 1, 15, 10, 30, tzinfo=UTC)


@pytest.fixture
def week(tmp_path: Path) -> Week:
    """The small week."""
    return small_week(tmp_path)


@pytest.fixture
def shift(week: Week) -> bodies.Shift:
    """From 2018 to two days after January 15th, 2026, or the first Monday behind that."""
    return bodies.Shift.beyond(week, NOW)


def test_the_week_is_moved_ahead_by_whole_weeks(week: Week, shift: bodies.Shift) -> None:
    """Requests for the past are refused; weekdays stay what they were."""
    assert bodies.window(week, shift) == ("2026-01-19T00:00:00+00:00", "2026-01-26T12:00:00+00:00")
    assert shift.back(shift.there(MONDAY + 12_345)) == MONDAY + 12_345
    assert bodies.Shift.beyond(week, datetime(2018, 1, 1, tzinfo=UTC)).seconds == 0


def test_antennas_are_machines_and_missions_tenants(week: Week) -> None:
    """A mission is in one place at a time: the tenant's limit says so."""
    assert [body["id"] for body in bodies.machines(week)] == ["dss-14", "dss-24"]
    assert {(body["id"], body["max_concurrent"]) for body in bodies.tenants(week)} == {
        (f"mission-{number}", 1) for number in (1, 2, 3, 4)
    }


def test_maintenance_is_an_outage(week: Week, shift: bodies.Shift) -> None:
    """Closed time reaches the service with its instants."""
    [outage] = bodies.outages(week, shift)
    assert (outage["machine_id"], outage["kind"]) == ("dss-14", "maintenance")
    assert (shift.back(outage["start"]), shift.back(outage["end"])) == (at(20), at(24))


def test_a_request_carries_every_rule(week: Week, shift: bodies.Shift) -> None:
    """View periods within the request's window, setup, teardown, least length and leave to split."""
    posted = bodies.requests(week, shift)
    [plain, _] = posted["mission-1"]
    [operation] = plain["operations"]
    assert [alternative["machine_ids"] for alternative in operation["alternatives"]] == [["dss-14"], ["dss-24"]]
    assert [
        (shift.back(window["start"]), shift.back(window["end"]))
        for alternative in operation["alternatives"]
        for window in alternative["windows"]
    ] == [(at(6), at(12)), (at(6), at(11))]
    assert (operation["setup"], operation["teardown"], operation["duration"]) == ("PT60M", "PT15M", "PT120M")
    assert (shift.back(plain["earliest_start"]), shift.back(plain["deadline"])) == (at(5), at(12.25))
    assert "splittable" not in operation
    [long] = posted["mission-2"]
    assert long["operations"][0]["splittable"] == {"min_part": "PT240M", "max_parts": 2}
    assert long["operations"][0]["min_duration"] == "PT384M"


def test_an_array_is_one_alternative_of_two_machines(week: Week, shift: bodies.Shift) -> None:
    """Both antennas are held together."""
    [array] = bodies.requests(week, shift)["mission-3"]
    assert array["operations"][0]["alternatives"][0]["machine_ids"] == ["dss-14", "dss-24"]


def test_what_no_view_serves_is_not_posted(week: Week, shift: bodies.Shift) -> None:
    """An alternative needs a window; a request without any would be refused."""
    assert "mission-4" not in bodies.requests(week, shift)


def _row(track: Track, shift: bodies.Shift) -> dict[str, object]:
    return {
        "external_reference": track.track_id,
        "machine_ids": [antenna.lower() for antenna in sorted(track.antennas)],
        "start": shift.there(track.start),
        "end": shift.there(track.end),
        "processing_start": shift.there(track.on),
        "processing_end": shift.there(track.off),
    }


def test_a_published_schedule_becomes_the_tracks_it_is(week: Week, shift: bodies.Shift) -> None:
    """Back in 2018, under the antennas' own names, arrays joined."""
    tracks = tuple(sorted(good_tracks().values()))
    assert readback.tracks_of([_row(track, shift) for track in tracks], week, shift) == tracks


def test_ticks_round_the_setup_up_and_the_track_keeps_to_its_minutes(week: Week, shift: bodies.Shift) -> None:
    """What the park holds beyond the setup asked for is not the mission's."""
    track = good_tracks()["plain"]
    held = _row(track, shift) | {"start": shift.there(track.start - 300), "end": shift.there(track.end + 300)}
    assert readback.tracks_of([held], week, shift) == (track,)


def test_too_little_setup_is_not_mended(week: Week, shift: bodies.Shift) -> None:
    """Reading back must not hide a fault of the service from the referee."""
    track = good_tracks()["plain"]
    held = _row(track, shift) | {"start": shift.there(track.start + 300)}
    assert readback.tracks_of([held], week, shift)[0].start == track.start + 300


def test_a_reservation_of_somebody_else_is_refused(week: Week, shift: bodies.Shift) -> None:
    """A schedule of another week must not be judged as this one."""
    row = _row(good_tracks()["plain"], shift) | {"external_reference": "other"}
    with pytest.raises(BenchmarkError, match="'other'"):
        readback.tracks_of([row], week, shift)
