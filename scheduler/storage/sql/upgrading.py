"""From any revision of the tables, or none, to the one that this program is written for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import inspect, text

from scheduler.errors import StorageError
from scheduler.storage.sql.engine import database_at
from scheduler.storage.sql.revisions import HEAD, REVISIONS

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from scheduler.storage.sql.engine import Database


def upgrade(url: str) -> str:
    """Make the tables, or bring them to this version of the program, and return its revision.

    All of it is one transaction: it is done, or nothing is. Raises StorageError for a file that is not ours or of a newer program.
    """
    database = database_at(url)
    database.require_place()
    engine = database.writing_engine(making=True)
    try:
        with engine.begin() as connection:
            if revision_of(connection, database.name) != HEAD:
                migrate(connection)
    finally:
        engine.dispose()
    return HEAD


def require_head(database: Database) -> None:
    """Raise StorageError unless the tables are those that this program is written for."""
    revision = revision_in(database)
    if revision != HEAD:
        raise StorageError(
            database.name,
            f"its tables are at revision {revision or 'none'}, and this program needs {HEAD}",
            "run `equishare db upgrade`",
        )


def revision_in(database: Database) -> str | None:
    """Return the revision of the tables of a database, None where there are none; StorageError as for `revision_of`."""
    engine = database.reading_engine()
    try:
        with engine.connect() as connection:
            return revision_of(connection, database.name)
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
        raise StorageError(database, "it holds the tables of another program", "name another one")
    if revision not in REVISIONS:
        raise StorageError(
            database,
            f"its tables are at revision {revision}, which this program does not know",
            "install the newer program",
        )
    return revision


def migrate(connection: Connection, revision: str | None = None, *, down: bool = False) -> None:
    """Bring the tables to a revision (None: HEAD) in the transaction of a connection; `down`: to an older one."""
    # Late: needed once in the life of a database, and slow to import.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "scheduler.storage.sql:migrations")
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    (command.downgrade if down else command.upgrade)(config, revision or HEAD)
