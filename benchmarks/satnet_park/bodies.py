"""What is posted to the service for a SatNet week; pure functions, from the week to JSON bodies.

A park takes no request for the past, so the week is moved ahead by whole weeks; `Shift` moves instants there and back.
Times are posted to the second, as the week has them: it is the service that rounds to its ticks.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from benchmarks.satnet.data import LEAST_PART, Request, Span, Week, antennas_of

if TYPE_CHECKING:
    from collections.abc import Iterator

#: What every antenna can do, as the park calls it.
CAPABILITY = "antenna"
#: The name that the whole network has as a place in a park.
SITE = "deep-space-network"


@dataclass(frozen=True, slots=True)
class Shift:
    """Whole weeks by which a past week is moved ahead, in seconds."""

    seconds: int

    @classmethod
    def beyond(cls, week: Week, now: datetime) -> Shift:
        """Return the least shift that brings the start of the week at least two days after `now`."""
        late = int((now + timedelta(days=2)).timestamp()) - week.span.start
        length = int(timedelta(weeks=1).total_seconds())
        return cls(max(0, -(-late // length)) * length)

    def there(self, instant: int) -> str:
        """Return an epoch second of the week as the park's RFC 3339."""
        return datetime.fromtimestamp(instant + self.seconds, UTC).isoformat()

    def back(self, text: str) -> int:
        """Return a time of the park as an epoch second of the week."""
        return int(datetime.fromisoformat(text).timestamp()) - self.seconds


def machine_id(antenna: str) -> str:
    """Return the slug of an antenna: `DSS-34` is `dss-34`."""
    return antenna.lower()


def tenant_id(mission: str) -> str:
    """Return the slug of a mission."""
    return f"mission-{mission}"


def machines(week: Week) -> Iterator[dict[str, Any]]:
    """Yield the body of each antenna as a machine that is open round the clock."""
    for antenna in week.antennas:
        yield {"id": machine_id(antenna), "name": antenna, "capability": CAPABILITY, "site": SITE}


def tenants(week: Week) -> Iterator[dict[str, Any]]:
    """Yield the body of each mission as a tenant that may be in one place at a time."""
    for mission in week.missions:
        yield {"id": tenant_id(mission), "name": f"Mission {mission}", "share": 1, "max_concurrent": 1}


def outages(week: Week, shift: Shift) -> Iterator[dict[str, Any]]:
    """Yield the body of each maintenance as an outage."""
    for antenna, spans in week.maintenance.items():
        for span in spans:
            yield {
                "machine_id": machine_id(antenna),
                "start": shift.there(span.start),
                "end": shift.there(span.end),
                "kind": "maintenance",
                "reason": "maintenance of the antenna",
            }


def requests(week: Week, shift: Shift) -> dict[str, list[dict[str, Any]]]:
    """Return the booking requests of each tenant; one that no view period serves is left out, as nobody could ask for it."""
    found: dict[str, list[dict[str, Any]]] = {}
    for request in week.requests:
        alternatives = list(_alternatives(request, shift))
        if alternatives:
            found.setdefault(tenant_id(request.mission), []).append(_booking(request, alternatives, week, shift))
    return found


def window(week: Week, shift: Shift) -> tuple[str, str]:
    """Return start and end of the time to plan."""
    return shift.there(week.span.start), shift.there(week.span.end)


def _booking(request: Request, alternatives: list[dict[str, Any]], week: Week, shift: Shift) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "name": "track",
        "alternatives": alternatives,
        "duration": duration(request.duration),
        "min_duration": duration(request.least),
        "setup": duration(request.setup),
        "teardown": duration(request.teardown),
    }
    if request.splittable:
        operation["splittable"] = {"min_part": duration(LEAST_PART), "max_parts": request.duration // LEAST_PART}
    return {
        "external_reference": request.track_id,
        "title": f"Track {request.track_id}",
        "operations": [operation],
        # Setup and teardown may lie outside the request's window, never outside the week.
        "earliest_start": shift.there(max(week.span.start, request.window.start - request.setup)),
        "deadline": shift.there(min(week.span.end, request.window.end + request.teardown)),
    }


def _alternatives(request: Request, shift: Shift) -> Iterator[dict[str, Any]]:
    for resource, views in request.views.items():
        inside = [
            Span(max(view.start, request.window.start), min(view.end, request.window.end))
            for view in views
            if view.start < request.window.end and request.window.start < view.end
        ]
        if inside:
            yield {
                "machine_ids": [machine_id(antenna) for antenna in antennas_of(resource)],
                "windows": [{"start": shift.there(span.start), "end": shift.there(span.end)} for span in inside],
            }


def duration(seconds: int) -> str:
    """Return whole minutes as an ISO 8601 duration; the lengths of SatNet are whole minutes."""
    minutes, rest = divmod(seconds, 60)
    return f"PT{minutes}M" if not rest else f"PT{seconds}S"
