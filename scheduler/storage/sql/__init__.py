"""The park in a database, a file of SQLite or PostgreSQL: what `equishare serve` keeps its promises in."""

from scheduler.storage.sql.checks import check
from scheduler.storage.sql.copies import backup, restore
from scheduler.storage.sql.storage import SqlStorage
from scheduler.storage.sql.upgrading import upgrade

__all__ = ["SqlStorage", "backup", "check", "restore", "upgrade"]
