"""How a database came to calendar feeds, and goes back."""

from __future__ import annotations

from scheduler.domain.calendar_feed import CalendarFeed
from scheduler.storage.sql import check, upgrade
from scheduler.storage.sql.engine import database_at
from scheduler.storage.sql.revisions import HEAD
from scheduler.storage.sql.upgrading import revision_in
from tests.scheduler.builders import NOW
from tests.scheduler.storage.sql.parks import make_park, migrate, opened, tamper, tenants_in

_FEED = CalendarFeed(
    id="cf_1", name="车间", tenant_id="ada", digest="d" * 64, prefix="esf_abcd", last_four="wxyz", created_at=NOW
)  # fmt: skip


def _with_feed(url: str) -> None:
    with opened(url) as storage, storage.unit_of_work() as uow:
        uow.calendar_feeds.add(_FEED)
        uow.commit()


def test_the_fourth_revision_goes_up_and_down_over_data(url: str) -> None:
    """A park that has run for a year would otherwise lose its bookings on the way; the feeds themselves are lost, as is said."""
    make_park(url)
    _with_feed(url)
    migrate(url, "0003", down=True)
    assert revision_in(database_at(url)) == "0003"
    upgrade(url)
    assert (revision_in(database_at(url)), tenants_in(url)) == (HEAD, ["ada", "bob"])
    with opened(url) as storage, storage.unit_of_work(read_only=True) as uow:
        assert uow.calendar_feeds.list() == ()
        assert len(uow.reservations.live()) == 1
    _with_feed(url)
    assert check(url) == ()


def test_a_feed_that_was_given_to_another_tenant_is_seen(url: str) -> None:
    """What it is found by, and whose reservations it shows, could otherwise differ."""
    make_park(url)
    _with_feed(url)
    tamper(url, "UPDATE calendar_feeds SET tenant_id = 'bob'")
    assert check(url) == ("calendar_feeds: cf_1 is kept under another tenant_id than its own",)
