"""When machines are not to be had: closures that are decided, outages that happen or are planned as maintenance."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Closure:
    """The park, or some machines of it, closed in `[start, end)`."""

    id: str
    start: datetime
    end: datetime
    reason: str = ""
    #: None: the whole park.
    machine_ids: tuple[str, ...] | None = None

    def closes(self, machine_id: str) -> bool:
        """Return whether it holds for a machine."""
        return self.machine_ids is None or machine_id in self.machine_ids


class OutageKind(StrEnum):
    """Whether it was foreseen."""

    MAINTENANCE = "maintenance"
    BREAKDOWN = "breakdown"


@dataclass(frozen=True, kw_only=True, slots=True)
class Outage:
    """A machine out of order or in maintenance in `[start, end)`."""

    id: str
    machine_id: str
    start: datetime
    end: datetime
    kind: OutageKind = OutageKind.BREAKDOWN
    reason: str = ""
