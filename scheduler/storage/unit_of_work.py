"""One transaction over all repositories: what happens in it becomes visible together, at `commit`, or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    from scheduler.domain.api_key import ApiKey
    from scheduler.domain.calendar import ShiftPattern
    from scheduler.domain.calendar_feed import CalendarFeed
    from scheduler.domain.machine import ChangeoverTable, Machine, Skill
    from scheduler.domain.tenant import Tenant
    from scheduler.domain.work import ErrandTurn, Heartbeat
    from scheduler.storage.access_tables import Accounts, LastUses, PendingSignIns, Secrets, Sessions
    from scheduler.storage.repositories import (
        BookingRequests,
        Closures,
        Entitlements,
        Ledger,
        NamedTable,
        Outages,
        ParkSettingsTable,
        Policies,
        Reservations,
        Runs,
        Schedules,
        VersionedTable,
    )
    from scheduler.storage.trace_tables import Answers, Changes
    from scheduler.storage.webhook_tables import Deliveries, WebhookProgresses, Webhooks
    from scheduler.storage.work_tables import Passing


class UnitOfWork(Protocol):
    """A transaction, entered with `with`; leaving it without `commit`, by an exception or not, undoes it."""

    #: The tables, as this transaction sees them.
    settings: ParkSettingsTable
    shift_patterns: NamedTable[ShiftPattern]
    changeover_tables: NamedTable[ChangeoverTable]
    machines: VersionedTable[Machine]
    skills: VersionedTable[Skill]
    tenants: VersionedTable[Tenant]
    entitlements: Entitlements
    closures: Closures
    outages: Outages
    policies: Policies
    booking_requests: BookingRequests
    reservations: Reservations
    runs: Runs
    schedules: Schedules
    ledger: Ledger
    api_keys: Secrets[ApiKey]
    calendar_feeds: Secrets[CalendarFeed]
    accounts: Accounts
    sessions: Sessions
    last_uses: LastUses
    pending_sign_ins: PendingSignIns
    webhooks: Webhooks
    webhook_progress: WebhookProgresses
    deliveries: Deliveries
    changes: Changes
    answers: Answers
    workers: Passing[Heartbeat]
    errands: Passing[ErrandTurn]

    def __enter__(self) -> Self: ...
    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None: ...

    def commit(self) -> None:
        """Make everything done so far visible and durable."""
        ...

    def rollback(self) -> None:
        """Undo everything since the last commit."""
        ...


class UnitOfWorkFactory(Protocol):
    """Begins transactions; safe to call from many threads."""

    def __call__(self, *, read_only: bool = False) -> UnitOfWork:
        """Return a transaction to enter.

        Writers come one after the other. A reader waits for nobody and sees one state from beginning to end; writing in it is a
        defect of the caller.
        """
        ...
