"""Copies of a server's database: files of SQLite, made while the service runs, and put back on either kind.

Over 150 lines because what a copy must be and what must not be put back are read together.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import MetaData, select, text

from scheduler.domain.tenant import Tenant
from scheduler.errors import StorageError
from scheduler.storage.sql import backup, check, restore, upgrade
from scheduler.storage.sql.engine import database_at
from scheduler.storage.sql.postgres.copies import _go_on_counting
from scheduler.storage.sql.tables import METADATA
from scheduler.storage.sql.upgrading import migrate, revision_in
from tests.scheduler.builders import make_reservation
from tests.scheduler.storage.sql.parks import add_tenant, make_park, opened, say, tenants_in, unguard, url_of
from tests.scheduler.storage.values import make_request, make_run, make_schedule

if TYPE_CHECKING:
    from pathlib import Path

    from tests.scheduler.postgres import Postgres


def _rich_park(url: str) -> str:
    """Return a park with texts and moments of every sort."""
    make_park(url)
    with opened(url) as storage, storage.unit_of_work() as uow:
        uow.booking_requests.add(make_request("br_2", title="切割", external_reference="back\\slash \0 and \\0"))
        uow.reservations.add(make_reservation("rs_2", 4, 2, machine_ids=("cut-1", "cut-2")))
        uow.runs.add(make_run())
        uow.schedules.add(make_schedule())
        uow.commit()
    return url


def _rows(url: str) -> dict[str, list[tuple[Any, ...]]]:
    """Return all rows of all tables."""
    engine = database_at(url).reading_engine()
    with engine.connect() as connection:
        found = {
            table.name: [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key))]
            for table in METADATA.sorted_tables
        }
    engine.dispose()
    return found


def test_a_copy_has_every_row_and_goes_to_either_kind(postgres: Postgres, postgres_url: str, tmp_path: Path) -> None:
    """A park could otherwise not be moved to a server, or back, without a loss that nobody sees."""
    before = _rows(_rich_park(postgres_url))
    assert sum(map(len, before.values())) > 10
    backup(postgres_url, tmp_path / "copy.db")
    assert [path.name for path in tmp_path.iterdir()] == ["copy.db"]
    assert _rows(url_of(tmp_path / "copy.db")) == before
    assert check(url_of(tmp_path / "copy.db")) == ()
    with postgres.database(empty=True) as other:
        assert restore(other, tmp_path / "copy.db") is None
        assert _rows(other) == before
        assert check(other) == ()


def test_a_copy_is_put_back_and_what_was_there_is_kept(postgres_url: str, tmp_path: Path) -> None:
    """The wrong copy, put back, would otherwise be the end of the data."""
    make_park(postgres_url)
    say(postgres_url, "CREATE TABLE notes (text TEXT)", "INSERT INTO notes VALUES ('of somebody else')")
    backup(postgres_url, tmp_path / "copy.db")
    with opened(postgres_url) as storage:
        add_tenant(storage, "later")
    kept = restore(postgres_url, tmp_path / "copy.db")
    assert tenants_in(postgres_url) == ["ada", "bob"]
    assert say(postgres_url, "SELECT text FROM notes") == [("of somebody else",)]
    assert kept is not None
    assert kept.name.startswith("copy.db.before-restore-")
    assert tenants_in(url_of(kept)) == ["ada", "bob", "later"]
    assert restore(postgres_url, kept) is not None
    assert tenants_in(postgres_url) == ["ada", "bob", "later"]
    assert check(postgres_url) == ()


def test_a_copy_is_of_one_moment_while_the_service_writes(postgres_url: str, tmp_path: Path) -> None:
    """A copy with half a transaction in it would otherwise be what is left after the fire."""
    make_park(postgres_url)
    done = threading.Event()
    with opened(postgres_url) as storage:

        def write() -> None:
            number = 0
            while not done.is_set():
                number += 1
                with storage.unit_of_work() as uow:
                    uow.tenants.add(Tenant(id=f"a{number}", name="a"))
                    uow.machines.update(_next(uow.machines.get("cut-1")))
                    uow.commit()

        writer = threading.Thread(target=write)
        writer.start()
        try:
            for number in range(3):
                backup(postgres_url, tmp_path / f"copy-{number}.db")
        finally:
            done.set()
            writer.join()
    for number in range(3):
        url = url_of(tmp_path / f"copy-{number}.db")
        (machine,) = say(url, "SELECT version FROM machines WHERE id = 'cut-1'")
        assert machine[0] - 1 == len(tenants_in(url)) - 2
        assert check(url) == ()


def _next(machine: Any) -> Any:
    from dataclasses import replace

    return replace(machine, version=machine.version + 1)


def test_a_copy_waits_for_nobody_and_has_only_what_is_committed(postgres_url: str, tmp_path: Path) -> None:
    """A long transaction would otherwise hold the copy up, or be in it."""
    make_park(postgres_url)
    with opened(postgres_url) as storage, storage.unit_of_work() as uow:
        uow.tenants.add(Tenant(id="open", name="open"))
        backup(postgres_url, tmp_path / "copy.db")
        uow.commit()
    assert tenants_in(url_of(tmp_path / "copy.db")) == ["ada", "bob"]


def test_nothing_is_put_back_under_a_running_service(postgres_url: str, tmp_path: Path) -> None:
    """A run that is being solved would otherwise publish into a park that does not know it."""
    make_park(postgres_url)
    backup(postgres_url, tmp_path / "copy.db")
    with opened(postgres_url) as storage:
        add_tenant(storage, "later")
        with pytest.raises(StorageError, match=r"in use.*stop the service"):
            restore(postgres_url, tmp_path / "copy.db")
    assert tenants_in(postgres_url) == ["ada", "bob", "later"]
    assert [path.name for path in tmp_path.iterdir()] == ["copy.db"]


def test_a_copy_that_is_not_sound_is_not_put_back(postgres_url: str, tmp_path: Path) -> None:
    """A good database would otherwise be given away for a bad one."""
    make_park(postgres_url)
    copies = {name: tmp_path / f"{name}.db" for name in ("letter", "cut", "other", "newer", "twice", "missing")}
    copies["letter"].write_text("dear sirs, " * 1000)
    backup(postgres_url, copies["cut"])
    copies["cut"].write_bytes(copies["cut"].read_bytes()[:20_000])
    say(url_of(copies["other"]), "CREATE TABLE songs (id)")
    say(make_park(url_of(copies["newer"])), "UPDATE alembic_version SET version_num = '9999'")
    twice = make_park(url_of(copies["twice"]))
    unguard(twice)
    say(
        twice,
        "INSERT INTO reservations SELECT 'rs_2', version, request_id, tenant_id, status, start, \"end\", schedule_version, "
        "updated_at, body FROM reservations",
        "INSERT INTO reservation_machines SELECT 'rs_2', machine_id, start, \"end\", TRUE FROM reservation_machines",
    )
    told = {
        "letter": "no SQLite database", "cut": "damaged", "other": "no park", "newer": "newer",
        "twice": "do not go together.*overlap.*another copy", "missing": "no such file",
    }  # fmt: skip
    before = sorted(path.name for path in tmp_path.iterdir())
    for name, copy in copies.items():
        with pytest.raises(StorageError, match=told[name]):
            restore(postgres_url, copy)
    assert tenants_in(postgres_url) == ["ada", "bob"]
    assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_a_copy_that_fails_leaves_nothing(bare: str, postgres_url: str, tmp_path: Path) -> None:
    """A file that looks like a copy and is none would otherwise be trusted."""
    with pytest.raises(StorageError, match="no park in it"):
        backup(bare, tmp_path / "copy.db")
    with pytest.raises(StorageError, match="no folder"):
        backup(postgres_url, tmp_path / "missing" / "copy.db")
    (tmp_path / "precious.db").write_text("precious")
    with pytest.raises(StorageError, match="there already"):
        backup(postgres_url, tmp_path / "precious.db")
    assert [path.name for path in tmp_path.iterdir()] == ["precious.db"]


@pytest.fixture
def bare(postgres: Postgres) -> Any:
    """Give a database without tables."""
    with postgres.database(empty=True) as url:
        yield url


def test_a_copy_from_before_an_upgrade_is_of_its_revision(bare: str, tmp_path: Path) -> None:
    """The copy that is taken before an upgrade, and needed when it goes wrong, could otherwise not be taken or not be put back."""
    engine = database_at(bare).writing_engine(making=True)
    with engine.begin() as connection:
        migrate(connection, "0001")
        connection.execute(text("INSERT INTO tenants VALUES ('ada', 1, '{}')"))
    engine.dispose()
    backup(bare, tmp_path / "copy.db")
    upgrade(bare)
    restore(bare, tmp_path / "copy.db")
    assert revision_in(database_at(bare)) == "0001"
    upgrade(bare)
    assert say(bare, "SELECT id FROM tenants") == [("ada",)]


def test_numbers_go_on_where_the_copy_ends(bare: str) -> None:
    """The first thing after a restore would otherwise get a number that is taken."""
    say(bare, "CREATE TABLE numbered (id SERIAL PRIMARY KEY)", "INSERT INTO numbered VALUES (7)")
    engine = database_at(bare).writing_engine(making=True)
    with engine.begin() as connection:
        tables = MetaData()
        tables.reflect(connection)
        _go_on_counting(connection, tables)
    engine.dispose()
    assert say(bare, "INSERT INTO numbered DEFAULT VALUES RETURNING id") == [(8,)]
