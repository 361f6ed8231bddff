"""What a receiver says of when it wants to be called again: the header `Retry-After` (RFC 9110, 10.2.3)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

#: Too many requests, and not available: with another status the header means nothing here.
_MEANT = (429, 503)
#: More digits than a time in seconds has that anybody waits for.
_DIGITS = 9


def retry_at(status: int, told: str, now: datetime) -> datetime | None:
    """Return the moment before which a receiver that answered at `now` asks not to be called; None where it says nothing that can be read.

    `told` is the header: seconds, or a date of HTTP, which is always in GMT.
    """
    told = told.strip()
    if status not in _MEANT or not told.isascii():
        return None
    if told.isdecimal():
        return now + timedelta(seconds=int(told.lstrip("0")[:_DIGITS] or 0))
    try:
        found = parsedate_to_datetime(told)
        # A zone of "-0000" is left out by the library, and means UTC as well.
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
