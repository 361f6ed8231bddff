"""Copies of the database: one is made while the service runs, and put back while it does not."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from scheduler.clock import system_clock
from scheduler.errors import StorageError
from scheduler.storage.sql.engine import database_file, open_file, storage_error
from scheduler.storage.sql.revisions import REVISIONS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def backup(url: str, copy: Path, *, overwrite: bool = False) -> None:
    """Copy the database, as of one moment, to a file; nobody has to wait for it.

    The copy appears under its name only when it is whole, checked and on the disk. StorageError for a database or folder that cannot
    be used, or, without `overwrite`, for a file that is there already.
    """
    if copy.exists() and not overwrite:
        raise StorageError(str(copy), "the file is there already", "name a new file for the copy")
    _replace(database_file(url), copy)


def restore(url: str, copy: Path) -> Path | None:
    """Put a copy in place of the database, and return where the database is kept that was there.

    StorageError, and nothing is changed, for a copy that is damaged or not ours, and while anyone has the database open.
    """
    file = database_file(url)
    aside = file.with_name(f"{file.name}.before-restore-{system_clock():%Y%m%dT%H%M%S%fZ}") if file.exists() else None
    _replace(copy, file, aside)
    return aside


def _replace(source: Path, target: Path, aside: Path | None = None) -> None:
    """Put a checked copy of `source` under the name of `target`, whose present file is kept as `aside`."""
    part = target.with_name(f"{target.name}.{os.getpid()}.part")
    try:
        with _telling(source):
            _copy(source, part)
        with _telling(target):
            if aside is not None:
                _leave(target)
                _keep(target, aside)
            part.replace(target)
            _sync(target.parent)
    finally:
        part.unlink(missing_ok=True)


def _copy(source: Path, part: Path) -> None:
    """Copy a database to a file that is whole by itself, and refuse a copy that is not sound."""
    if not part.parent.is_dir():
        raise StorageError(str(part), f"there is no folder {part.parent}", "make it, or name a file in another folder")
    with closing(open_file(source)) as origin, closing(open_file(part, "rwc")) as copied:
        origin.backup(copied)
        # Without this the copy would be two files as soon as somebody opens it.
        copied.execute("PRAGMA journal_mode = DELETE")
        _require_sound(copied, source)
    _sync(part)


def _require_sound(copied: sqlite3.Connection, source: Path) -> None:
    damage = [row[0] for row in copied.execute("PRAGMA integrity_check")]
    if damage != ["ok"]:
        raise StorageError(str(source), f"it is damaged ({damage[0]})", "use an older copy")
    ours = copied.execute("SELECT count(*) FROM sqlite_master WHERE name = 'alembic_version'").fetchone()[0]
    revision = copied.execute("SELECT version_num FROM alembic_version").fetchone() if ours else None
    if revision is None or revision[0] not in REVISIONS:
        raise StorageError(str(source), "it is no park of this program, or of a newer one", "use another copy")


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
        _sync(aside)
    for ending in ("-wal", "-shm"):
        beside = file.with_name(file.name + ending)
        if beside.exists():
            beside.replace(aside.with_name(aside.name + ending))


def _sync(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _telling(file: Path) -> Iterator[None]:
    """Turn errors of the disk and of SQLite into a StorageError about a file."""
    try:
        yield
    except OSError as error:
        raise StorageError(str(file), f"{error.strerror}", "see to the file and its folder") from error
    except sqlite3.Error as error:
        meaning = storage_error(error, str(file))
        if meaning is None:
            raise
        raise meaning from error
