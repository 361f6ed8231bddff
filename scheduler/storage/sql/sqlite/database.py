"""The park in an SQLite file: how it is opened, how transactions begin, and what guards its tables."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from sqlalchemy import create_engine, event, text
from sqlalchemy.pool import QueuePool

from scheduler.errors import StorageError
from scheduler.storage.at_once import WouldWaitError
from scheduler.storage.sql import engine as door
from scheduler.storage.sql.sqlite import copies
from scheduler.storage.sql.sqlite.errors import is_busy, is_write_refused, storage_error
from scheduler.storage.sql.sqlite.files import open_file
from scheduler.storage.sql.sqlite.log import keep_log

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sqlalchemy import Connection, Engine
    from sqlalchemy.engine import ExceptionContext

#: Connections that are kept open: as many as there are calls at once. To open one takes longer than most questions to it.
_KEPT = 40
#: The triggers of the migrations.
_GUARDS = frozenset(
    {
        "reservation_machines_INSERT",
        "reservation_machines_UPDATE",
        *(f"{table}_{event}" for table in ("ledger", "changes") for event in ("INSERT", "UPDATE", "DELETE")),
    }
)


class SqliteDatabase:
    """One file."""

    def __init__(self, file: Path) -> None:
        self._file = file

    @property
    def name(self) -> str:
        """The path."""
        return str(self._file)

    def exists(self) -> bool:
        """Return whether there is such a file."""
        return self._file.exists()

    def require_place(self) -> None:
        """Raise StorageError where there is no folder for the file."""
        folder = self._file.parent
        if not folder.is_dir():
            raise StorageError(self.name, f"there is no folder {folder}", "make it, or name a file in another folder")

    def writing_engine(self, *, making: bool = False) -> Engine:
        """Return an engine that takes the lock of the writers at once, and has a commit on the disk."""
        engine = self._engine("rwc" if making else "rw", _begin_writing)
        event.listen(engine, "connect", _use_log)
        return engine

    def reading_engine(self) -> Engine:
        """Return an engine that sees one state and cannot write."""
        return self._reading(door.BUSY_SECONDS)

    def instant_engine(self) -> Engine:
        """Return such an engine; whoever writes holds no reader up, only who puts a copy in the place of the file does."""
        return self._reading(0.0)

    def damage(self, connection: Connection) -> tuple[str, ...]:
        """Return what SQLite finds wrong with the file."""
        found = connection.scalars(text("PRAGMA integrity_check"))
        return tuple(f"the file is damaged: {line}" for line in found if line != "ok")

    def missing_guards(self, connection: Connection) -> frozenset[str]:
        """Return the triggers that are not there."""
        return _GUARDS - set(connection.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")))

    def backup(self, copy: Path) -> None:
        """Copy the file as of one moment."""
        copies.backup(self._file, copy)

    def restore(self, copy: Path) -> Path | None:
        """Put a copy in place of the file; the one before is kept beside it."""
        return copies.restore(self._file, copy)

    def _reading(self, wait: float) -> Engine:
        engine = self._engine("rw", _begin_reading, wait)
        event.listen(engine, "connect", _refuse_writing)
        return engine

    def _engine(self, mode: str, begin: Callable[[Connection], object], wait: float = door.BUSY_SECONDS) -> Engine:
        engine = create_engine(
            "sqlite://",
            creator=partial(open_file, self._file, mode, wait),
            poolclass=QueuePool,
            pool_size=_KEPT,
            max_overflow=-1,
        )

        def meaning(context: ExceptionContext) -> Exception | None:
            if not wait and is_busy(context.original_exception):
                return WouldWaitError()
            if begin is _begin_reading and is_write_refused(context.original_exception):
                return RuntimeError("writing in a read-only unit of work; ask the factory for one that writes")
            return storage_error(context.original_exception, self.name)

        return door.listening(engine, begin, meaning)


def _use_log(connection: Any, _: object) -> None:
    """Keep a log that readers need not wait for, and have it on the disk with every commit."""
    connection.execute("PRAGMA synchronous = FULL")
    keep_log(connection, door.BUSY_SECONDS)


def _begin_writing(connection: Connection) -> None:
    """Take the lock of the writers at once; StorageError where another process keeps it."""
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _begin_reading(connection: Connection) -> None:
    """Say BEGIN, which takes no lock yet and cannot fail, on the shortest way."""
    connection.connection.cursor().execute("BEGIN")


def _refuse_writing(connection: Any, _: object) -> None:
    connection.execute("PRAGMA query_only = ON")
