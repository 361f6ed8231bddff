"""What the errors of SQLite mean for whoever runs the park."""

from __future__ import annotations

import sqlite3

from scheduler.errors import StorageError

#: Where others are in the way.
_BUSY = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL})
#: By primary result code, with the cure.
_MEANINGS = {
    sqlite3.SQLITE_PERM: ("access is refused", "let the service's user read and write the file and its folder"),
    sqlite3.SQLITE_BUSY: ("another process has kept it locked", "end that process, or try again"),
    sqlite3.SQLITE_LOCKED: ("another process has kept it locked", "end that process, or try again"),
    # Of the log: whoever mends it or begins it anew has stood still for ten seconds.
    sqlite3.SQLITE_PROTOCOL: ("another process has kept it locked", "end that process, or try again"),
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


def storage_error(error: BaseException | None, database: str) -> StorageError | None:
    """Return what an error of SQLite means, or None for one that is a defect of the program."""
    code = getattr(error, "sqlite_errorcode", None)
    if code is None or (code & 0xFF) not in _MEANINGS:
        return None
    message, cure = _MEANINGS[code & 0xFF]
    return StorageError(database, f"{message} ({error})", cure)


def is_busy(error: BaseException) -> bool:
    """Return whether others keep the file locked."""
    return isinstance(error, sqlite3.Error) and (error.sqlite_errorcode & 0xFF) in _BUSY


def is_write_refused(error: BaseException) -> bool:
    """Return whether a reader tried to write."""
    return isinstance(error, sqlite3.Error) and error.sqlite_errorcode == sqlite3.SQLITE_READONLY
