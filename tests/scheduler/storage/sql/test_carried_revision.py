"""How a database came to carry balances; that they are made anew from the entries, and checked against them."""

from __future__ import annotations

import pytest

from scheduler.domain.ledger import EntryKind, LedgerEntry
from scheduler.services.context import Context
from scheduler.services.ledger import carry_balances
from scheduler.storage.sql import check, upgrade
from scheduler.storage.sql.revisions import REVISIONS
from tests.scheduler.builders import NOW, HandClock, counting_ids
from tests.scheduler.storage.sql.parks import make_park, migrate, opened, tamper


def _add(url: str, number: int) -> None:
    entry = LedgerEntry(
        id=f"le_{number}", tenant_id="ada", kind=EntryKind.ADJUSTMENT, minutes=60 + number, recorded_at=NOW
    )
    with opened(url) as storage, storage.unit_of_work() as uow:
        uow.ledger.add(entry)
        uow.commit()


def _carried(url: str) -> dict[str, int] | None:
    with opened(url) as storage, storage.unit_of_work(read_only=True) as uow:
        found = uow.ledger.carried()
        return None if found is None else {tenant: each.entries for tenant, each in found.items()}


def test_an_old_database_is_carried_by_an_errand(url: str) -> None:
    """Balances would otherwise begin at nought after the upgrade, or be read from the entries for ever."""
    make_park(url)
    _add(url, 1)
    assert _carried(url) == {"ada": 1}
    migrate(url, REVISIONS[REVISIONS.index("0010") - 1], down=True)
    upgrade(url)
    assert (_carried(url), check(url)) == (None, ())
    _add(url, 2)
    assert _carried(url) is None
    with opened(url) as storage:
        carry_balances(Context(storage=storage.unit_of_work, clock=HandClock(), ids=counting_ids()))
    assert (_carried(url), check(url)) == ({"ada": 2}, ())


@pytest.mark.parametrize(("what", "wrong"), [('"had":61.0', '"had":60.0'), ('"entries":1', '"entries":0')])
def test_what_was_carried_wrongly_is_found_or_not_believed(url: str, what: str, wrong: str) -> None:
    """A night would otherwise owe a tenant what no entry says."""
    make_park(url)
    _add(url, 1)
    assert check(url) == ()
    tamper(url, f"UPDATE carried SET body = replace(body, '{what}', '{wrong}')")
    told = ("carried: what is carried for ada is not what its entries come to",)
    assert (_carried(url), check(url)) in ((None, ()), ({"ada": 1}, told))


def test_an_entry_from_elsewhere_is_noticed(url: str) -> None:
    """What another program wrote into the ledger would otherwise not count until somebody checks."""
    make_park(url)
    _add(url, 1)
    row = "'le_9', tenant_id, kind, minutes, reservation_id, replace(body, 'le_1', 'le_9')"
    tamper(url, f"INSERT INTO ledger (id, tenant_id, kind, minutes, reservation_id, body) SELECT {row} FROM ledger")
    assert _carried(url) is None
