"""A SQLite file with a log beside it, which readers need not wait for."""

from __future__ import annotations

import sqlite3
import time

#: Seconds between two looks at a file that SQLite does not wait for by itself.
_AGAIN = 0.01


def keep_log(connection: sqlite3.Connection, wait: float) -> None:
    """Have a file written by way of a log (WAL).

    Where two processes open a new file at once SQLite does not wait for its turn by itself, only here, `wait` seconds at most;
    then `sqlite3.OperationalError`.
    """
    give_up = time.monotonic() + wait
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > give_up:
                raise
            time.sleep(_AGAIN)
        else:
            return
