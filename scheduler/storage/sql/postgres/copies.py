"""The tables of a server into a file of SQLite, and back: both in one transaction, row by row, at any revision.

The file's tables are made by the same migrations, so it is a database of the program like any other.
"""

from __future__ import annotations

from contextlib import ExitStack, closing, contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import VARCHAR, DateTime, MetaData, event, func, insert, inspect, select, text
from sqlalchemy.exc import DBAPIError

from scheduler.clock import system_clock
from scheduler.errors import StorageError
from scheduler.storage.sql.columns import UtcDateTime, Words
from scheduler.storage.sql.sqlite.database import SqliteDatabase
from scheduler.storage.sql.sqlite.files import open_file, placed, require_sound, telling
from scheduler.storage.sql.tables import METADATA
from scheduler.storage.sql.upgrading import migrate, revision_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Connection, Engine

    from scheduler.storage.sql.postgres.database import PostgresDatabase

_REVISIONS = "alembic_version"
#: Rows that are in memory at once.
_ROWS = 500


def backup(database: PostgresDatabase, copy: Path) -> None:
    """Write the state of one moment to a file; nobody has to wait for it."""
    with _connected(database.reading_engine()) as source:
        revision = revision_of(source, database.name)
        if revision is None:
            raise StorageError(database.name, "there is no park in it", "make one with `equishare db upgrade`")
        with placed(copy) as part:
            _write(source, revision, part)


def restore(database: PostgresDatabase, copy: Path) -> Path | None:
    """Put a copy in place of what the tables hold, and return the file beside it in which that is kept."""
    with telling(copy), closing(open_file(copy)) as opened:
        revision = require_sound(opened, copy)
    kept = copy.with_name(f"{copy.name}.before-restore-{system_clock():%Y%m%dT%H%M%S%fZ}")
    with (
        ExitStack() as undo,
        _connected(SqliteDatabase(copy).reading_engine()) as source,
        _connected(database.writing_engine(making=True)) as target,
    ):
        database.require_unused(target)
        present = revision_of(target, database.name)
        if present is not None:
            with placed(kept) as part:
                _write(target, present, part)
            undo.callback(kept.unlink)
        _drop_tables(target)
        migrate(target, revision)
        _fill(source, target, _tables_of(source), copy)
        target.commit()
        undo.pop_all()
    return None if present is None else kept


def _write(source: Connection, revision: str, part: Path) -> None:
    """Make the tables of a revision in a file and fill them from a transaction."""
    with _connected(SqliteDatabase(part).writing_engine(making=True)) as target:
        migrate(target, revision)
        _fill(source, target, _tables_of(target), part)
        target.commit()
    with telling(part), closing(open_file(part)) as written:
        # Without this the copy would be two files as soon as somebody opens it.
        written.execute("PRAGMA journal_mode = DELETE")
        require_sound(written, part)


@contextmanager
def _connected(engine: Engine) -> Iterator[Connection]:
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def _tables_of(connection: Connection) -> MetaData:
    """Return the tables that a file has, with columns that are read from and written to either database alike."""

    def as_ours(_: object, __: object, column: Any) -> None:
        if isinstance(column["type"], DateTime):
            column["type"] = UtcDateTime()
        elif isinstance(column["type"], VARCHAR):
            column["type"] = Words()

    found = MetaData()
    event.listen(found, "column_reflect", as_ours)
    found.reflect(connection)
    found.remove(found.tables[_REVISIONS])
    return found


def _fill(source: Connection, target: Connection, tables: MetaData, copy: Path) -> None:
    """Write every row of the source, those that are referred to first."""
    try:
        for table in tables.sorted_tables:
            asked = source.execute(select(table), execution_options={"stream_results": True, "yield_per": _ROWS})
            for rows in asked.mappings().partitions():
                target.execute(insert(table), [dict(row) for row in rows])
        if target.dialect.name == "postgresql":
            _go_on_counting(target, tables)
    except DBAPIError as error:
        said = " ".join(str(error.orig).split())
        raise StorageError(str(copy), f"its rows do not go together ({said})", "use another copy") from error


def _go_on_counting(target: Connection, tables: MetaData) -> None:
    """Let the numbers that the server gives out go on after the highest that came with the copy."""
    sequence = text("SELECT pg_get_serial_sequence(:table, :column)")
    for table in tables.sorted_tables:
        for column in table.primary_key:
            found = target.scalar(sequence, {"table": f'"{table.name}"', "column": column.name})
            highest = target.scalar(select(func.max(column))) if found else None
            if highest is not None:
                target.execute(text("SELECT setval(:sequence, :highest)"), {"sequence": found, "highest": highest})


def _drop_tables(connection: Connection) -> None:
    """Take away the tables of a park, and leave any others."""
    ours = sorted({*METADATA.tables, _REVISIONS} & set(inspect(connection).get_table_names()))
    if ours:
        connection.execute(text(f"DROP TABLE {', '.join(ours)}"))
