"""Files of SQLite, opened without an engine, and files that appear only when they are whole."""

from __future__ import annotations

import os
import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import quote

from scheduler.errors import StorageError
from scheduler.storage.sql import engine as door
from scheduler.storage.sql.revisions import REVISIONS
from scheduler.storage.sql.sqlite.errors import storage_error

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def open_file(file: Path, mode: str = "rw", wait: float = door.BUSY_SECONDS) -> sqlite3.Connection:
    """Open a SQLite file in autocommit; `mode`: `ro`, `rw`, or `rwc` to make it where it is not there (else StorageError).

    `wait`: seconds for which it may be kept locked by others before that is an error.
    """
    if mode != "rwc" and not file.exists():
        raise StorageError(
            str(file), "there is no such file", "name one that exists; `equishare db upgrade` makes an empty park"
        )
    connection = sqlite3.connect(
        f"file:{quote(str(file.absolute()))}?mode={mode}",
        uri=True,
        timeout=wait,
        isolation_level=None,
        check_same_thread=False,
    )
    connection.execute("PRAGMA foreign_keys = ON")
    return connection


def require_sound(connection: sqlite3.Connection, source: Path) -> str:
    """Return the revision of a copy; StorageError for one that is damaged, not ours, or of a newer program."""
    damage = [row[0] for row in connection.execute("PRAGMA integrity_check")]
    if damage != ["ok"]:
        raise StorageError(str(source), f"it is damaged ({damage[0]})", "use an older copy")
    ours = connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'alembic_version'").fetchone()[0]
    revision = connection.execute("SELECT version_num FROM alembic_version").fetchone() if ours else None
    if revision is None or revision[0] not in REVISIONS:
        raise StorageError(str(source), "it is no park of this program, or of a newer one", "use another copy")
    return str(revision[0])


@contextmanager
def placed(target: Path) -> Iterator[Path]:
    """Give a name to write to; what was written gets the name `target` when all of it is on the disk, and else is taken away."""
    if not target.parent.is_dir():
        raise StorageError(
            str(target), f"there is no folder {target.parent}", "make it, or name a file in another folder"
        )
    part = target.with_name(f"{target.name}.{os.getpid()}.part")
    try:
        yield part
        with telling(target):
            sync(part)
            part.replace(target)
            sync(target.parent)
    finally:
        for ending in ("", "-wal", "-shm", "-journal"):
            part.with_name(part.name + ending).unlink(missing_ok=True)


def sync(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def telling(file: Path) -> Iterator[None]:
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
