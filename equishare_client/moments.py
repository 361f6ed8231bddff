"""Times and lengths of time between Python and the wire: RFC 3339 with an offset, ISO 8601 durations."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

_DURATION = re.compile(r"P(?=.)(?:(\d+)D)?(?:T(?=.)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?", re.ASCII)
_UNITS = ((86_400, "D"), (3_600, "H"), (60, "M"), (1, "S"))


def read_moment(text: str) -> datetime:
    """Return an aware time from RFC 3339; ValueError."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"{text!r} has no offset")
    return moment


def write_moment(moment: datetime) -> str:
    """Return RFC 3339 with the offset of the time; ValueError where it has none."""
    if moment.utcoffset() is None:
        cure = "give it a time zone, such as datetime(2026, 12, 1, 18, tzinfo=ZoneInfo('Asia/Shanghai'))"
        raise ValueError(f"{moment.isoformat()} could be any time of that day: {cure}")
    return moment.isoformat()


def read_duration(text: str) -> timedelta:
    """Return a length of time from ISO 8601 with days, hours, minutes and seconds; ValueError."""
    found = _DURATION.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} is no duration such as PT45M")
    days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)


def write_duration(length: timedelta) -> str:
    """Return ISO 8601, such as `PT1H30M`; ValueError where the length is negative or has parts of a second."""
    left = length // timedelta(seconds=1)
    if left < 0 or length % timedelta(seconds=1):
        raise ValueError(f"{length!r} cannot be sent: give whole seconds, none of them negative")
    parts = []
    for size, letter in _UNITS:
        count, left = divmod(left, size)
        parts.append(f"{count}{letter}" if count else "")
    clock = "".join(parts[1:])
    return f"P{parts[0]}" + (f"T{clock}" if clock or not parts[0] else "") + ("" if clock or parts[0] else "0S")
