"""How a database came to the indexes of long lists, and goes back."""

from __future__ import annotations

from scheduler.domain.pages import ReservationFilter
from scheduler.storage.sql import check, upgrade
from scheduler.storage.sql.engine import database_at
from scheduler.storage.sql.revisions import HEAD
from scheduler.storage.sql.upgrading import revision_in
from tests.scheduler.builders import at
from tests.scheduler.storage.sql.parks import make_park, migrate, opened, tenants_in


def test_the_eighth_revision_goes_up_and_down_over_data(url: str) -> None:
    """A park that has run for years, which is what it is for, would otherwise not come through it."""
    make_park(url)
    migrate(url, "0007", down=True)
    assert revision_in(database_at(url)) == "0007"
    upgrade(url)
    assert (revision_in(database_at(url)), tenants_in(url)) == (HEAD, ["ada", "bob"])
    with opened(url) as storage, storage.unit_of_work(read_only=True) as uow:
        page = uow.reservations.page(ReservationFilter(machine_id="cut-1", start=at(0), end=at(9)))
        assert [each.id for each in page.items] == ["rs_1"]
    assert check(url) == ()
