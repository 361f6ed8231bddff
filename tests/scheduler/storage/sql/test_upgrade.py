"""How a database comes to its tables, and which ones are let in."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from scheduler.errors import StorageError
from scheduler.storage.sql import SqlStorage, upgrade
from scheduler.storage.sql.engine import reading_engine
from scheduler.storage.sql.revisions import HEAD, REVISIONS
from scheduler.storage.sql.tables import METADATA
from tests.scheduler.storage.sql.parks import make_park, tamper, tenants_in, url_of

if TYPE_CHECKING:
    from pathlib import Path


def test_the_migrations_make_the_tables_that_the_program_uses(tmp_path: Path) -> None:
    """A column that a migration forgets would otherwise be missed by the first query, in production."""
    file = tmp_path / "park.db"
    assert upgrade(url_of(file)) == HEAD
    engine = reading_engine(file)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []
    engine.dispose()


def test_every_revision_has_its_migration() -> None:
    """The program would otherwise ask for a revision that no upgrade reaches."""
    config = Config()
    config.set_main_option("script_location", "scheduler.storage.sql:migrations")
    config.set_main_option("path_separator", "os")
    scripts = ScriptDirectory.from_config(config)
    assert [script.revision for script in scripts.walk_revisions()][::-1] == list(REVISIONS)


def test_upgrading_again_changes_nothing(tmp_path: Path) -> None:
    """A service that upgrades at every start would otherwise lose its data, or fail."""
    file = make_park(tmp_path / "park.db")
    assert upgrade(url_of(file)) == HEAD
    assert tenants_in(file) == ["ada", "bob"]


def test_an_empty_file_becomes_a_park(tmp_path: Path) -> None:
    """A file that `touch` or a mount has made would otherwise have to be taken away first."""
    (tmp_path / "park.db").touch()
    assert tenants_in(tmp_path / "park.db") == []


@pytest.mark.parametrize(
    ("statements", "told"),
    [
        (["CREATE TABLE songs (id)"], "another program.*name another file"),
        (["CREATE TABLE alembic_version (version_num)"], "another program"),
        (
            ["CREATE TABLE alembic_version (version_num)", "INSERT INTO alembic_version VALUES ('9999')"],
            "9999.*newer program",
        ),
    ],
)
def test_other_tables_are_left_alone(tmp_path: Path, statements: list[str], told: str) -> None:
    """A park would otherwise be written into somebody else's database, or read wrongly by an older program."""
    file = tmp_path / "other.db"
    tamper(file, *statements)
    before = file.read_bytes()
    with pytest.raises(StorageError, match=told):
        SqlStorage(url_of(file))
    assert file.read_bytes() == before


def test_older_tables_wait_for_the_upgrade(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A new program would otherwise change a database before anyone has made a copy of it, or fail in the middle of the day."""
    file = make_park(tmp_path / "park.db")
    monkeypatch.setattr("scheduler.storage.sql.upgrading.HEAD", "9999")
    with pytest.raises(
        StorageError, match=rf"at revision {HEAD}, and this program needs 9999; run `equishare db upgrade`"
    ):
        SqlStorage(url_of(file))


def test_machines_are_guarded_by_the_database_itself(tmp_path: Path) -> None:
    """A later defect of the program could otherwise book a machine twice, by moving or reviving a row."""
    file = make_park(tmp_path / "park.db")
    tamper(
        file,
        "INSERT INTO reservations SELECT 'rs_2', version, request_id, tenant_id, status, start, \"end\", schedule_version, "
        "updated_at, body FROM reservations",
        "INSERT INTO reservation_machines SELECT 'rs_2', machine_id, start, \"end\", 0 FROM reservation_machines",
    )
    with closing(sqlite3.connect(file)) as connection:
        for change in ("live = 1", "live = 1, machine_id = 'cut-1'"):
            with pytest.raises(sqlite3.IntegrityError, match="overlap"):
                connection.execute(f"UPDATE reservation_machines SET {change} WHERE reservation_id = 'rs_2'")
        connection.execute(
            "UPDATE reservation_machines SET live = 1, machine_id = 'cut-2' WHERE reservation_id = 'rs_2'"
        )
