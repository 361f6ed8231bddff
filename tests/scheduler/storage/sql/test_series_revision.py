"""How a database came to series, and goes back."""

from __future__ import annotations

from scheduler.domain.pages import RequestFilter
from scheduler.storage.sql import check, upgrade
from scheduler.storage.sql.engine import database_at
from scheduler.storage.sql.revisions import HEAD, REVISIONS
from scheduler.storage.sql.upgrading import revision_in
from tests.scheduler.storage.sql.parks import make_park, migrate, opened, tamper, tenants_in
from tests.scheduler.storage.values import make_request


def _in_series(url: str) -> list[str]:
    with opened(url) as storage, storage.unit_of_work(read_only=True) as uow:
        return [request.id for request in uow.booking_requests.page(RequestFilter(series_id="se_1")).items]


def test_the_revision_of_series_goes_up_and_down_over_data(url: str) -> None:
    """What repeats would otherwise be forgotten on the way, or a park that has run for a year lose its bookings."""
    make_park(url)
    with opened(url) as storage, storage.unit_of_work() as uow:
        uow.booking_requests.add(make_request("br_8", series_id="se_1"))
        uow.booking_requests.add(make_request("br_9", title='"series_id":"se_1"'))
        uow.commit()
    assert _in_series(url) == ["br_8"]
    before = REVISIONS[REVISIONS.index("0009") - 1]
    migrate(url, before, down=True)
    assert revision_in(database_at(url)) == before
    upgrade(url)
    assert (revision_in(database_at(url)), tenants_in(url)) == (HEAD, ["ada", "bob"])
    assert _in_series(url) == ["br_8"]
    assert check(url) == ()


def test_a_request_that_was_put_into_another_series_is_seen(url: str) -> None:
    """What it is listed by and what it says of itself could otherwise differ."""
    make_park(url)
    tamper(url, "UPDATE booking_requests SET series_id = 'se_9'")
    assert any("series_id" in told for told in check(url))
