"""Judges tracks against the raw data of a week, in epoch seconds and by SatNet's rules alone.

It shares no code with the solver, nor with the translation into a `Problem`: it reads the rows of the files as they are, so
that a rule misunderstood on the way in cannot hide on the way out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from benchmarks.satnet.solution import Track

HOUR = 3600
#: Requests of at least this many hours may be split, into parts of at least that many.
SPLIT_FROM_HOURS, LEAST_PART_HOURS = 8, 4
#: A week of SatNet reaches to the noon of the Monday after.
WEEK_SECONDS = 7 * 24 * HOUR + 12 * HOUR


class Objection(NamedTuple):
    """One broken rule: `identity`, `shape`, `window`, `view`, `maintenance`, `week`, `length`, `antenna` or `mission`."""

    rule: str
    message: str

    def __str__(self) -> str:
        """Return one line for people."""
        return f"{self.rule}: {self.message}"


@dataclass(frozen=True, slots=True)
class _Entry:
    """A track and the raw request it serves."""

    track: Track
    request: Mapping[str, Any]

    def __str__(self) -> str:
        return f"{self.track.track_id} on {self.track.resource} at {self.track.start}"


def judge(
    requests: Sequence[Mapping[str, Any]], maintenance: Iterable[Mapping[str, str]], tracks: Iterable[Track]
) -> tuple[Objection, ...]:
    """Return every objection to `tracks`; `requests` and `maintenance` are the rows of SatNet's files."""
    by_id = {request["track_id"]: request for request in requests}
    found: list[Objection] = []
    entries: list[_Entry] = []
    for track in tracks:
        if track.track_id in by_id:
            entries.append(_Entry(track, by_id[track.track_id]))
        else:
            found.append(Objection("identity", f"no request {track.track_id} in this week"))
    closed = list(maintenance)
    for entry in entries:
        found += [*_shape(entry), *_window(entry), *_view(entry), *_week(entry), *_maintenance(entry, closed)]
    return (*found, *_lengths(entries), *_antennas(entries), *_missions(entries))


def _shape(entry: _Entry) -> Iterator[Objection]:
    track, request = entry.track, entry.request
    if not track.start <= track.on < track.off <= track.end:
        yield Objection("shape", f"{entry}: start, on, off and end are not in order")
    if track.on - track.start < round(request["setup_time"] * 60):
        yield Objection("shape", f"{entry}: {track.on - track.start} s of setup, {request['setup_time']} min needed")
    if track.end - track.off < round(request["teardown_time"] * 60):
        yield Objection("shape", f"{entry}: {track.end - track.off} s teardown, {request['teardown_time']} min needed")


def _window(entry: _Entry) -> Iterator[Objection]:
    first, last = entry.request["time_window_start"], entry.request["time_window_end"]
    if not first <= entry.track.on < entry.track.off <= last:
        yield Objection("window", f"{entry}: tracks outside the window [{first}, {last}) of the request")


def _view(entry: _Entry) -> Iterator[Objection]:
    found = [
        views
        for resource, views in entry.request["resource_vp_dict"].items()
        if frozenset(resource.split("_")) == entry.track.antennas
    ]
    if not found:
        yield Objection("view", f"{entry}: the request names no such antenna or array")
    elif not any(view["TRX ON"] <= entry.track.on and entry.track.off <= view["TRX OFF"] for view in found[0]):
        yield Objection("view", f"{entry}: tracking lies in no view period")


def _week(entry: _Entry) -> Iterator[Objection]:
    monday = datetime.strptime(f"{entry.request['year']}-{entry.request['week']}-1 +0000", "%G-%V-%u %z")
    first = int(monday.astimezone(UTC).timestamp())
    if entry.track.start < first or entry.track.end > first + WEEK_SECONDS:
        yield Objection("week", f"{entry}: leaves the week, which begins at {first}")


def _maintenance(entry: _Entry, closed: Iterable[Mapping[str, str]]) -> Iterator[Objection]:
    for row in closed:
        start, end = int(row["starttime"]), int(row["endtime"])
        if row["antenna"] in entry.track.antennas and entry.track.start < end and start < entry.track.end:
            yield Objection("maintenance", f"{entry}: {row['antenna']} is closed from {start} to {end}")


def _lengths(entries: Sequence[_Entry]) -> Iterator[Objection]:
    parts: dict[str, list[_Entry]] = {}
    for entry in entries:
        parts.setdefault(entry.track.track_id, []).append(entry)
    for track_id, given in parts.items():
        request = given[0].request
        lengths = [entry.track.off - entry.track.on for entry in given]
        least, most = round(request["duration_min"] * HOUR), round(request["duration"] * HOUR)
        if not least <= sum(lengths) <= most:
            yield Objection("length", f"{track_id}: {sum(lengths)} s given, {least} to {most} s asked")
        if len(given) > 1 and request["duration"] < SPLIT_FROM_HOURS:
            yield Objection("length", f"{track_id}: split, though shorter than {SPLIT_FROM_HOURS} h")
        if len(given) > 1 and min(lengths) < LEAST_PART_HOURS * HOUR:
            yield Objection("length", f"{track_id}: a part of {min(lengths)} s; at least {LEAST_PART_HOURS} h each")


def _antennas(entries: Sequence[_Entry]) -> Iterator[Objection]:
    held: dict[str, list[_Entry]] = {}
    for entry in entries:
        for antenna in entry.track.antennas:
            held.setdefault(antenna, []).append(entry)
    for antenna, group in sorted(held.items()):
        ordered = sorted(group, key=lambda entry: (entry.track.start, entry.track.end))
        latest = ordered[0]
        for entry in ordered[1:]:
            if entry.track.start < latest.track.end:
                yield Objection("antenna", f"{antenna} holds {latest} until {latest.track.end} and {entry} at once")
            latest = max(latest, entry, key=lambda each: each.track.end)


def _missions(entries: Sequence[_Entry]) -> Iterator[Objection]:
    tracking: dict[object, list[_Entry]] = {}
    for entry in entries:
        tracking.setdefault(entry.request["subject"], []).append(entry)
    for mission, group in tracking.items():
        ordered = sorted(group, key=lambda entry: (entry.track.on, entry.track.off))
        latest = ordered[0]
        for entry in ordered[1:]:
            if entry.track.on < latest.track.off:
                yield Objection("mission", f"mission {mission} is tracked in two places at once: {latest} and {entry}")
            latest = max(latest, entry, key=lambda each: each.track.off)
