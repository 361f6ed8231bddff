"""A past that is written into a park: as much as was asked for, sound, and looked at in every way."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from benchmarks.volume.command import measure
from benchmarks.volume.fill import OPEN, Past, fill, park
from benchmarks.volume.looks import lists
from scheduler.assembly import open_context
from scheduler.domain.access import system_actor
from scheduler.domain.booking import OPEN_REQUESTS
from scheduler.services import load
from scheduler.settings import Settings
from scheduler.storage.sql import check

if TYPE_CHECKING:
    from pathlib import Path


def test_a_past_is_as_long_as_was_asked_and_sound(tmp_path: Path) -> None:
    """Lists would be quick because there is nothing in them."""
    url, past = f"sqlite:///{tmp_path / 'park.db'}", Past(400, 900, datetime(2026, 11, 23, 8, tzinfo=UTC))
    context = open_context(Settings(database_url=url))
    load.load_park(context, system_actor(), park())
    fill(context.storage, past)
    with context.unit_of_work(read_only=True) as uow:
        assert len(uow.booking_requests.with_status(OPEN_REQUESTS)) == OPEN
        assert uow.changes.highest() == past.changes
        # Of the 80 that are closed eight of ten were carried out.
        assert len(uow.ledger.list()) == 64
    assert check(url) == ()


def test_every_look_is_answered() -> None:
    """A list that is refused would stand in the table as a quick one."""
    past = Past(400, 900, datetime.now(UTC).replace(microsecond=0))
    assert set(measure(past)) == {"loading of a night", *lists(past)}
