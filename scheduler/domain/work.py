"""Who works for the park in the background, and whose turn an errand is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Heartbeat:
    """A worker's sign of life, the newest; it is gone when the worker has left or was given up."""

    #: The worker's.
    id: str
    #: Where it runs, for people: nothing is decided by it.
    host: str
    pid: int
    started_at: datetime
    #: When it gave the sign, by its own clock; for people and figures.
    seen_at: datetime
    #: How many it has given. Others look whether it counts on: no two clocks need to agree.
    beats: int = 1


@dataclass(frozen=True, kw_only=True, slots=True)
class ErrandTurn:
    """The last time that an errand was done, or the time that it is being done now."""

    #: The errand's.
    name: str
    begun_at: datetime
    #: The worker that is at it; None: it is over.
    worker_id: str | None = None
