"""A SatNet week as it lies on disk: requests with view periods, and the maintenance of the antennas.

`problems.json` maps a week such as `W10_2018` to its requests, `maintenance.csv` lists closed time. Hours and minutes of
the files become seconds here, once; instants stay epoch seconds. Spans are half-open.
"""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from benchmarks.errors import BenchmarkError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

PROBLEMS = "problems.json"
MAINTENANCE = "maintenance.csv"
#: A SatNet week runs from Monday 00:00 UTC to noon of the Monday after: view periods that begin on Sunday may end there.
WEEK = timedelta(days=7, hours=12)
#: Requests of this length may be split ...
SPLIT_FROM = 8 * 3600
#: ... into parts of at least this length.
LEAST_PART = 4 * 3600


class Span(NamedTuple):
    """Epoch seconds `[start, end)`."""

    start: int
    end: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    """One track that a mission asks for; all lengths in seconds."""

    track_id: str
    mission: str
    duration: int
    least: int
    setup: int
    teardown: int
    window: Span
    #: Antenna, or array as names joined by `_`, to the spans in which it may track: `TRX ON` to `TRX OFF`.
    views: Mapping[str, tuple[Span, ...]]

    @property
    def splittable(self) -> bool:
        """Whether it may be given in several parts."""
        return self.duration >= SPLIT_FROM


@dataclass(frozen=True, kw_only=True, slots=True)
class Week:
    """One week of the network."""

    name: str
    span: Span
    requests: tuple[Request, ...]
    #: Closed time of each antenna, clipped to the week.
    maintenance: Mapping[str, tuple[Span, ...]]

    @property
    def antennas(self) -> tuple[str, ...]:
        """Every antenna that a request or the maintenance names, sorted."""
        asked = {antenna for request in self.requests for key in request.views for antenna in antennas_of(key)}
        return tuple(sorted(asked | set(self.maintenance)))

    @property
    def missions(self) -> tuple[str, ...]:
        """Every mission with a request, sorted."""
        return tuple(sorted({request.mission for request in self.requests}))


def antennas_of(resource: str) -> tuple[str, ...]:
    """Return the antennas of a resource: `DSS-34_DSS-36` is an array of two."""
    return tuple(resource.split("_"))


def read_raw(folder: Path, week: str) -> list[dict[str, Any]]:
    """Return the requests of a week just as the file has them.

    Raises
    ------
    BenchmarkError
        if the week is not in the file; the message lists those that are.
    """
    weeks = json.loads((folder / PROBLEMS).read_text(encoding="utf-8"))
    if week not in weeks:
        raise BenchmarkError(f"{folder / PROBLEMS} has no week {week!r}; it has {', '.join(sorted(weeks))}")
    requests: list[dict[str, Any]] = weeks[week]
    return requests


def read_raw_maintenance(folder: Path) -> list[dict[str, str]]:
    """Return the rows of the maintenance file just as it has them, all weeks."""
    with (folder / MAINTENANCE).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read_week(folder: Path, name: str) -> Week:
    """Read a week with its maintenance; raises `BenchmarkError` for a week that is not there."""
    raw = read_raw(folder, name)
    span = week_span(int(raw[0]["year"]), int(raw[0]["week"]))
    return Week(
        name=name,
        span=span,
        requests=tuple(map(_request, raw)),
        maintenance=_maintenance(read_raw_maintenance(folder), span),
    )


def week_span(year: int, week: int) -> Span:
    """Return the epoch seconds of an ISO week, with the noon of the Monday after as its end."""
    monday = datetime.fromisocalendar(year, week, 1).replace(tzinfo=UTC)
    return Span(int(monday.timestamp()), int((monday + WEEK).timestamp()))


def _request(raw: Mapping[str, Any]) -> Request:
    return Request(
        track_id=raw["track_id"],
        mission=str(raw["subject"]),
        # Hours are binary fractions in the file (6.800000000000001): round to whole seconds.
        duration=round(raw["duration"] * 3600),
        least=round(raw["duration_min"] * 3600),
        setup=round(raw["setup_time"] * 60),
        teardown=round(raw["teardown_time"] * 60),
        window=Span(raw["time_window_start"], raw["time_window_end"]),
        # Tracking is bound to TRX ON .. TRX OFF, where the link may transmit, as in SatNet's simulator;
        # RISE .. SET is the wider geometric view. In the published weeks the two are equal.
        views={
            resource: tuple(sorted(Span(view["TRX ON"], view["TRX OFF"]) for view in views))
            for resource, views in raw["resource_vp_dict"].items()
        },
    )


def _maintenance(rows: list[dict[str, str]], week: Span) -> dict[str, tuple[Span, ...]]:
    """Collect closed time by its instants, not by the `week` column: an outage may begin in the week before."""
    closed: dict[str, list[Span]] = {}
    for row in rows:
        span = Span(max(week.start, int(row["starttime"])), min(week.end, int(row["endtime"])))
        if span.start < span.end:
            closed.setdefault(row["antenna"], []).append(span)
    return {antenna: tuple(sorted(spans)) for antenna, spans in closed.items()}
