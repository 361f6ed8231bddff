"""How a database came to calendar feeds, and goes back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.domain.calendar_feed import CalendarFeed
from scheduler.storage.sql import check, upgrade
from scheduler.storage.sql.revisions import HEAD
from scheduler.storage.sql.upgrading import revision_in
from tests.scheduler.builders import NOW
from tests.scheduler.storage.sql.parks import make_park, migrate, opened, tamper, tenants_in, url_of

if TYPE_CHECKING:
    from pathlib import Path

_FEED = CalendarFeed(
    id="cf_1", name="车间", tenant_id="ada", digest="d" * 64, prefix="esf_abcd", last_four="wxyz", created_at=NOW
)  # fmt: skip


def _with_feed(file: Path) -> Path:
    with opened(file) as storage, storage.unit_of_work() as uow:
        uow.calendar_feeds.add(_FEED)
        uow.commit()
    return file


def test_the_fourth_revision_goes_up_and_down_over_data(tmp_path: Path) -> None:
    """A park that has run for a year would otherwise lose its bookings on the way; the feeds themselves are lost, as is said."""
    file = _with_feed(make_park(tmp_path / "park.db"))
    migrate(file, "0003", down=True)
    assert revision_in(file) == "0003"
    upgrade(url_of(file))
    assert (revision_in(file), tenants_in(file)) == (HEAD, ["ada", "bob"])
    with opened(file) as storage, storage.unit_of_work(read_only=True) as uow:
        assert uow.calendar_feeds.list() == ()
        assert len(uow.reservations.live()) == 1
    assert check(url_of(_with_feed(file))) == ()


def test_a_feed_that_was_given_to_another_tenant_is_seen(tmp_path: Path) -> None:
    """What it is found by, and whose reservations it shows, could otherwise differ."""
    file = _with_feed(make_park(tmp_path / "park.db"))
    tamper(file, "UPDATE calendar_feeds SET tenant_id = 'bob'")
    assert check(url_of(file)) == ("calendar_feeds: cf_1 is kept under another tenant_id than its own",)
