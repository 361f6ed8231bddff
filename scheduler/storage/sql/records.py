"""The tables of what was done: runs and plans."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from scheduler.domain.plan import Schedule, ScheduleStatus
from scheduler.domain.run import RunStatus, ScheduleRun
from scheduler.errors import AlreadyExistsError, NotFoundError
from scheduler.storage.sql.catalogue import SqlVersionedTable
from scheduler.storage.sql.rows import Rows, TakenError
from scheduler.storage.sql.tables import RUNS, SCHEDULES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from sqlalchemy import Connection


class SqlRuns(SqlVersionedTable[ScheduleRun]):
    """Schedule runs, by id."""

    def __init__(self, connection: Connection) -> None:
        super().__init__("schedule run", Rows(connection, RUNS, ScheduleRun))

    def with_status(self, statuses: Iterable[RunStatus]) -> tuple[ScheduleRun, ...]:
        """Return all in one of these statuses, by id."""
        return self._rows.list(RUNS.c.status.in_(tuple(statuses)))

    def latest(self, limit: int, before: str | None = None) -> tuple[ScheduleRun, ...]:
        """Return the youngest, youngest first; of those older than `before` where it is given."""
        older = [] if before is None else [RUNS.c.id < before]
        return self._rows.list(*older, order=(RUNS.c.id.desc(),), limit=limit)

    def counts(self) -> Mapping[RunStatus, int]:
        """Return how many there are in each status."""
        query = select(RUNS.c.status, func.count()).group_by(RUNS.c.status)
        return {RunStatus(status): number for status, number in self._rows.connection.execute(query)}

    def last_night(self) -> date | None:
        """Return the latest night that a run was asked for, or None."""
        latest: date | None = self._rows.connection.scalar(select(func.max(RUNS.c.night)))
        return latest

    def taken_over(self) -> int:
        """Return how many times a run was taken up again."""
        query = select(func.sum(RUNS.c.attempt - 1)).where(RUNS.c.attempt > 1)
        return self._rows.connection.scalar(query) or 0


class SqlSchedules:
    """Plans, by version."""

    def __init__(self, connection: Connection) -> None:
        self._rows = Rows(connection, SCHEDULES, Schedule)

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
        return self._rows.connection.scalar(select(func.max(SCHEDULES.c.version))) or 0

    def add(self, schedule: Schedule) -> None:
        """Store a new plan; its certificate becomes plain JSON values."""
        try:
            self._rows.insert(replace(schedule, certificate=dict(schedule.certificate)))
        except TakenError:
            raise AlreadyExistsError("schedule", str(schedule.version)) from None

    def update(self, schedule: Schedule) -> None:
        """Store the status and times of a plan."""
        self._rows.update(
            replace(
                self.get(schedule.version),
                status=schedule.status,
                published_at=schedule.published_at,
                superseded_at=schedule.superseded_at,
            )
        )

    def _latest(self, status: ScheduleStatus) -> Schedule | None:
        return self._rows.first(SCHEDULES.c.status == status, order=(SCHEDULES.c.version.desc(),))
