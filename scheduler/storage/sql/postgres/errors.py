"""What the errors of PostgreSQL mean for whoever runs the park, and the cure; no password is ever in one.

A server that was reached says what is wrong by a SQLSTATE. Of a connection that did not come about there is only the message, in the
language of the server or of the system: what it says in English is known here, and anything else is told as it is.
"""

from __future__ import annotations

import re

import psycopg

from scheduler.errors import StorageError

_LOOK = "the last change may or may not have been kept: look, then repeat it"
_GONE = ("the connection is lost", f"see that the server runs; {_LOOK}")
_DAMAGED = ("it is damaged", "put a copy back with `equishare db restore` into a new database, and see to the disk")
#: By SQLSTATE, or by its first two characters.
_MEANINGS = {
    "08": _GONE,
    "57P01": _GONE,
    "57P02": _GONE,
    "57P03": ("the server does not let anybody in yet", "try again when it has started"),
    "53100": ("the disk of the server is full", "make room there; nothing of the last change was kept"),
    "53200": ("the server is out of memory", "give it more, or less to do; nothing of the last change was kept"),
    "53300": ("the server lets no more sessions in", "raise its max_connections, or end other sessions"),
    "53": ("the server is at one of its limits", "ask who runs it; nothing of the last change was kept"),
    "55P03": ("another process has kept it locked", "end that process, or try again"),
    "25P03": ("a transaction of ours stood still for too long and was ended", "repeat what was asked"),
    "57014": ("the server broke the question off", "raise its statement_timeout for this role"),
    "40": ("another program changed the same rows at once", "try again; nothing of the last change was kept"),
    "25006": ("it is read-only", "name the primary server, not a replica, and a role that may write"),
    "28": ("the server refuses the role", "see to user and password in the URL, and to the server's pg_hba.conf"),
    "3D": ("there is no such database", "make it: createdb, or CREATE DATABASE"),
    "42501": ("the role may not do this", "let it own the database: ALTER DATABASE ... OWNER TO the role"),
    "2BP01": ("something else in it depends on the park's tables", "move that to a schema of its own"),
    "58030": ("the disk of the server reported an error", "look after it, then run `equishare db check`"),
    "XX001": _DAMAGED,
    "XX002": _DAMAGED,
}
_EXTENSION = (
    "the extension btree_gist, which keeps two reservations from one machine, cannot be made",
    "let a superuser say CREATE EXTENSION btree_gist in this database (where there is none: install the server's contrib package)",
)
#: What is said of a connection that did not come about, the particular before the general.
_REFUSALS = (
    (r"password authentication failed|no password supplied", "28"),
    (r"no pg_hba\.conf entry|role .* does not exist|authentication failed", "28"),
    (r"database .* does not exist", "3D"),
    (r"permission denied for database", "42501"),
    (r"too many (clients|connections)|remaining connection slots", "53300"),
    (r"starting up|shutting down|recovery mode", "57P03"),
)
_UNREACHED = (
    "the server cannot be reached",
    "see that it runs, and that host, port, user, password and database in the URL are right",
)


def storage_error(
    error: BaseException | None, database: str, password: str = "", *, connecting: bool = False
) -> StorageError | None:
    """Return what an error of PostgreSQL means, or None for one that is a defect of the program."""
    if not isinstance(error, psycopg.Error):
        return None
    found = _refusal(str(error)) if connecting else _meaning(error)
    if found is None:
        return None
    # Libraries quote what they were given; where that could be the password, their words stay out.
    said = "" if password and password in str(error) else f" ({' '.join(str(error).split())})"
    return StorageError(database, found[0] + said, found[1])


def is_write_refused(error: BaseException | None) -> bool:
    """Return whether a reader tried to write."""
    return isinstance(error, psycopg.errors.ReadOnlySqlTransaction)


def _meaning(error: psycopg.Error) -> tuple[str, str] | None:
    state = error.sqlstate
    if state is None:
        return _GONE if isinstance(error, psycopg.OperationalError) else None
    if "btree_gist" in str(error):
        return _EXTENSION
    return _MEANINGS.get(state) or _MEANINGS.get(state[:2])


def _refusal(said: str) -> tuple[str, str]:
    known = next((state for pattern, state in _REFUSALS if re.search(pattern, said)), None)
    return _UNREACHED if known is None else _MEANINGS[known]
