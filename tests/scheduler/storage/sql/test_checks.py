"""What the check of a database finds: every one of its lines is provoked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scheduler.domain.ledger import EntryKind, LedgerEntry
from scheduler.errors import StorageError
from scheduler.storage.sql import check
from tests.scheduler.builders import NOW
from tests.scheduler.storage.sql.parks import make_park, opened, say, tamper, unguard, url_of

if TYPE_CHECKING:
    from pathlib import Path

_TWIN = (
    "INSERT INTO reservations SELECT 'rs_2', version, request_id, tenant_id, status, start, \"end\", schedule_version, "
    "updated_at, replace(body, 'rs_1', 'rs_2') FROM reservations"
)
_HELD_TOO = (
    'INSERT INTO reservation_machines SELECT {reservation}, {machine}, start, "end", TRUE FROM reservation_machines'
)


def _park(url: str) -> str:
    """Return a park with a charge in the book."""
    make_park(url)
    with opened(url) as storage, storage.unit_of_work() as uow:
        uow.ledger.add(LedgerEntry(id="le_1", tenant_id="ada", kind=EntryKind.CHARGE, minutes=60, recorded_at=NOW))
        uow.commit()
    return url


def test_a_sound_database_is_sound(url: str) -> None:
    """A check that always finds something would not be read any more."""
    assert check(_park(url)) == ()


@pytest.mark.parametrize(
    ("statements", "found"),
    [
        ([_TWIN], "reservations: rs_2 does not hold machine cut-1 as it says"),
        (["UPDATE reservation_machines SET live = FALSE"], "reservations: rs_1 does not hold machine cut-1 as it says"),
        (
            [_HELD_TOO.format(reservation="reservation_id", machine="'cut-2'")],
            "reservations: rs_1 holds machine cut-2, which it does not name",
        ),
        (["UPDATE ledger SET minutes = 6"], "ledger: le_1 is kept under another minutes than its own"),
        (["UPDATE machines SET body = '{}' WHERE id = 'cut-1'"], "machines: cut-1 cannot be read (3 errors)"),
        (["INSERT INTO settings VALUES (1, 'nothing')"], "settings: 1 cannot be read (1 errors)"),
    ],
)
def test_damage_is_found(url: str, statements: list[str], found: str) -> None:
    """Changed balances and machines that nobody holds would otherwise be found by the tenants."""
    tamper(_park(url), *statements)
    assert check(url) == (found,)


def test_double_bookings_and_missing_guards_are_found(url: str) -> None:
    """A database that was brought back by another program, without its guards, would otherwise book machines twice and call itself sound."""
    guards = unguard(_park(url))
    missing = tuple(f"the guard {guard} is not there" for guard in guards)
    assert check(url) == missing
    say(url, _TWIN, _HELD_TOO.format(reservation="'rs_2'", machine="machine_id"))
    assert check(url) == (*missing, "reservations: rs_1 and rs_2 hold machine cut-1 at once")


def test_references_to_nothing_are_found(url: str) -> None:
    """A charge could otherwise be for a reservation that there never was."""
    tamper(_park(url), "UPDATE ledger SET reservation_id = 'rs_9'")
    assert check(url) == (
        "ledger: le_1 refers to something in reservations that is not there",
        "ledger: le_1 is kept under another reservation_id than its own",
    )


def test_damaged_pages_are_found(tmp_path: Path) -> None:
    """The next answer would otherwise be wrong, or the copy of tonight as bad as the database."""
    url = _park(url_of(tmp_path / "park.db"))
    say(
        url,
        "PRAGMA writable_schema = ON",
        "UPDATE sqlite_master SET rootpage = (SELECT rootpage FROM sqlite_master WHERE name = 'ix_runs_status') "
        "WHERE name = 'ix_booking_requests_status'",
    )
    found = check(url)
    assert found
    assert all(line.startswith("the file is damaged: ") for line in found)


def test_a_broken_index_of_a_server_is_found(postgres_url: str) -> None:
    """The server goes on without it, and what should be unique may not be any more."""
    say(
        _park(postgres_url),
        "SET allow_system_table_mods = on",
        "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'ix_runs_status'::regclass",
    )
    assert check(postgres_url) == ("the index ix_runs_status is broken; say REINDEX",)


def test_what_is_not_there_cannot_be_sound(tmp_path: Path) -> None:
    """A mistyped name would otherwise be told to be sound, and be made."""
    with pytest.raises(StorageError, match="no such file"):
        check(url_of(tmp_path / "park.db"))
    assert not (tmp_path / "park.db").exists()
