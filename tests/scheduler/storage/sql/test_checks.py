"""What the check of a database finds: every one of its lines is provoked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scheduler.domain.ledger import EntryKind, LedgerEntry
from scheduler.errors import StorageError
from scheduler.storage.sql import check
from tests.scheduler.builders import NOW
from tests.scheduler.storage.sql.parks import make_park, opened, tamper, url_of

if TYPE_CHECKING:
    from pathlib import Path

_TWIN = (
    "INSERT INTO reservations SELECT 'rs_2', version, request_id, tenant_id, status, start, \"end\", schedule_version, "
    "updated_at, replace(body, 'rs_1', 'rs_2') FROM reservations"
)


def _park(tmp_path: Path) -> Path:
    """Return a park with a charge in the book and the guards taken away."""
    file = make_park(tmp_path / "park.db")
    with opened(file) as storage, storage.unit_of_work() as uow:
        uow.ledger.add(LedgerEntry(id="le_1", tenant_id="ada", kind=EntryKind.CHARGE, minutes=60, recorded_at=NOW))
        uow.commit()
    guards = ("reservation_machines_INSERT", "reservation_machines_UPDATE", "ledger_UPDATE", "ledger_DELETE")
    tamper(file, *(f"DROP TRIGGER {guard}" for guard in guards))
    return file


def test_a_sound_database_is_sound(tmp_path: Path) -> None:
    """A check that always finds something would not be read any more."""
    assert check(url_of(_park(tmp_path))) == ()


@pytest.mark.parametrize(
    ("statements", "found"),
    [
        (
            [
                _TWIN,
                "INSERT INTO reservation_machines SELECT 'rs_2', machine_id, start, \"end\", 1 FROM reservation_machines",
            ],
            "reservations: rs_1 and rs_2 hold machine cut-1 at once",
        ),
        ([_TWIN], "reservations: rs_2 does not hold machine cut-1 as it says"),
        (["UPDATE reservation_machines SET live = 0"], "reservations: rs_1 does not hold machine cut-1 as it says"),
        (
            [
                "INSERT INTO reservation_machines SELECT reservation_id, 'cut-2', start, \"end\", 1 FROM reservation_machines"
            ],
            "reservations: rs_1 holds machine cut-2, which it does not name",
        ),
        (["UPDATE ledger SET minutes = 6"], "ledger: le_1 is kept under another minutes than its own"),
        (
            ["UPDATE ledger SET reservation_id = 'rs_9'"],
            "ledger: row 1 refers to something in reservations that is not there",
        ),
        (["UPDATE machines SET body = '{}' WHERE id = 'cut-1'"], "machines: cut-1 cannot be read (3 errors)"),
        (["INSERT INTO settings VALUES (1, 'nothing')"], "settings: 1 cannot be read (1 errors)"),
    ],
)
def test_damage_is_found(tmp_path: Path, statements: list[str], found: str) -> None:
    """Double bookings and changed balances would otherwise be found by the tenants."""
    file = _park(tmp_path)
    tamper(file, *statements)
    assert check(url_of(file)) == (found,)


def test_damaged_pages_are_found(tmp_path: Path) -> None:
    """The next answer would otherwise be wrong, or the copy of tonight as bad as the database."""
    file = _park(tmp_path)
    tamper(
        file,
        "PRAGMA writable_schema = ON",
        "UPDATE sqlite_master SET rootpage = (SELECT rootpage FROM sqlite_master WHERE name = 'ix_runs_status') "
        "WHERE name = 'ix_booking_requests_status'",
    )
    found = check(url_of(file))
    assert found
    assert all(line.startswith("the file is damaged: ") for line in found)


def test_what_is_not_there_cannot_be_sound(tmp_path: Path) -> None:
    """A mistyped name would otherwise be told to be sound, and be made."""
    with pytest.raises(StorageError, match="no such file"):
        check(url_of(tmp_path / "park.db"))
    assert not (tmp_path / "park.db").exists()
