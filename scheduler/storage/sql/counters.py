"""Counts that run out, shared by the processes of one machine through a small SQLite file of their own.

Nothing in it is worth keeping: it is written without waiting for the disk, and may be deleted while no service runs.
"""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any

from scheduler.errors import StorageError
from scheduler.storage.at_once import WouldWaitError, may_wait
from scheduler.storage.sql.sqlite.errors import is_busy, storage_error
from scheduler.storage.sql.sqlite.log import keep_log

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from scheduler.clock import Clock

#: Seconds that a count waits for other processes; each holds the file for some microseconds.
_WAIT = 2.0
#: After so many additions of this process, what has run out is taken away.
_SWEEP = 1000
_TABLE = """
CREATE TABLE IF NOT EXISTS counts (key TEXT PRIMARY KEY, number INTEGER NOT NULL, until REAL NOT NULL) WITHOUT ROWID
"""
_SWEEP_UP = "DELETE FROM counts WHERE until <= :now"
#: A count that has run out begins anew. So does one that lasts longer than it can: the clock was set back meanwhile.
_ADD = """
INSERT INTO counts (key, number, until) VALUES (:key, :amount, :now + :seconds)
ON CONFLICT (key) DO UPDATE SET
    number = CASE WHEN until > :now AND until <= :now + :seconds THEN number ELSE 0 END + :amount,
    until = CASE WHEN until > :now AND until <= :now + :seconds THEN until ELSE :now + :seconds END
RETURNING number
"""


class SharedCounters:
    """Counts by key; of use from any thread."""

    def __init__(self, file: Path | None, clock: Clock) -> None:
        """`file` None: this process counts for itself; StorageError for a file that cannot be used."""
        self._name, self._clock = str(file or "of counts in memory"), clock
        self._lock, self._patient, self._added = threading.Lock(), True, 0
        try:
            self._connection = sqlite3.connect(
                ":memory:" if file is None else file, timeout=_WAIT, isolation_level=None, check_same_thread=False
            )
            self._connection.execute("PRAGMA synchronous = OFF")
            keep_log(self._connection, _WAIT)
            self._connection.execute(_TABLE)
            # Whoever is restarted often adds too little to sweep by it.
            self._connection.execute(_SWEEP_UP, {"now": clock().timestamp()})
        except sqlite3.Error as error:
            raise self._told(error) from error

    def add(self, key: str, seconds: float, amount: int = 1) -> int:
        """Add to a count that runs out `seconds` after it began, and return it; StorageError."""
        now = self._clock().timestamp()
        with self._alone():
            self._added += 1
            if self._added % _SWEEP == 0:
                self._run(_SWEEP_UP, {"now": now})
            row = self._run(_ADD, {"key": key, "amount": amount, "now": now, "seconds": seconds})
        return int(row[0]) if row else amount

    def look(self, key: str) -> tuple[int, float]:
        """Return a count, and when it runs out in seconds since 1970; 0 and now for one that has. StorageError."""
        now = self._clock().timestamp()
        with self._alone():
            row = self._run(
                "SELECT number, until FROM counts WHERE key = :key AND until > :now", {"key": key, "now": now}
            )
        return (int(row[0]), float(row[1])) if row else (0, now)

    def forget(self, key: str | None = None) -> None:
        """Forget a count, or all of them; StorageError."""
        with self._alone():
            self._run("DELETE FROM counts WHERE :key IS NULL OR key = :key", {"key": key})

    def close(self) -> None:
        """Give the file back."""
        with self._lock:
            self._connection.close()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Wait for the other threads, and let the file wait for other processes, for as long as the present call may: not at all, or `_WAIT`."""
        patient = may_wait()
        if not self._lock.acquire(blocking=patient):
            raise WouldWaitError
        try:
            if patient is not self._patient:
                self._run(f"PRAGMA busy_timeout = {int(_WAIT * 1000) if patient else 0}", {})
                self._patient = patient
            yield
        finally:
            self._lock.release()

    def _run(self, statement: str, values: dict[str, object]) -> tuple[Any, ...] | None:
        try:
            with closing(self._connection.execute(statement, values)) as cursor:
                rows: list[tuple[Any, ...]] = cursor.fetchall()
        except sqlite3.Error as error:
            if not self._patient and is_busy(error):
                raise WouldWaitError from error
            raise self._told(error) from error
        return rows[0] if rows else None

    def _told(self, error: sqlite3.Error) -> StorageError:
        known = storage_error(error, self._name)
        return known or StorageError(
            self._name, f"calls cannot be counted ({error})", "stop the service, delete the file"
        )
