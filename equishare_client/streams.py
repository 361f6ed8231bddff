"""Server-sent events, as the HTML standard has them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerSentEvent:
    """One event of a stream."""

    event: str = "message"
    data: str = ""
    id: str = ""


def read_events(lines: Iterable[str]) -> Iterator[ServerSentEvent]:
    """Yield each event that is whole; comments, and fields that nobody needs here, are skipped."""
    fields: dict[str, str] = {}
    for line in lines:
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if name == "data" and "data" in fields:
            fields["data"] += f"\n{value}"
        elif name in {"event", "data", "id"}:
            fields[name] = value
        elif not line:
            if "data" in fields:
                yield ServerSentEvent(**fields)
            fields = {}
