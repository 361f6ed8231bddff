"""From any revision of the tables, or none, to the one that this program is written for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import inspect, text

from scheduler.errors import StorageError
from scheduler.storage.sql.engine import database_file, reading_engine, writing_engine
from scheduler.storage.sql.revisions import HEAD, REVISIONS

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection


def upgrade(url: str) -> str:
    """Make the tables, or bring them to this version of the program, and return its revision.

    All of it is one transaction: it is done, or nothing is. Raises StorageError for a file that is not ours or of a newer program.
    """
    file = database_file(url)
    if not file.parent.is_dir():
        raise StorageError(str(file), f"there is no folder {file.parent}", "make it, or name a file in another folder")
    engine = writing_engine(file, create=True)
    try:
        with engine.begin() as connection:
            if revision_of(connection, str(file)) != HEAD:
                _migrate(connection)
    finally:
        engine.dispose()
    return HEAD


def require_head(file: Path) -> None:
    """Raise StorageError unless the tables are those that this program is written for."""
    revision = revision_in(file)
    if revision != HEAD:
        raise StorageError(
            str(file),
            f"its tables are at revision {revision or 'none'}, and this program needs {HEAD}",
            "run `equishare db upgrade`",
        )


def revision_in(file: Path) -> str | None:
    """Return the revision of the tables in a file, None where there are none; StorageError as for `revision_of`."""
    engine = reading_engine(file)
    try:
        with engine.connect() as connection:
            return revision_of(connection, str(file))
    finally:
        engine.dispose()


def revision_of(connection: Connection, database: str) -> str | None:
    """Return the revision of the tables, None where there are none; StorageError for tables that are not ours, or newer."""
    names = inspect(connection).get_table_names()
    if not names:
        return None
    ours = "alembic_version" in names
    revision: str | None = connection.scalar(text("SELECT version_num FROM alembic_version")) if ours else None
    if revision is None:
        raise StorageError(database, "it holds the tables of another program", "name another file")
    if revision not in REVISIONS:
        raise StorageError(
            database,
            f"its tables are at revision {revision}, which this program does not know",
            "install the newer program",
        )
    return revision


def _migrate(connection: Connection) -> None:
    # Late: needed once in the life of a database, and slow to import.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "scheduler.storage.sql:migrations")
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, HEAD)
