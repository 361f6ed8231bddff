"""The park in a database: writers queue for one lock, readers look at the state that was committed when they began.

Over 150 lines because the storage, its queue and its transaction are one mechanism, and two dozen tables are opened here.
"""

from __future__ import annotations

import threading
import weakref
from contextlib import suppress
from typing import TYPE_CHECKING, Self

from scheduler.domain.api_key import ApiKey
from scheduler.domain.calendar import ShiftPattern
from scheduler.domain.calendar_feed import CalendarFeed
from scheduler.domain.machine import ChangeoverTable, Machine, Skill
from scheduler.domain.tenant import Tenant
from scheduler.domain.work import ErrandTurn, Heartbeat
from scheduler.errors import StorageError
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
from scheduler.storage.sql.passing import SqlPassing
from scheduler.storage.sql.people import SqlAccounts, SqlLastUses, SqlPendingSignIns, SqlSessions
from scheduler.storage.sql.records import SqlLedger, SqlRuns, SqlSchedules
from scheduler.storage.sql.rows import Rows
from scheduler.storage.sql.upgrading import require_head, revision_in, upgrade
from scheduler.storage.sql.webhooks import SqlDeliveries, SqlWebhookProgresses, SqlWebhooks

if TYPE_CHECKING:
    from types import TracebackType

    from sqlalchemy import Connection

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
        self._turn = threading.Lock()
        self._writing_thread: int | None = None
        for engine in (self._writers, self._readers):
            weakref.finalize(self, engine.dispose)

    def unit_of_work(self, *, read_only: bool = False) -> UnitOfWork:
        """Return a transaction to enter; this is the storage's factory."""
        return SqlUnitOfWork(self, read_only=read_only)

    def close(self) -> None:
        """Close the connections that are not in use; the storage may be used again."""
        self._writers.dispose()
        self._readers.dispose()

    def begin(self, *, read_only: bool) -> Connection:
        """Return a connection in a transaction; a writer first waits for its turn."""
        if read_only:
            return _begun(self._readers.connect())
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

    def _let_next_in(self) -> None:
        self._writing_thread = None
        self._turn.release()


def _begun(connection: Connection) -> Connection:
    """Begin the transaction at once: a writer's lock is taken and a reader's state is fixed here, not with the first question."""
    try:
        connection.exec_driver_sql("SELECT version_num FROM alembic_version")
    except BaseException:
        connection.close()
        raise
    return connection


class SqlUnitOfWork:
    """One transaction."""

    def __init__(self, storage: SqlStorage, *, read_only: bool) -> None:
        self._storage = storage
        self._read_only = read_only

    def __enter__(self) -> Self:
        self._connection = self._storage.begin(read_only=self._read_only)
        self._open_tables(self._connection)
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

    def _open_tables(self, connection: Connection) -> None:
        self.settings: repositories.ParkSettingsTable = SqlParkSettings(connection)
        self.shift_patterns: repositories.NamedTable[ShiftPattern] = SqlNamedTable(
            Rows(connection, tables.SHIFT_PATTERNS, ShiftPattern)
        )
        self.changeover_tables: repositories.NamedTable[ChangeoverTable] = SqlNamedTable(
            Rows(connection, tables.CHANGEOVER_TABLES, ChangeoverTable)
        )
        self.machines: repositories.VersionedTable[Machine] = SqlVersionedTable(
            "machine", Rows(connection, tables.MACHINES, Machine)
        )
        self.skills: repositories.VersionedTable[Skill] = SqlVersionedTable(
            "skill", Rows(connection, tables.SKILLS, Skill)
        )
        self.tenants: repositories.VersionedTable[Tenant] = SqlVersionedTable(
            "tenant", Rows(connection, tables.TENANTS, Tenant)
        )
        self.entitlements: repositories.Entitlements = SqlEntitlements(connection)
        self.closures: repositories.Closures = SqlClosures(connection)
        self.outages: repositories.Outages = SqlOutages(connection)
        self.policies: repositories.Policies = SqlPolicies(connection)
        self.booking_requests: repositories.BookingRequests = SqlBookingRequests(connection)
        self.reservations: repositories.Reservations = SqlReservations(connection)
        self.runs: repositories.Runs = SqlRuns(connection)
        self.schedules: repositories.Schedules = SqlSchedules(connection)
        self.ledger: repositories.Ledger = SqlLedger(connection)
        self.api_keys: repositories.Secrets[ApiKey] = SqlSecrets("API key", connection, tables.API_KEYS, ApiKey)
        self.calendar_feeds: repositories.Secrets[CalendarFeed] = SqlSecrets(
            "calendar feed", connection, tables.CALENDAR_FEEDS, CalendarFeed
        )
        self.accounts: access_tables.Accounts = SqlAccounts(connection)
        self.sessions: access_tables.Sessions = SqlSessions(connection)
        self.last_uses: access_tables.LastUses = SqlLastUses(connection)
        self.pending_sign_ins: access_tables.PendingSignIns = SqlPendingSignIns(connection)
        self.webhooks: webhook_tables.Webhooks = SqlWebhooks(connection)
        self.webhook_progress: webhook_tables.WebhookProgresses = SqlWebhookProgresses(connection)
        self.deliveries: webhook_tables.Deliveries = SqlDeliveries(connection)
        self.changes: trace_tables.Changes = SqlChanges(connection)
        self.answers: trace_tables.Answers = SqlAnswers(connection)
        self.workers: work_tables.Passing[Heartbeat] = SqlPassing(Rows(connection, tables.WORKERS, Heartbeat))
        self.errands: work_tables.Passing[ErrandTurn] = SqlPassing(Rows(connection, tables.ERRANDS, ErrandTurn))
