"""How a database comes to its tables, and which ones are let in."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from scheduler.errors import StorageError
from scheduler.storage.sql import SqlStorage, upgrade
from scheduler.storage.sql.engine import database_at
from scheduler.storage.sql.revisions import HEAD, REVISIONS
from scheduler.storage.sql.tables import METADATA
from tests.scheduler.storage.sql.parks import file_of, make_park, say, tamper, tenants_in, url_of

if TYPE_CHECKING:
    from pathlib import Path


def test_the_migrations_make_the_tables_that_the_program_uses(bare_url: str) -> None:
    """A column that a migration forgets would otherwise be missed by the first query, in production."""
    assert upgrade(bare_url) == HEAD
    engine = database_at(bare_url).reading_engine()
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


def test_upgrading_again_changes_nothing(url: str) -> None:
    """A service that upgrades at every start would otherwise lose its data, or fail."""
    make_park(url)
    assert upgrade(url) == HEAD
    assert tenants_in(url) == ["ada", "bob"]


def test_an_empty_file_becomes_a_park(tmp_path: Path) -> None:
    """A file that `touch` or a mount has made would otherwise have to be taken away first."""
    (tmp_path / "park.db").touch()
    assert tenants_in(url_of(tmp_path / "park.db")) == []


@pytest.mark.parametrize(
    ("statements", "told"),
    [
        (["CREATE TABLE songs (id INTEGER)"], "another program.*name another one"),
        (["CREATE TABLE alembic_version (version_num TEXT)"], "another program"),
        (
            ["CREATE TABLE alembic_version (version_num TEXT)", "INSERT INTO alembic_version VALUES ('9999')"],
            "9999.*newer program",
        ),
    ],
)
def test_other_tables_are_left_alone(bare_url: str, statements: list[str], told: str) -> None:
    """A park would otherwise be written into somebody else's database, or read wrongly by an older program."""
    say(bare_url, *statements)
    file = file_of(bare_url)
    before = file and file.read_bytes()
    with pytest.raises(StorageError, match=told):
        SqlStorage(bare_url)
    assert (file and file.read_bytes()) == before
    with pytest.raises(StorageError, match=told):
        upgrade(bare_url)
    assert len(_table_names(bare_url)) == 1


def _table_names(url: str) -> list[str]:
    engine = database_at(url).reading_engine()
    with engine.connect() as connection:
        names = inspect(connection).get_table_names()
    engine.dispose()
    return names


def test_older_tables_wait_for_the_upgrade(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A new program would otherwise change a database before anyone has made a copy of it, or fail in the middle of the day."""
    make_park(url)
    monkeypatch.setattr("scheduler.storage.sql.upgrading.HEAD", "9999")
    with pytest.raises(
        StorageError, match=rf"at revision {HEAD}, and this program needs 9999; run `equishare db upgrade`"
    ):
        SqlStorage(url)


def test_machines_are_guarded_by_the_database_itself(url: str) -> None:
    """A later defect of the program could otherwise book a machine twice, by moving or reviving a row."""
    make_park(url)
    tamper(
        url,
        "INSERT INTO reservations SELECT 'rs_2', version, request_id, tenant_id, status, start, \"end\", schedule_version, "
        "updated_at, body FROM reservations",
        "INSERT INTO reservation_machines SELECT 'rs_2', machine_id, start, \"end\", FALSE FROM reservation_machines",
    )
    for change in ("live = TRUE", "live = TRUE, machine_id = 'cut-1'"):
        with pytest.raises((sqlite3.IntegrityError, psycopg.errors.ExclusionViolation), match="overlap"):
            say(url, f"UPDATE reservation_machines SET {change} WHERE reservation_id = 'rs_2'")
    say(url, "UPDATE reservation_machines SET live = TRUE, machine_id = 'cut-2' WHERE reservation_id = 'rs_2'")


def test_keys_are_sorted_by_code_points_on_every_server(postgres_url: str) -> None:
    """A server that sorts by the rules of a language would otherwise page past requests, or list them in another order than the next."""
    other = "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = current_schema() AND collation_name"
    assert say(postgres_url, f"{other} <> 'C'") == []
    assert len(say(postgres_url, f"{other} = 'C'")) > 20
    kept_apart = "SELECT table_name FROM information_schema.columns WHERE data_type = 'character varying'"
    unsorted = f"{kept_apart} AND table_schema = current_schema() AND collation_name IS NULL AND table_name <> 'alembic_version'"
    assert say(postgres_url, unsorted) == []
