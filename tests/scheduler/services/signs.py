"""Workers that give a sign of life, and none after it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.domain.work import Heartbeat
from scheduler.services import workers
from tests.scheduler.builders import NOW

if TYPE_CHECKING:
    from scheduler.services.context import Context


def sign(worker_id: str, beats: int = 1) -> Heartbeat:
    """Return the sign of life of a worker."""
    return Heartbeat(id=worker_id, host="shop", pid=7, started_at=NOW, seen_at=NOW, beats=beats)


def silent(ctx: Context, worker_id: str) -> dict[str, int]:
    """Let a worker give one sign, and return it as somebody who has waited long enough would."""
    workers.beat(ctx, sign(worker_id))
    return {worker_id: 1}
