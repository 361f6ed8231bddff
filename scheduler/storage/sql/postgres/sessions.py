"""How a session with a server begins, which servers will do, and what of its address may be shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.errors import StorageError

if TYPE_CHECKING:
    from typing import Any

    from psycopg import Connection
    from sqlalchemy import URL

#: The oldest server that is let in; as the library writes versions, 140005 is 14.5.
OLDEST = 140000
#: Locks that belong to no table: being at work on the park, shared by all sessions of the program; and making its tables.
IN_USE, MAKING = 7_305_001, 7_305_002


def begin(connection: Connection[Any], database: str) -> None:
    """Make a new session one of the program's: it speaks UTC, and says that the park is in use for as long as it lasts.

    StorageError for a server that would not keep what it is given as it is given.
    """
    _require_server(connection, database)
    connection.autocommit = True
    connection.execute("SET TIME ZONE 'UTC'")
    connection.execute("SELECT pg_advisory_lock_shared(%s)", (IN_USE,))
    connection.autocommit = False


def shown(url: URL) -> str:
    """Return what of a URL may be seen: neither its password nor its options."""
    user = f"{url.username}@" if url.username else ""
    host = url.host or str(url.query.get("host", ""))
    port = f":{url.port}" if url.port else ""
    return f"postgresql://{user}{host}{port}/{url.database or ''}"


def _require_server(connection: Connection[Any], database: str) -> None:
    version, oldest = connection.info.server_version, OLDEST // 10000
    if version < OLDEST:
        raise StorageError(database, f"the server is PostgreSQL {version // 10000}, too old", f"use {oldest} or newer")
    if connection.info.parameter_status("server_encoding") != "UTF8":
        raise StorageError(
            database, "it cannot hold every language", "make it anew with ENCODING 'UTF8' TEMPLATE template0"
        )
