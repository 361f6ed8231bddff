"""Transactions in memory: writers queue for one lock, readers look at the last state that was committed."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, Self

from scheduler.storage.at_once import WouldWaitError, may_wait
from scheduler.storage.memory.bookings import MemoryBookingRequests, MemoryReservations
from scheduler.storage.memory.catalogue import (
    MemoryClosures,
    MemoryEntitlements,
    MemoryNamedTable,
    MemoryOutages,
    MemoryParkSettings,
    MemoryPolicies,
    MemoryVersionedTable,
)
from scheduler.storage.memory.changes import MemoryAnswers, MemoryChanges
from scheduler.storage.memory.hashed import MemorySecrets
from scheduler.storage.memory.log import Log, LogRows
from scheduler.storage.memory.passing import MemoryPassing
from scheduler.storage.memory.people import MemoryAccounts, MemoryLastUses, MemoryPendingSignIns, MemorySessions
from scheduler.storage.memory.records import MemoryLedger, MemoryRuns, MemorySchedules
from scheduler.storage.memory.rows import Rows
from scheduler.storage.memory.webhooks import MemoryDeliveries, MemoryWebhookProgresses, MemoryWebhooks

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType

    from scheduler.domain.api_key import ApiKey
    from scheduler.domain.calendar import ShiftPattern
    from scheduler.domain.calendar_feed import CalendarFeed
    from scheduler.domain.machine import ChangeoverTable, Machine, Skill
    from scheduler.domain.tenant import Tenant
    from scheduler.domain.work import ErrandTurn, Heartbeat
    from scheduler.storage import access_tables, repositories, trace_tables, webhook_tables, work_tables
    from scheduler.storage.unit_of_work import UnitOfWork


class MemoryStorage:
    """The state of a park, shared by the threads of a process."""

    def __init__(self) -> None:
        #: Tables by name; each is replaced, never changed, so whoever holds one has a snapshot.
        self._state: Mapping[str, Mapping[Any, Any]] = {}
        self._writer = threading.Lock()
        self._writing_thread: int | None = None

    def unit_of_work(self, *, read_only: bool = False) -> UnitOfWork:
        """Return a transaction to enter; this is the storage's factory."""
        return MemoryUnitOfWork(self, read_only=read_only)

    def begin(self, *, read_only: bool) -> Mapping[str, Mapping[Any, Any]]:
        """Return the present state; a writer first waits for its turn, WouldWaitError if it may not."""
        if not read_only:
            if not may_wait():
                raise WouldWaitError
            if self._writing_thread == threading.get_ident():
                raise RuntimeError("a writing unit of work inside another of the same thread; end the outer one first")
            self._writer.acquire()
            self._writing_thread = threading.get_ident()
        return self._state

    def replace(self, state: Mapping[str, Mapping[Any, Any]]) -> None:
        """Make a state the present one; only the writer whose turn it is may."""
        self._state = state

    def end(self) -> None:
        """Let the next writer in."""
        self._writing_thread = None
        self._writer.release()


class MemoryUnitOfWork:
    """One transaction."""

    def __init__(self, storage: MemoryStorage, *, read_only: bool) -> None:
        self._storage = storage
        self._read_only = read_only
        self._rows: dict[str, Rows[Any, Any]] = {}

    def __enter__(self) -> Self:
        self._look(self._storage.begin(read_only=self._read_only))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if not self._read_only:
            self._storage.end()

    def commit(self) -> None:
        """Make everything done so far the present state."""
        if self._read_only:
            return
        state = {name: rows.merged() for name, rows in self._rows.items()}
        self._storage.replace(state)
        self._look(state)

    def rollback(self) -> None:
        """Forget what was written since the last commit."""
        self._look({name: rows.before() for name, rows in self._rows.items()})

    def _look(self, state: Mapping[str, Mapping[Any, Any]]) -> None:
        """Open every table on a state."""
        self._rows = {}

        def rows(name: str) -> Rows[Any, Any]:
            self._rows[name] = Rows(state.get(name, {}), read_only=self._read_only)
            return self._rows[name]

        log: Any = state.get("changes") or Log()
        self._rows["changes"] = LogRows(log, read_only=self._read_only)
        self.settings: repositories.ParkSettingsTable = MemoryParkSettings(rows("settings"))
        self.shift_patterns: repositories.NamedTable[ShiftPattern] = MemoryNamedTable(rows("shift_patterns"))
        self.changeover_tables: repositories.NamedTable[ChangeoverTable] = MemoryNamedTable(rows("changeover_tables"))
        self.machines: repositories.VersionedTable[Machine] = MemoryVersionedTable("machine", rows("machines"))
        self.skills: repositories.VersionedTable[Skill] = MemoryVersionedTable("skill", rows("skills"))
        self.tenants: repositories.VersionedTable[Tenant] = MemoryVersionedTable("tenant", rows("tenants"))
        self.entitlements: repositories.Entitlements = MemoryEntitlements(rows("entitlements"))
        self.closures: repositories.Closures = MemoryClosures(rows("closures"))
        self.outages: repositories.Outages = MemoryOutages(rows("outages"))
        self.policies: repositories.Policies = MemoryPolicies(rows("policies"))
        requests, reservations = rows("booking_requests"), rows("reservations")
        self.booking_requests: repositories.BookingRequests = MemoryBookingRequests(requests, reservations)
        self.reservations: repositories.Reservations = MemoryReservations(reservations, requests)
        self.runs: repositories.Runs = MemoryRuns(rows("runs"))
        self.schedules: repositories.Schedules = MemorySchedules(rows("schedules"))
        self.ledger: repositories.Ledger = MemoryLedger(rows("ledger"))
        self.api_keys: access_tables.Secrets[ApiKey] = MemorySecrets("API key", rows("api_keys"))
        self.calendar_feeds: access_tables.Secrets[CalendarFeed] = MemorySecrets(
            "calendar feed", rows("calendar_feeds")
        )
        self.accounts: access_tables.Accounts = MemoryAccounts(rows("accounts"))
        self.sessions: access_tables.Sessions = MemorySessions(rows("sessions"))
        self.last_uses: access_tables.LastUses = MemoryLastUses(rows("last_uses"))
        self.pending_sign_ins: access_tables.PendingSignIns = MemoryPendingSignIns(rows("pending_sign_ins"))
        self.webhooks: webhook_tables.Webhooks = MemoryWebhooks(rows("webhooks"))
        self.webhook_progress: webhook_tables.WebhookProgresses = MemoryWebhookProgresses(rows("webhook_progress"))
        self.deliveries: webhook_tables.Deliveries = MemoryDeliveries(rows("deliveries"))
        self.changes: trace_tables.Changes = MemoryChanges(self._rows["changes"])
        self.answers: trace_tables.Answers = MemoryAnswers(rows("answers"))
        self.workers: work_tables.Passing[Heartbeat] = MemoryPassing(rows("workers"), lambda sign: sign.id)
        self.errands: work_tables.Passing[ErrandTurn] = MemoryPassing(rows("errands"), lambda turn: turn.name)
