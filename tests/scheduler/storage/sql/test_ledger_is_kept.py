"""No entry of the ledger is changed, taken away or replaced, by whatever program; and how a database came to that."""

from __future__ import annotations

import sqlite3

import psycopg
import pytest

from scheduler.storage.sql import check, upgrade
from scheduler.storage.sql.engine import database_at
from scheduler.storage.sql.revisions import HEAD
from scheduler.storage.sql.upgrading import revision_in
from tests.scheduler.storage.sql.parks import file_of, make_park, migrate, say

_CHARGE = "INSERT INTO ledger VALUES ('le_1', 'ada', 'charge', 60, 'rs_1', '{}')"
_REFUND = "INSERT INTO ledger VALUES ('le_2', 'ada', 'refund', -30, 'rs_1', '{}')"
_PARK_ROWS = "INSERT INTO tenants VALUES ('ada', 1, '{}')"
_REQUEST_ROW = "INSERT INTO booking_requests VALUES ('br_1', 1, 'ada', '', 'scheduled', '2026-11-23', '{}')"
_RESERVATION_ROW = "INSERT INTO reservations VALUES ('rs_1', 1, 'br_1', 'ada', 'completed', '2026-11-23', '2026-11-24', 1, '2026-11-24', '{}')"
_REFUSED = (sqlite3.IntegrityError, psycopg.errors.IntegrityConstraintViolation)
_OVER = "INSERT INTO ledger VALUES ('le_1', 'ada', 'charge', 0, NULL, '{}') ON CONFLICT (id) DO UPDATE SET minutes = 0"


@pytest.mark.parametrize("deed", ["UPDATE ledger SET minutes = 0", "DELETE FROM ledger", _OVER])
def test_the_ledger_is_guarded_by_the_database_itself(url: str, deed: str) -> None:
    """Anyone with a database tool could otherwise change what a tenant was charged, and nobody would see it."""
    say(make_park(url), _CHARGE)
    with pytest.raises(_REFUSED, match=r"never (changed|replaced)"):
        say(url, deed)
    assert _ledger(url) == [("le_1", 60)]


@pytest.mark.parametrize(
    "deed",
    [
        "REPLACE INTO ledger VALUES ('le_1', 'ada', 'charge', 0, NULL, '{}')",
        "INSERT OR REPLACE INTO ledger VALUES ('le_2', 'ada', 'charge', 0, 'rs_1', '{}')",
        "INSERT OR REPLACE INTO ledger (rowid, id, tenant_id, kind, minutes, body) VALUES (1, 'le_2', 'ada', 'refund', 0, '{}')",
        "TRUNCATE ledger",
    ],
)
def test_no_way_of_one_kind_alone_goes_round_the_guard(url: str, deed: str) -> None:
    """What only one of the databases can do would otherwise be the hole in it."""
    say(make_park(url), _CHARGE)
    refused = (*_REFUSED, sqlite3.OperationalError, psycopg.errors.SyntaxError)
    with pytest.raises(refused, match=r"never (changed|replaced)|syntax error"):
        say(url, deed)
    assert _ledger(url) == [("le_1", 60)]


def _ledger(url: str) -> list[tuple[str, int]]:
    return say(url, "SELECT id, minutes FROM ledger ORDER BY id")


def test_the_second_revision_goes_up_and_down_over_the_data_of_the_first(bare_url: str) -> None:
    """A park that has run for a year would lose its ledger, or the guards of it, on the way."""
    url = bare_url
    migrate(url, "0001")
    say(url, _PARK_ROWS, _REQUEST_ROW, _RESERVATION_ROW, _CHARGE, _REFUND)
    if file_of(url) is not None:
        say(url, "INSERT OR REPLACE INTO ledger VALUES ('le_2', 'ada', 'refund', -30, 'rs_1', '{}')")  # the hole
    upgrade(url)
    assert _ledger(url) == [("le_1", 60), ("le_2", -30)]
    with pytest.raises(_REFUSED, match=r"never (changed|replaced)"):
        say(url, _OVER)
    migrate(url, "0001", down=True)
    assert revision_in(database_at(url)) == "0001"
    with pytest.raises(_REFUSED, match="never changed"):
        say(url, "DELETE FROM ledger")
    upgrade(url)
    assert (_ledger(url), revision_in(database_at(url))) == ([("le_1", 60), ("le_2", -30)], HEAD)


def test_the_way_back_goes_no_further_than_the_first_tables(url: str) -> None:
    """Whoever goes back one step too many would otherwise lose the park, not only a column."""
    make_park(url)
    with pytest.raises(NotImplementedError, match="equishare db restore"):
        migrate(url, "base", down=True)
    assert check(url) == ()
