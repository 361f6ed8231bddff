"""The rules of the park as data, versioned; `scheduler.domain.rules` holds requests against them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, kw_only=True, slots=True)
class BookingPolicy:
    """One version of the rules; a new version is a new value, the old ones stay to be looked up."""

    version: int = 1
    #: Work may start this long after the request at the earliest.
    notice: timedelta = timedelta(0)
    #: A deadline may lie at most this far ahead.
    horizon: timedelta = timedelta(days=180)
    #: Processing time of an operation, on the standard machine.
    shortest: timedelta = timedelta(minutes=1)
    longest: timedelta = timedelta(days=14)
    #: How many operations a request may have.
    most_operations: int = 50
    #: A tenant may cancel until this long before the start.
    cancel_notice: timedelta = timedelta(0)
    #: How far the clock of a caller may be behind ours.
    clock_tolerance: timedelta = timedelta(minutes=5)
