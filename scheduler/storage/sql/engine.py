"""The door to the databases: a URL goes in, and what is the same to ask of each of them comes out.

What is of SQLite alone stands in `sqlite/`, what is of PostgreSQL alone in `postgres/`; everything else in this folder is said to both.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from sqlalchemy import event, make_url
from sqlalchemy.exc import ArgumentError

from scheduler.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import URL, Connection, Engine
    from sqlalchemy.engine import ExceptionContext

#: How long a writer waits for one in another process before it gives up.
BUSY_SECONDS = 30.0
#: psycopg 3 either way.
_POSTGRES = frozenset({"postgresql", "postgresql+psycopg"})


class Database(Protocol):
    """One database of one kind; nothing is opened before it is asked for."""

    @property
    def name(self) -> str:
        """What messages call it; never with a password."""
        ...

    def exists(self) -> bool:
        """Return whether there is something to look at; a server is asked when it is connected to."""
        ...

    def require_place(self) -> None:
        """Raise StorageError where no database could be made."""
        ...

    def writing_engine(self, *, making: bool = False) -> Engine:
        """Return an engine whose transactions write, one at a time in all processes; what is committed is on the disk.

        `making`: also where there are no tables yet, to make or change them.
        """
        ...

    def reading_engine(self) -> Engine:
        """Return an engine whose transactions see one state and cannot write (RuntimeError)."""
        ...

    def instant_engine(self) -> Engine | None:
        """Return such an engine that waits for nobody (WouldWaitError), None where every question has to wait for its answer."""
        ...

    def damage(self, connection: Connection) -> tuple[str, ...]:
        """Return what the database itself finds wrong with its pages, one line for each."""
        ...

    def missing_guards(self, connection: Connection) -> frozenset[str]:
        """Return which constraints and triggers of the migrations are not there, or asleep."""
        ...

    def backup(self, copy: Path) -> None:
        """Write the state of one moment to a file of SQLite, whole or not at all; nobody has to wait for it."""
        ...

    def restore(self, copy: Path) -> Path | None:
        """Put such a file in place of the state, and return the copy that was kept of what was there, if anything."""
        ...


def database_at(url: str) -> Database:
    """Return the database of a URL; StorageError for anything but `sqlite:///FILE` and `postgresql://...`."""
    file, parsed = database_file(url), _parsed(url)
    if file is not None:
        from scheduler.storage.sql.sqlite.database import SqliteDatabase

        return SqliteDatabase(file)
    if parsed is not None and parsed.drivername in _POSTGRES and not _is_torn(parsed):
        from scheduler.storage.sql.postgres.database import PostgresDatabase

        return PostgresDatabase(parsed)
    raise StorageError(
        _shown(url),
        "this kind of database is not known",
        "use sqlite:///FILE or postgresql://USER:PASSWORD@HOST/DATABASE (%40 for an @ in the password), or memory:// for a trial",
    )


def database_file(url: str) -> Path | None:
    """Return the file of a URL, None where it names none."""
    parsed = _parsed(url)
    if parsed is None or parsed.get_backend_name() != "sqlite" or parsed.database in {None, "", ":memory:"}:
        return None
    return Path(str(parsed.database))


def listening(
    engine: Engine, begin: Callable[[Connection], object], meaning: Callable[[ExceptionContext], Exception | None]
) -> Engine:
    """Have an engine begin its transactions with `begin`, and raise what an error of the database means, where it means something."""

    def begin_transaction(connection: Connection) -> None:
        begin(connection)

    def tell(context: ExceptionContext) -> None:
        # A session that turns out to be dead before anything is asked of it is only replaced.
        told = None if context.is_pre_ping else meaning(context)
        if told is not None:
            raise told from context.original_exception

    event.listen(engine, "begin", begin_transaction)
    event.listen(engine, "handle_error", tell)
    return engine


def _parsed(url: str) -> URL | None:
    try:
        return make_url(url)
    except (ArgumentError, ValueError):  # The latter for a port that is no number.
        return None


def _is_torn(parsed: URL) -> bool:
    """Return whether a part of the password may stand in place of host or database, for it has an @ that is not written as %40."""
    return "@" in f"{parsed.host}{parsed.database}"


def _shown(url: str) -> str:
    """Return no more of a URL that is not understood than how it begins: where its password is nobody knows."""
    scheme, divider, _ = url.partition("://")
    return f"{scheme}://..." if divider else url
