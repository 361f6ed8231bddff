"""A SatNet week made by hand, small enough to check with a pencil. Hours count from Monday, 2018-03-05, 00:00 UTC."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING, Any

from benchmarks.satnet.data import Week, read_week
from benchmarks.satnet.solution import Track

if TYPE_CHECKING:
    from pathlib import Path

NAME = "W10_2018"
MONDAY = 1_520_208_000


def at(hours: float) -> int:
    """Return the epoch second so many hours into the week."""
    return MONDAY + round(hours * 3600)


def raw_request(
    track_id: str,
    mission: int,
    hours: float,
    views: dict[str, list[tuple[float, float]]],
    *,
    least: float | None = None,
    window: tuple[float, float] = (0, 180),
) -> dict[str, Any]:
    """Return a request as `problems.json` has it; an hour of setup, a quarter of teardown."""
    return {
        "subject": mission,
        "user": f"{mission}_0",
        "week": 10,
        "year": 2018,
        "duration": hours,
        "duration_min": hours if least is None else least,
        "resources": [resource.split("_") for resource in views],
        "track_id": track_id,
        "setup_time": 60,
        "teardown_time": 15,
        "time_window_start": at(window[0]),
        "time_window_end": at(window[1]),
        "resource_vp_dict": {
            resource: [
                {"RISE": at(rise), "SET": at(sets), "TRX ON": at(rise), "TRX OFF": at(sets)} for rise, sets in periods
            ]
            for resource, periods in views.items()
        },
    }


def raw_week() -> list[dict[str, Any]]:
    """Return five requests of four missions for two antennas."""
    return [
        raw_request("plain", 1, 2.0, {"DSS-14": [(6, 12)], "DSS-24": [(5, 11)]}, window=(6, 12)),
        raw_request("flexible", 1, 1.0, {"DSS-24": [(6, 30)]}, least=0.5),
        raw_request("long", 2, 8.0, {"DSS-14": [(0.5, 60)], "DSS-24": [(30, 60)]}, least=6.4),
        raw_request("array", 3, 2.0, {"DSS-14_DSS-24": [(70, 75)]}),
        raw_request("never", 4, 3.0, {"DSS-14": [(100, 104)]}, window=(20, 40)),
    ]


def raw_maintenance() -> list[dict[str, str]]:
    """Return one closed stretch: DSS-14, hours 20 to 24."""
    return [
        {"week": "10.0", "year": "2018", "starttime": str(at(20)), "endtime": str(at(24)), "antenna": "DSS-14"},
        {"week": "11.0", "year": "2018", "starttime": str(at(400)), "endtime": str(at(404)), "antenna": "DSS-14"},
    ]


def write_week(folder: Path) -> Path:
    """Write the week as SatNet's two files and return the folder."""
    (folder / "problems.json").write_text(json.dumps({NAME: raw_week()}), encoding="utf-8")
    with (folder / "maintenance.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=["week", "year", "starttime", "endtime", "antenna"])
        writer.writeheader()
        writer.writerows(raw_maintenance())
    return folder


def small_week(folder: Path) -> Week:
    """Write the week and read it."""
    return read_week(write_week(folder), NAME)


def track(track_id: str, resource: str, on: float, off: float) -> Track:
    """Return a track with exactly the setup and teardown that the requests ask for."""
    return Track(resource=resource, start=at(on - 1), on=at(on), off=at(off), end=at(off + 0.25), track_id=track_id)


def good_tracks() -> dict[str, Track]:
    """Return a schedule of the week that keeps every rule; `long` in two parts."""
    return {
        "plain": track("plain", "DSS-14", 7, 9),
        "flexible": track("flexible", "DSS-24", 9, 9.75),
        "long-1": track("long", "DSS-14", 10.5, 14.5),
        "long-2": track("long", "DSS-24", 40, 44),
        "array": track("array", "DSS-14_DSS-24", 71, 73),
    }
