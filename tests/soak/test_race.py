"""Many clients, one slot: over HTTP, against a service that runs as it does in production."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from benchmarks.soak.rows import is_long, tell
from scheduler.assembly import open_context
from scheduler.services import load
from scheduler.storage.sql import check
from tests.api.parks import make_settings
from tests.scheduler.builders import OPERATOR, make_park
from tests.soak.child import Child
from tests.soak.racing import CLIENTS, Race

if TYPE_CHECKING:
    from pathlib import Path

#: Kinds of race in a round.
_KINDS = 4
#: Tries of the table, and of every day.
_TRIES = 10_000 if is_long() else 2 * _KINDS * CLIENTS


def test_sixty_four_clients_race_for_the_same_slots(tmp_path: Path, database: str) -> None:
    """Two companies would stand before one machine, or one would hold a confirmation that nobody knows of."""
    context = open_context(make_settings(database_url=database))
    load.load_park(context, OPERATOR, make_park())
    race = Race(context, datetime.now(UTC).replace(minute=0, second=0, microsecond=0) + timedelta(days=2))
    began = time.monotonic()
    with Child(tmp_path, database) as child:
        asyncio.run(race.run(child.base, -(-_TRIES // (_KINDS * CLIENTS))))
        assert not any(" 500 " in line or "status=5" in line for line in child.said)
    told, kind = race.told, database.partition(":")[0]
    with context.unit_of_work(read_only=True) as uow:
        missing = sum(uow.booking_requests.find(key) is None for key in told.requests)
        held = Counter(reservation.start for reservation in uow.reservations.live())
    double, damage = sum(count - 1 for count in held.values()), check(database)
    figures = {"clients": CLIENTS, "tries": told.tries, "won": sum(told.won.values()), "lost": sum(told.lost.values())}
    tell(f"race {kind}", **figures, double=double, missing=missing, seconds=round(time.monotonic() - began, 1))
    assert (double, missing, damage) == (0, 0, ())
