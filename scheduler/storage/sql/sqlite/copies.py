"""Copies of a file: one is made while the service runs, and put back while it does not."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from scheduler.clock import system_clock
from scheduler.errors import StorageError
from scheduler.storage.sql.sqlite.files import open_file, placed, require_sound, sync, telling

if TYPE_CHECKING:
    from pathlib import Path


def backup(file: Path, copy: Path) -> None:
    """Copy a database, as of one moment, to a file; nobody has to wait for it."""
    with placed(copy) as part, telling(file):
        _copy(file, part)


def restore(file: Path, copy: Path) -> Path | None:
    """Put a copy in place of the database, and return where the database is kept that was there.

    StorageError, and nothing is changed, for a copy that is damaged or not ours, and while anyone has the database open.
    """
    aside = file.with_name(f"{file.name}.before-restore-{system_clock():%Y%m%dT%H%M%S%fZ}") if file.exists() else None
    with placed(file) as part:
        with telling(copy):
            _copy(copy, part)
        if aside is not None:
            with telling(file):
                _leave(file)
                _keep(file, aside)
    return aside


def _copy(source: Path, part: Path) -> None:
    """Copy a database to a file that is whole by itself, and refuse a copy that is not sound."""
    with closing(open_file(source)) as origin, closing(open_file(part, "rwc")) as copied:
        origin.backup(copied)
        # Without this the copy would be two files as soon as somebody opens it.
        copied.execute("PRAGMA journal_mode = DELETE")
        require_sound(copied, source)


def _leave(file: Path) -> None:
    """Write what SQLite keeps beside a database into it; refused by SQLite while anyone has it open."""
    with closing(open_file(file)) as connection:
        try:
            connection.execute("PRAGMA busy_timeout = 0")
            connection.execute("PRAGMA journal_mode = DELETE")
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode & 0xFF in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
                raise StorageError(str(file), "it is in use", "stop the service, then restore") from None
            # A damaged database is what copies are put back for: it goes aside as it is.
            if error.sqlite_errorcode & 0xFF not in {sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT}:
                raise


def _keep(file: Path, aside: Path) -> None:
    """Keep a database under another name; that of the file is never without one."""
    try:
        os.link(file, aside)
    except OSError:  # Some file systems have no links.
        shutil.copyfile(file, aside)
        sync(aside)
    for ending in ("-wal", "-shm"):
        beside = file.with_name(file.name + ending)
        if beside.exists():
            beside.replace(aside.with_name(aside.name + ending))
