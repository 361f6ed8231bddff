"""Copies of the database. Every copy is a file of SQLite, of whatever kind of database it was made.

So a copy can be looked into, checked and served by itself, and a park moves from one kind to the other by backup and restore.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.errors import StorageError
from scheduler.storage.sql.engine import database_at

if TYPE_CHECKING:
    from pathlib import Path


def backup(url: str, copy: Path, *, overwrite: bool = False) -> None:
    """Copy the database, as of one moment, to a file; nobody has to wait for it.

    The copy appears under its name only when it is whole, checked and on the disk. StorageError for a database or folder that cannot
    be used, or, without `overwrite`, for a file that is there already.
    """
    if copy.exists() and not overwrite:
        raise StorageError(str(copy), "the file is there already", "name a new file for the copy")
    database_at(url).backup(copy)


def restore(url: str, copy: Path) -> Path | None:
    """Put a copy in place of what the database holds, and return the file in which that is kept (None: there was nothing).

    StorageError, and nothing is changed, for a copy that is damaged or not ours, and while anyone has the database open.
    """
    return database_at(url).restore(copy)
