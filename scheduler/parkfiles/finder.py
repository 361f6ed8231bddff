"""How checks between rows write down what they find."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from zoneinfo import ZoneInfo

    from scheduler.parkfiles.tables import Faults


@dataclass(frozen=True, slots=True)
class Finder:
    """Writes faults down with the file and header that a row and column came from."""

    sources: Mapping[str, str]
    headers: Mapping[str, Mapping[str, str]]
    zone: ZoneInfo
    faults: Faults

    def at(self, key: str, row: int, column: str, message: str, cure: str, value: Any = None) -> None:
        """Write down one fault in table `key`; moments are told in the park's zone."""
        if isinstance(value, datetime):
            value = value.astimezone(self.zone)
        header = self.headers.get(key, {}).get(column, column)
        self.faults.at(self.sources[key], row, message, cure, column=header, value=value)


def told(names: list[str]) -> str:
    """Return a list of names for people, not longer than a line."""
    if not names:
        return "nothing: there is none yet"
    return ", ".join(names[:8]) + (f" or one of {len(names) - 8} more" if len(names) > 8 else "")
