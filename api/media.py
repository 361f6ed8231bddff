"""What an answer may be besides JSON, by the header `Accept`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from api.errors import ApiError, failing
from api.schemas.problems import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from starlette.requests import Request

JSON, CSV = "application/json", "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: The younger form of what monitoring systems collect; the older is text/plain.
OPEN_METRICS = "application/openmetrics-text"
_BINARY = frozenset({XLSX})
_RANGE = re.compile(r"[a-z0-9!#$&^_.+*-]+/[a-z0-9!#$&^_.+*-]+")


def preferred(request: Request, *others: str) -> str:
    """Return JSON, or which of the other media types a request would rather have; JSON where it says nothing.

    The weight of a type is that of the narrowest range that it falls into (RFC 9110, 12.5.1); of those that weigh the same the one that is named goes before
    those that a `*` lets pass. ApiError where it would have none of them.
    """
    ranges = dict(_ranges(request.headers.getlist("accept")))
    if not ranges:
        return JSON
    best = max((JSON, *others), key=lambda name: _weight(name, ranges))
    if _weight(best, ranges)[0] <= 0:
        cure = f"accept {', '.join((JSON, *others))} or */*"
        fault = Fault(pointer="/Accept", code="media_type", message="none of these is to be had here", cure=cure)
        raise ApiError("not-acceptable", "the header Accept names no media type that this path has", (fault,))
    return best


def offered(*others: str) -> dict[int | str, dict[str, Any]]:
    """Return what OpenAPI says about the other media types of an answer."""
    shapes = {
        name: {"type": "string", "format": "binary"} if name in _BINARY else {"type": "string"} for name in others
    }
    told: dict[int | str, dict[str, Any]] = {
        200: {"content": {name: {"schema": shape} for name, shape in shapes.items()}}
    }
    return told | failing(406)


def _ranges(told: list[str]) -> Iterator[tuple[str, float]]:
    """Yield the ranges of media types that a header names, with their weights; what is no range is left out."""
    for accepted in ",".join(told).split(","):
        name, *parameters = (part.strip().lower() for part in accepted.split(";"))
        if _RANGE.fullmatch(name):
            yield name, _quality(parameters)


def _weight(name: str, ranges: Mapping[str, float]) -> tuple[float, int]:
    """Return the weight of a media type, and how narrow the range is that gives it; nought for one that is in none."""
    fitting = ("*/*", f"{name.partition('/')[0]}/*", name)
    return next(
        ((ranges[each], width) for width, each in reversed(list(enumerate(fitting))) if each in ranges), (0.0, -1)
    )


def _quality(parameters: list[str]) -> float:
    """Return the weight that the header gives a media type, 1 where it says nothing that can be read."""
    told = next((each.removeprefix("q=") for each in parameters if each.startswith("q=")), "1")
    try:
        return float(told)
    except ValueError:
        return 1.0
