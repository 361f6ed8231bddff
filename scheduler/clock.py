"""The one place where the program asks what time it is; everything else is handed a `Clock`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeAlias

#: Returns the present moment in aware UTC.
Clock: TypeAlias = Callable[[], datetime]


def system_clock() -> datetime:
    """Return the present moment in UTC, from the clock of the machine."""
    return datetime.now(UTC)
