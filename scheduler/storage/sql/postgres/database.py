"""The park on a server of PostgreSQL: how a session begins, how transactions begin, and what guards the tables.

Writers take the turn by a lock on the table `alembic_version`, and their transactions are serializable. That lock, and not one that a
SELECT asks for: what a serializable transaction sees is fixed by its first SELECT, and has to be what the writer before has left.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import psycopg
from sqlalchemy import create_engine, event, text

from scheduler.errors import StorageError
from scheduler.storage.sql import engine as door
from scheduler.storage.sql.postgres import copies, sessions
from scheduler.storage.sql.postgres.errors import is_write_refused, storage_error

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import URL, Connection, Engine
    from sqlalchemy.engine import ExceptionContext

#: Connections that are kept open: as many as there are calls at once. To open one takes the server longer than a hundred questions, so that
#: with fewer whoever calls when many do would make all of them slower still.
_KEPT = 40
#: Unless the URL says otherwise. A machine that vanishes without a word is noticed within a minute, not after the system's two hours.
_OPTIONS = {
    "application_name": "equishare",
    "connect_timeout": 10,
    "keepalives_idle": 20,
    "keepalives_interval": 5,
    "keepalives_count": 4,
    "tcp_user_timeout": 30_000,
}
#: A writer that stands still in the middle, for its process sleeps or its machine is gone, lets the others in after this.
_STILL_SECONDS = 60

_LIMITS = """
SET LOCAL lock_timeout = '{busy}s'; SET LOCAL idle_in_transaction_session_timeout = '{still}s'; SET LOCAL synchronous_commit = on;
"""
_TURN = "LOCK TABLE alembic_version IN EXCLUSIVE MODE"
#: Where there are no tables yet there is nothing to lock.
_MAKE = f"""
DO $$ BEGIN
    PERFORM pg_advisory_xact_lock({sessions.MAKING});
    IF to_regclass('alembic_version') IS NOT NULL THEN {_TURN}; END IF;
END $$
"""
_GUARDS = frozenset(
    {
        "ex_reservation_machines_overlap",
        "ledger_is_kept",
        "ledger_is_not_emptied",
        "changes_are_kept",
        "changes_are_not_emptied",
    }
)
_GUARDS_THERE = text("""
SELECT conname FROM pg_constraint WHERE convalidated AND conrelid = to_regclass('reservation_machines')
UNION SELECT tgname FROM pg_trigger WHERE tgenabled IN ('O', 'A') AND tgrelid IN (to_regclass('ledger'), to_regclass('changes'))
""")
_BROKEN_INDEXES = text("""
SELECT relname FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
WHERE NOT indisvalid AND relnamespace = current_schema()::regnamespace ORDER BY relname
""")


class PostgresDatabase:
    """One database of a server."""

    def __init__(self, url: URL) -> None:
        self._url = url.set(drivername="postgresql+psycopg")
        self.name = sessions.shown(url)
        self._password = url.password or str(url.query.get("password", ""))

    def exists(self) -> bool:
        """Return that there is something to ask; whether it answers is told by asking."""
        return True

    def require_place(self) -> None:
        """Do nothing: whether a park can be made is for the server to say."""

    def writing_engine(self, *, making: bool = False) -> Engine:
        """Return an engine whose transactions take the turn of the writers first, and have a commit on the disk."""
        limits = _LIMITS.format(busy=door.BUSY_SECONDS, still=_STILL_SECONDS)
        level = psycopg.IsolationLevel.READ_COMMITTED if making else psycopg.IsolationLevel.SERIALIZABLE
        return self._engine(level, limits + (_MAKE if making else _TURN))

    def reading_engine(self) -> Engine:
        """Return an engine whose transactions see one state, that of their first question, and cannot write."""
        return self._engine(psycopg.IsolationLevel.REPEATABLE_READ, None)

    def instant_engine(self) -> None:
        """Return None: a server is always waited for."""

    def damage(self, connection: Connection) -> tuple[str, ...]:
        """Return the indexes that the server itself calls broken; what it cannot read it tells by an error."""
        return tuple(f"the index {name} is broken; say REINDEX" for name in connection.scalars(_BROKEN_INDEXES))

    def missing_guards(self, connection: Connection) -> frozenset[str]:
        """Return the constraint and the triggers that are not there, or disabled."""
        return _GUARDS - set(connection.scalars(_GUARDS_THERE))

    def backup(self, copy: Path) -> None:
        """Write the state of one moment to a file of SQLite."""
        copies.backup(self, copy)

    def restore(self, copy: Path) -> Path | None:
        """Put such a file in place of the tables; what they held is kept in a file beside it."""
        return copies.restore(self, copy)

    def require_unused(self, connection: Connection) -> None:
        """Let no other session of the program in until the transaction ends; StorageError where one is there."""
        if not connection.scalar(text("SELECT pg_try_advisory_xact_lock(:key)"), {"key": sessions.IN_USE}):
            raise StorageError(self.name, "it is in use", "stop the service, then restore")

    def _engine(self, level: psycopg.IsolationLevel, begin: str | None) -> Engine:
        engine = create_engine(
            self._url,
            connect_args={name: value for name, value in _OPTIONS.items() if name not in self._url.query},
            pool_size=_KEPT,
            max_overflow=-1,
            # A server that was away for a while is found again without an error for everyone who had a connection.
            pool_pre_ping=True,
            use_native_hstore=False,
        )

        def begin_session(connection: Any, _: object) -> None:
            sessions.begin(connection, self.name)
            connection.isolation_level, connection.read_only = level, begin is None

        def begin_transaction(connection: Connection) -> None:
            if begin is not None:
                connection.exec_driver_sql(begin, execution_options={"no_parameters": True})

        def meaning(context: ExceptionContext) -> Exception | None:
            error = context.original_exception
            if begin is None and is_write_refused(error):
                return RuntimeError("writing in a read-only unit of work; ask the factory for one that writes")
            return storage_error(error, self.name, self._password, connecting=context.connection is None)

        event.listen(engine, "connect", begin_session)
        return door.listening(engine, begin_transaction, meaning)
