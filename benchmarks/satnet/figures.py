"""The measures that the literature reports for a SatNet week, from the raw requests and the tracks."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from math import sqrt
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from benchmarks.satnet.solution import Track

#: Published figures, with their sources.
REFERENCES = Path(__file__).parents[1] / "references" / "satnet.json"


@dataclass(frozen=True, kw_only=True, slots=True)
class Figures:
    """What a week was given."""

    asked_hours: float
    #: Tracking alone, an array counted once.
    hours: float
    requests: int
    #: Requests with at least one track.
    satisfied: int
    #: Root mean square over all missions of the share of asked hours not given.
    u_rms: float
    #: The greatest such share.
    u_max: float

    def as_json(self) -> dict[str, float]:
        """Return the figures as a JSON-able mapping, rounded as they are published."""
        return {name: round(value, 3) for name, value in asdict(self).items()}

    def line(self) -> str:
        """Return the figures as the literature writes them."""
        return (
            f"{self.hours:.1f} h of {self.asked_hours:.1f} h   U_rms {self.u_rms:.3f}   U_max {self.u_max:.3f}   "
            f"requests {self.satisfied} of {self.requests}"
        )


def figures_of(requests: Sequence[Mapping[str, Any]], tracks: Iterable[Track]) -> Figures:
    """Measure tracks against the raw requests of the week."""
    seconds: dict[str, int] = {}
    for track in tracks:
        seconds[track.track_id] = seconds.get(track.track_id, 0) + track.off - track.on
    asked: dict[object, float] = {}
    given: dict[object, float] = {}
    for request in requests:
        mission = request["subject"]
        asked[mission] = asked.get(mission, 0.0) + request["duration"]
        given[mission] = given.get(mission, 0.0) + seconds.get(request["track_id"], 0) / 3600
    missing = [1 - given[mission] / hours for mission, hours in asked.items()]
    return Figures(
        asked_hours=sum(asked.values()),
        hours=sum(given.values()),
        requests=len(requests),
        satisfied=sum(request["track_id"] in seconds for request in requests),
        u_rms=sqrt(sum(share**2 for share in missing) / len(missing)),
        u_max=max(missing),
    )


def published(week: str) -> list[dict[str, Any]]:
    """Return the published figures of a week, each with `method`, `hours`, `u_rms`, `u_max`, `source` and `date`."""
    found: dict[str, list[dict[str, Any]]] = json.loads(REFERENCES.read_text(encoding="utf-8"))["weeks"]
    return found.get(week, [])
