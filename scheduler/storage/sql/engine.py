"""Connections to the SQLite file: how they are opened, how transactions begin, and what their errors mean."""

from __future__ import annotations

import sqlite3
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from sqlalchemy import create_engine, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import QueuePool

from scheduler.errors import StorageError

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine
    from sqlalchemy.engine import ExceptionContext

#: How long a writer waits for one in another process before it gives up.
BUSY_SECONDS = 30.0
#: Connections that are kept open for readers; there may be more for a while.
_KEPT_READERS = 8

#: What SQLite's primary result codes mean for whoever runs the park, and the cure.
_MEANINGS = {
    sqlite3.SQLITE_PERM: ("access is refused", "let the service's user read and write the file and its folder"),
    sqlite3.SQLITE_BUSY: ("another process has kept it locked", "end that process, or try again"),
    sqlite3.SQLITE_LOCKED: ("another process has kept it locked", "end that process, or try again"),
    sqlite3.SQLITE_READONLY: ("it is read-only", "let the service's user write the file and its folder"),
    sqlite3.SQLITE_IOERR: ("the disk reported an error", "look after the disk, then run `equishare db check`"),
    sqlite3.SQLITE_CORRUPT: ("it is damaged", "put a copy back with `equishare db restore`"),
    sqlite3.SQLITE_FULL: ("the disk is full", "make room; nothing of the last change was kept"),
    sqlite3.SQLITE_CANTOPEN: ("it cannot be opened", "make its folder, and let the service's user write in it"),
    sqlite3.SQLITE_NOTADB: (
        "it is no SQLite database",
        "name another file, or put a copy back with `equishare db restore`",
    ),
}


def database_file(url: str) -> Path:
    """Return the file that a URL names; StorageError for anything but `sqlite:///FILE`."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        parsed = None
    if parsed is None or parsed.get_backend_name() != "sqlite" or parsed.database in {None, "", ":memory:"}:
        raise StorageError(
            _shown(url), "this kind of database is not known", "use sqlite:///FILE, or memory:// for a trial"
        )
    return Path(str(parsed.database))


def open_file(file: Path, mode: str = "rw") -> sqlite3.Connection:
    """Open a SQLite file in autocommit; `mode`: `ro`, `rw`, or `rwc` to make it where it is not there (else StorageError)."""
    if mode != "rwc" and not file.exists():
        raise StorageError(
            str(file), "there is no such file", "name one that exists; `equishare db upgrade` makes an empty park"
        )
    connection = sqlite3.connect(
        f"file:{quote(str(file.absolute()))}?mode={mode}",
        uri=True,
        timeout=BUSY_SECONDS,
        isolation_level=None,
        check_same_thread=False,
    )
    connection.execute("PRAGMA foreign_keys = ON")
    return connection


def writing_engine(file: Path, *, create: bool = False) -> Engine:
    """Return an engine whose transactions write, one at a time in all processes; what is committed is on the disk."""
    engine = _engine(file, "rwc" if create else "rw", "BEGIN IMMEDIATE")
    event.listen(engine, "connect", _use_log)
    return engine


def reading_engine(file: Path) -> Engine:
    """Return an engine whose transactions see one state and cannot write (RuntimeError)."""
    engine = _engine(file, "rw", "BEGIN", reads=True)
    event.listen(engine, "connect", _refuse_writing)
    return engine


def storage_error(error: BaseException | None, database: str) -> StorageError | None:
    """Return what an error of SQLite means, or None for one that is a defect of the program."""
    code = getattr(error, "sqlite_errorcode", None)
    if code is None or (code & 0xFF) not in _MEANINGS:
        return None
    message, cure = _MEANINGS[code & 0xFF]
    return StorageError(database, f"{message} ({error})", cure)


def _engine(file: Path, mode: str, begin: str, *, reads: bool = False) -> Engine:
    engine = create_engine(
        "sqlite://",
        creator=partial(open_file, file, mode),
        poolclass=QueuePool,
        pool_size=_KEPT_READERS,
        max_overflow=-1,
    )

    def begin_transaction(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    def tell(context: ExceptionContext) -> None:
        if reads and _is_write_refused(context.original_exception):
            raise RuntimeError("writing in a read-only unit of work; ask the factory for one that writes")
        meaning = storage_error(context.original_exception, str(file))
        if meaning is not None:
            raise meaning from context.original_exception

    event.listen(engine, "begin", begin_transaction)
    event.listen(engine, "handle_error", tell)
    return engine


def _is_write_refused(error: BaseException) -> bool:
    return isinstance(error, sqlite3.Error) and error.sqlite_errorcode == sqlite3.SQLITE_READONLY


def _use_log(connection: Any, _: object) -> None:
    """Keep a log that readers need not wait for, and have it on the disk with every commit."""
    connection.execute("PRAGMA synchronous = FULL")
    give_up = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            # Where two processes open a new file at once SQLite does not wait for its turn by itself, only here.
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > give_up:
                raise
            time.sleep(0.01)
        else:
            return


def _refuse_writing(connection: Any, _: object) -> None:
    connection.execute("PRAGMA query_only = ON")


def _shown(url: str) -> str:
    """Return a URL without its password."""
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{rest.rpartition('@')[2]}" if rest else url
