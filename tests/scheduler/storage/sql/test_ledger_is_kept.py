"""No entry of the ledger is changed, taken away or replaced, by whatever program; and how a database came to that."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from scheduler.storage.sql import upgrade
from scheduler.storage.sql.revisions import HEAD
from scheduler.storage.sql.upgrading import revision_in
from tests.scheduler.storage.sql.parks import make_park, migrate, tamper, url_of

if TYPE_CHECKING:
    from pathlib import Path

_CHARGE = "INSERT INTO ledger VALUES ('le_1', 'ada', 'charge', 60, 'rs_1', '{}')"
_REFUND = "INSERT INTO ledger VALUES ('le_2', 'ada', 'refund', -30, 'rs_1', '{}')"
_PARK_ROWS = "INSERT INTO tenants VALUES ('ada', 1, '{}')"
_REQUEST_ROW = "INSERT INTO booking_requests VALUES ('br_1', 1, 'ada', '', 'scheduled', '2026-11-23', '{}')"
_RESERVATION_ROW = "INSERT INTO reservations VALUES ('rs_1', 1, 'br_1', 'ada', 'completed', '2026-11-23', '2026-11-24', 1, '2026-11-24', '{}')"


@pytest.mark.parametrize(
    "deed",
    [
        "UPDATE ledger SET minutes = 0",
        "DELETE FROM ledger",
        "REPLACE INTO ledger VALUES ('le_1', 'ada', 'charge', 0, NULL, '{}')",
        "INSERT OR REPLACE INTO ledger VALUES ('le_2', 'ada', 'charge', 0, 'rs_1', '{}')",
        "INSERT OR REPLACE INTO ledger (rowid, id, tenant_id, kind, minutes, body) VALUES (1, 'le_2', 'ada', 'refund', 0, '{}')",
        "INSERT INTO ledger VALUES ('le_1', 'ada', 'charge', 0, NULL, '{}') ON CONFLICT (id) DO UPDATE SET minutes = 0",
    ],
)
def test_the_ledger_is_guarded_by_the_database_itself(tmp_path: Path, deed: str) -> None:
    """Anyone with a database tool could otherwise change what a tenant was charged, and nobody would see it."""
    file = make_park(tmp_path / "park.db")
    tamper(file, _CHARGE)
    with pytest.raises(sqlite3.IntegrityError, match=r"never (changed|replaced)"):
        tamper(file, deed)
    assert _ledger(file) == [("le_1", 60)]


def _ledger(file: Path) -> list[tuple[str, int]]:
    with closing(sqlite3.connect(file)) as connection:
        return connection.execute("SELECT id, minutes FROM ledger ORDER BY id").fetchall()


def test_the_second_revision_goes_up_and_down_over_the_data_of_the_first(tmp_path: Path) -> None:
    """A park that has run for a year would lose its ledger, or the guards of it, on the way."""
    file = tmp_path / "park.db"
    migrate(file, "0001")
    with_data = [_PARK_ROWS, _REQUEST_ROW, _RESERVATION_ROW, _CHARGE, _REFUND]
    tamper(file, *with_data)
    tamper(file, "INSERT OR REPLACE INTO ledger VALUES ('le_2', 'ada', 'refund', -20, 'rs_1', '{}')")  # the hole
    upgrade(url_of(file))
    assert _ledger(file) == [("le_1", 60), ("le_2", -20)]
    with pytest.raises(sqlite3.IntegrityError, match="never replaced"):
        tamper(file, "INSERT OR REPLACE INTO ledger VALUES ('le_2', 'ada', 'refund', 0, 'rs_1', '{}')")
    migrate(file, "0001", down=True)
    assert revision_in(file) == "0001"
    with pytest.raises(sqlite3.IntegrityError, match="never changed"):
        tamper(file, "DELETE FROM ledger")
    upgrade(url_of(file))
    assert (_ledger(file), revision_in(file)) == ([("le_1", 60), ("le_2", -20)], HEAD)
