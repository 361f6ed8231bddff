"""What an answer may be besides JSON, by the header `Accept`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from starlette.requests import Request

JSON, CSV = "application/json", "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: The younger form of what monitoring systems collect; the older is text/plain.
OPEN_METRICS = "application/openmetrics-text"
_BINARY = frozenset({XLSX})


def preferred(request: Request, *others: str) -> str:
    """Return JSON, or which of the other media types a request asks for before it; JSON where it asks for nothing that there is."""
    best, weight = JSON, 0.0
    for accepted in request.headers.get("accept", "").split(","):
        name, *parameters = (part.strip().lower() for part in accepted.split(";"))
        found = JSON if name in {"*/*", "application/*"} else name
        if found in (JSON, *others) and (quality := _quality(parameters)) > weight:
            best, weight = found, quality
    return best


def offered(*others: str) -> dict[int | str, dict[str, Any]]:
    """Return what OpenAPI says about the other media types of an answer."""
    shapes = {
        name: {"type": "string", "format": "binary"} if name in _BINARY else {"type": "string"} for name in others
    }
    return {200: {"content": {name: {"schema": shape} for name, shape in shapes.items()}}}


def _quality(parameters: list[str]) -> float:
    """Return the weight that the header gives a media type, 1 where it says nothing that can be read."""
    told = next((each.removeprefix("q=") for each in parameters if each.startswith("q=")), "1")
    try:
        return float(told)
    except ValueError:
        return 1.0
