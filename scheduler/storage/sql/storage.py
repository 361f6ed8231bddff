"""The park in a database: writers queue for one lock, readers look at the state that was committed when they began.

Over 150 lines because the storage, its queue and its transaction are one mechanism, and two dozen tables are opened here.
"""

from __future__ import annotations

import threading
import weakref
from contextlib import suppress
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Self

from scheduler.domain.api_key import ApiKey
from scheduler.domain.calendar import ShiftPattern
from scheduler.domain.calendar_feed import CalendarFeed
from scheduler.domain.machine import ChangeoverTable, Machine, Skill
from scheduler.domain.tenant import Tenant
from scheduler.domain.work import ErrandTurn, Heartbeat
from scheduler.errors import StorageError
from scheduler.storage.at_once import WouldWaitError, may_wait
from scheduler.storage.sql import tables
from scheduler.storage.sql.bookings import SqlBookingRequests, SqlReservations
from scheduler.storage.sql.catalogue import (
    SqlClosures,
    SqlEntitlements,
    SqlNamedTable,
    SqlOutages,
    SqlParkSettings,
    SqlPolicies,
    SqlVersionedTable,
)
from scheduler.storage.sql.changes import SqlAnswers, SqlChanges
from scheduler.storage.sql.engine import database_at
from scheduler.storage.sql.hashed import SqlSecrets
from scheduler.storage.sql.ledger import SqlLedger
from scheduler.storage.sql.passing import SqlPassing
from scheduler.storage.sql.people import SqlAccounts, SqlLastUses, SqlPendingSignIns, SqlSessions
from scheduler.storage.sql.records import SqlRuns, SqlSchedules
from scheduler.storage.sql.rows import Rows
from scheduler.storage.sql.upgrading import require_head, revision_in, upgrade
from scheduler.storage.sql.webhooks import SqlDeliveries, SqlWebhookProgresses, SqlWebhooks

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from sqlalchemy import Connection, Engine, Table

    from scheduler.storage import access_tables, repositories, trace_tables, webhook_tables, work_tables
    from scheduler.storage.unit_of_work import UnitOfWork


class SqlStorage:
    """The state of a park in a database, shared by threads and processes.

    One that is not there (a file), or has nothing in it, becomes an empty park. StorageError for one that cannot be used; one whose tables
    are older is left as it is, for `upgrade` to be asked for.
    """

    def __init__(self, url: str) -> None:
        database = database_at(url)
        if not database.exists() or revision_in(database) is None:
            upgrade(url)
        require_head(database)
        self._writers = database.writing_engine()
        self._readers = database.reading_engine()
        #: For those who may not wait; None: nobody is answered at once.
        self._at_once = database.instant_engine()
        self._turn = threading.Lock()
        self._writing_thread: int | None = None
        for engine in self._engines():
            weakref.finalize(self, engine.dispose)

    def unit_of_work(self, *, read_only: bool = False) -> UnitOfWork:
        """Return a transaction to enter; this is the storage's factory."""
        return SqlUnitOfWork(self, read_only=read_only)

    def close(self) -> None:
        """Close the connections that are not in use; the storage may be used again."""
        for engine in self._engines():
            engine.dispose()

    def begin(self, *, read_only: bool) -> Connection:
        """Return a connection in a transaction; a writer first waits for its turn. WouldWaitError for those who may not."""
        if not may_wait():
            if not read_only or self._at_once is None:
                raise WouldWaitError
            return self._at_once.connect()
        if read_only:
            return self._readers.connect()
        if self._writing_thread == threading.get_ident():
            raise RuntimeError("a writing unit of work inside another of the same thread; end the outer one first")
        # Waiting here is in turn and for as long as it takes; the database lets waiters in as it likes, and not for ever.
        self._turn.acquire()
        self._writing_thread = threading.get_ident()
        try:
            return _begun(self._writers.connect())
        except BaseException:
            self._let_next_in()
            raise

    def end(self, connection: Connection, *, read_only: bool) -> None:
        """Undo what was not committed, give the connection back, and let the next writer in."""
        try:
            # Where the server is gone, what was not committed is gone with it: that is no failure of who only ends.
            with suppress(StorageError):
                connection.close()
        finally:
            if not read_only:
                self._let_next_in()

    def _engines(self) -> tuple[Engine, ...]:
        return tuple(engine for engine in (self._writers, self._readers, self._at_once) if engine is not None)

    def _let_next_in(self) -> None:
        self._writing_thread = None
        self._turn.release()


def _begun(connection: Connection) -> Connection:
    """Begin a writer's transaction: its lock is taken here, and not by its first question. A reader sees the state of its first question."""
    try:
        connection.exec_driver_sql("SELECT version_num FROM alembic_version")
    except BaseException:
        connection.close()
        raise
    return connection


