"""The tables of what was done: runs, plans, ledger."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from scheduler.domain.ledger import EntryKind, balance
from scheduler.domain.plan import ScheduleStatus
from scheduler.errors import AlreadyExistsError, NotFoundError
from scheduler.storage.memory.catalogue import MemoryVersionedTable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from scheduler.domain.ledger import LedgerEntry
    from scheduler.domain.plan import Schedule
    from scheduler.domain.run import RunStatus, ScheduleRun
    from scheduler.storage.memory.rows import Rows


class MemoryRuns(MemoryVersionedTable["ScheduleRun"]):
    """Schedule runs, by id."""

    def __init__(self, rows: Rows[str, ScheduleRun]) -> None:
        super().__init__("schedule run", rows)

    def add(self, thing: ScheduleRun) -> None:
        """Store a new run."""
        if thing.night is not None and any(r.night == thing.night for r in self._rows.values()):
            raise AlreadyExistsError("schedule run", thing.id)
        super().add(thing)

    def last_night(self) -> date | None:
        """Return the latest night that a run was asked for, or None."""
        return max((r.night for r in self._rows.values() if r.night is not None), default=None)

    def taken_over(self) -> int:
        """Return how many times a run was taken up again."""
        return sum(r.attempt - 1 for r in self._rows.values() if r.attempt > 1)

    def with_status(self, statuses: Iterable[RunStatus]) -> tuple[ScheduleRun, ...]:
        """Return all in one of these statuses, by id."""
        wanted = frozenset(statuses)
        return tuple(r for r in self._rows.in_order() if r.status in wanted)

    def latest(self, limit: int, before: str | None = None) -> tuple[ScheduleRun, ...]:
        """Return the youngest, youngest first; of those older than `before` where it is given."""
        return tuple(r for r in reversed(self._rows.in_order()) if before is None or r.id < before)[:limit]

    def counts(self) -> Mapping[RunStatus, int]:
        """Return how many there are in each status."""
        return Counter(r.status for r in self._rows.values())


class MemorySchedules:
    """Plans, by version."""

    def __init__(self, rows: Rows[int, Schedule]) -> None:
        self._rows = rows

    def get(self, version: int) -> Schedule:
        """Return a plan."""
        found = self._rows.find(version)
        if found is None:
            raise NotFoundError("schedule", str(version))
        return found

    def published(self) -> Schedule | None:
        """Return the published plan, or None."""
        return self._latest(ScheduleStatus.PUBLISHED)

    def latest_draft(self) -> Schedule | None:
        """Return the draft with the highest version, or None."""
        return self._latest(ScheduleStatus.DRAFT)

    def highest_version(self) -> int:
        """Return the highest version given out, 0 before the first."""
        return max((s.version for s in self._rows.values()), default=0)

    def add(self, schedule: Schedule) -> None:
        """Store a new plan; its certificate becomes plain JSON values, as in every storage."""
        if schedule.version in self._rows:
            raise AlreadyExistsError("schedule", str(schedule.version))
        certificate = json.loads(json.dumps(dict(schedule.certificate)))
        self._rows.put(schedule.version, replace(schedule, certificate=certificate))

    def update(self, schedule: Schedule) -> None:
        """Store the status and times of a plan."""
        stored = self.get(schedule.version)
        self._rows.put(
            schedule.version,
            replace(
                stored,
                status=schedule.status,
                published_at=schedule.published_at,
                superseded_at=schedule.superseded_at,
            ),
        )

    def _latest(self, status: ScheduleStatus) -> Schedule | None:
        return max((s for s in self._rows.values() if s.status is status), key=lambda s: s.version, default=None)


class MemoryLedger:
    """Entries of the ledger."""

    def __init__(self, rows: Rows[str, LedgerEntry]) -> None:
        self._rows = rows

    def list(self, tenant_id: str | None = None) -> tuple[LedgerEntry, ...]:
        """Return those of one tenant or of all, by id."""
        return tuple(e for e in self._rows.in_order() if tenant_id in {None, e.tenant_id})

    def following(self, tenant_id: str | None, after: str | None, limit: int) -> tuple[LedgerEntry, ...]:
        """Return up to `limit` of one tenant or of all, by id, of those whose id is above `after`."""
        return tuple(entry for entry in self.list(tenant_id) if entry.id > (after or ""))[:limit]

    def total(self, tenant_id: str) -> int:
        """Return the sum of a tenant's minutes."""
        return balance(e for e in self._rows.values() if e.tenant_id == tenant_id)

    def charge_for(self, reservation_id: str) -> LedgerEntry | None:
        """Return the charge of a reservation, or None."""
        for entry in self._rows.values():
            if entry.kind is EntryKind.CHARGE and entry.reservation_id == reservation_id:
                return entry
        return None

    def about(self, reservation_id: str) -> tuple[LedgerEntry, ...]:
        """Return the entries about a reservation, by id."""
        return tuple(e for e in self._rows.in_order() if e.reservation_id == reservation_id)

    def add(self, entry: LedgerEntry) -> None:
        """Store a new entry."""
        if entry.id in self._rows:
            raise AlreadyExistsError("ledger entry", entry.id)
        about = entry.reservation_id
        if entry.kind is EntryKind.CHARGE and about is not None and self.charge_for(about) is not None:
            raise AlreadyExistsError("charge for reservation", about)
        self._rows.put(entry.id, entry)

    def carried(self) -> None:
        """Return None: what is in memory is read from there."""

    def carry(self) -> None:
        """Do nothing, for nothing is kept."""
