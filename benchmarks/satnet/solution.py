"""SatNet's own solution format: a JSON list of tracks, in epoch seconds."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from benchmarks.errors import BenchmarkError
from benchmarks.files import write_json

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from benchmarks.satnet.translate import Translation
    from solver.schedule import Schedule

#: The fields of the format, in its order.
FIELDS = ("RESOURCE", "START_TIME", "TRACKING_ON", "TRACKING_OFF", "END_TIME", "TRACK_ID")


@dataclass(frozen=True, kw_only=True, slots=True, order=True)
class Track:
    """One placed part of a request; the antenna or array is held `[start, end)` and tracks `[on, off)`."""

    resource: str
    start: int
    on: int
    off: int
    end: int
    track_id: str

    @property
    def antennas(self) -> frozenset[str]:
        """The antennas it holds: `DSS-34_DSS-36` is an array of two."""
        return frozenset(self.resource.split("_"))


def tracks_of(translation: Translation, schedule: Schedule) -> tuple[Track, ...]:
    """Read a schedule as tracks; setup, teardown and full length get their exact seconds, which may be less than their ticks."""
    found: list[Track] = []
    for part in schedule.assignments:
        request = translation.requests[part.job]
        mode = translation.problem.jobs[part.job].tasks[part.task].modes[part.mode]
        on = translation.grid.instant(part.start + mode.setup)
        off = min(translation.grid.instant(part.start + mode.setup + part.duration), on + request.duration)
        found.append(
            Track(
                resource=translation.resources[part.job][part.mode],
                start=on - request.setup,
                on=on,
                off=off,
                end=off + request.teardown,
                track_id=request.track_id,
            ),
        )
    return tuple(sorted(found, key=lambda track: (track.start, track.resource)))


def write_solution(tracks: Iterable[Track], path: Path) -> None:
    """Write tracks in SatNet's format, whole or not at all; an array is one entry, named as in the requests."""
    rows = [(track.resource, track.start, track.on, track.off, track.end, track.track_id) for track in tracks]
    write_json(path, [dict(zip(FIELDS, row, strict=True)) for row in rows])


def read_solution(path: Path) -> tuple[Track, ...]:
    """Read a solution file.

    SatNet's simulator writes an array as one entry per antenna; such entries (same request, same times) are joined.

    Raises
    ------
    BenchmarkError
        if the file is not a list of such entries, or gives the same antenna twice for the same track.
    """
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
        entries = [tuple(row[field] for field in FIELDS) for row in rows]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BenchmarkError(
            f"{path} is no SatNet solution ({error!r}); it is a list of {', '.join(FIELDS)}"
        ) from error
    joined: dict[tuple[int, int, int, int, str], list[str]] = {}
    for number, (resource, *times, track_id) in enumerate(entries):
        if not (isinstance(resource, str) and isinstance(track_id, str) and all(type(time) is int for time in times)):
            raise BenchmarkError(f"{path}#/{number}: names must be strings and times whole epoch seconds")
        start, on, off, end = times
        antennas = joined.setdefault((start, on, off, end, track_id), [])
        if set(antennas) & set(resource.split("_")):
            raise BenchmarkError(f"{path}#/{number}: gives {resource} a second time for the same track; remove one")
        antennas.extend(resource.split("_"))
    return tuple(
        Track(resource="_".join(sorted(antennas)), start=start, on=on, off=off, end=end, track_id=track_id)
        for (start, on, off, end, track_id), antennas in joined.items()
    )