def _versioned(what: str, table: Table, kind: type[Any]) -> Callable[[Connection], Any]:
    return lambda connection: SqlVersionedTable(what, Rows(connection, table, kind))


def _named(table: Table, kind: type[Any]) -> Callable[[Connection], Any]:
    return lambda connection: SqlNamedTable(Rows(connection, table, kind))


def _secrets(what: str, table: Table, kind: type[Any]) -> Callable[[Connection], Any]:
    return lambda connection: SqlSecrets(what, connection, table, kind)


#: How each table is opened in a transaction.
_TABLES: MappingProxyType[str, Callable[[Connection], Any]] = MappingProxyType(
    {
        "settings": SqlParkSettings,
        "shift_patterns": _named(tables.SHIFT_PATTERNS, ShiftPattern),
        "changeover_tables": _named(tables.CHANGEOVER_TABLES, ChangeoverTable),
        "machines": _versioned("machine", tables.MACHINES, Machine),
        "skills": _versioned("skill", tables.SKILLS, Skill),
        "tenants": _versioned("tenant", tables.TENANTS, Tenant),
        "entitlements": SqlEntitlements,
        "closures": SqlClosures,
        "outages": SqlOutages,
        "policies": SqlPolicies,
        "booking_requests": SqlBookingRequests,
        "reservations": SqlReservations,
        "runs": SqlRuns,
        "schedules": SqlSchedules,
        "ledger": SqlLedger,
        "api_keys": _secrets("API key", tables.API_KEYS, ApiKey),
        "calendar_feeds": _secrets("calendar feed", tables.CALENDAR_FEEDS, CalendarFeed),
        "accounts": SqlAccounts,
        "sessions": SqlSessions,
        "last_uses": SqlLastUses,
        "pending_sign_ins": SqlPendingSignIns,
        "webhooks": SqlWebhooks,
        "webhook_progress": SqlWebhookProgresses,
        "deliveries": SqlDeliveries,
        "changes": SqlChanges,
        "answers": SqlAnswers,
        "workers": lambda connection: SqlPassing(Rows(connection, tables.WORKERS, Heartbeat)),
        "errands": lambda connection: SqlPassing(Rows(connection, tables.ERRANDS, ErrandTurn)),
    }
)


class SqlUnitOfWork:
    """One transaction."""

    settings: repositories.ParkSettingsTable
    shift_patterns: repositories.NamedTable[ShiftPattern]
    changeover_tables: repositories.NamedTable[ChangeoverTable]
    machines: repositories.VersionedTable[Machine]
    skills: repositories.VersionedTable[Skill]
    tenants: repositories.VersionedTable[Tenant]
    entitlements: repositories.Entitlements
    closures: repositories.Closures
    outages: repositories.Outages
    policies: repositories.Policies
    booking_requests: repositories.BookingRequests
    reservations: repositories.Reservations
    runs: repositories.Runs
    schedules: repositories.Schedules
    ledger: repositories.Ledger
    api_keys: access_tables.Secrets[ApiKey]
    calendar_feeds: access_tables.Secrets[CalendarFeed]
    accounts: access_tables.Accounts
    sessions: access_tables.Sessions
    last_uses: access_tables.LastUses
    pending_sign_ins: access_tables.PendingSignIns
    webhooks: webhook_tables.Webhooks
    webhook_progress: webhook_tables.WebhookProgresses
    deliveries: webhook_tables.Deliveries
    changes: trace_tables.Changes
    answers: trace_tables.Answers
    workers: work_tables.Passing[Heartbeat]
    errands: work_tables.Passing[ErrandTurn]

    def __init__(self, storage: SqlStorage, *, read_only: bool) -> None:
        self._storage = storage
        self._read_only = read_only

    def __enter__(self) -> Self:
        for name in _TABLES.keys() & vars(self).keys():
            # Of a transaction before this one, whose connection is given back.
            delattr(self, name)
        self._connection = self._storage.begin(read_only=self._read_only)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._storage.end(self._connection, read_only=self._read_only)

    def commit(self) -> None:
        """Put everything done so far on the disk; what follows is a new transaction."""
        if not self._read_only:
            self._connection.commit()

    def rollback(self) -> None:
        """Undo everything since the last commit."""
        if not self._read_only:
            self._connection.rollback()

    def __getattr__(self, name: str) -> Any:
        """Open a table when it is first asked for: most transactions need one or two of them."""
        opening = _TABLES.get(name)
        if opening is None:
            raise AttributeError(f"{name!r} is no table of a unit of work")
        table = opening(self._connection)
        setattr(self, name, table)
        return table
