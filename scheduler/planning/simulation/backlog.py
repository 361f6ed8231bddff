"""Work that waits, as if it could be poured: by tenant and kind of machine, the most urgent first."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from scheduler.planning.simulation.records import Asked, NightRecord


class Backlog:
    """What is open of the requests that came in; no-shows are left out."""

    def __init__(self, absent: Collection[str], left: Iterable[Asked] = ()) -> None:
        """Begin with what is `left` of earlier requests."""
        self._absent = absent
        #: Last night and minutes left, by tenant and capability.
        self._jobs: dict[tuple[str, str], list[tuple[int, int]]] = {}
        self._add(left)

    def take(self, record: NightRecord) -> None:
        """Add what came in before a night, and drop what cannot run in its day any more."""
        self._add(record.asked)
        for key, jobs in self._jobs.items():
            self._jobs[key] = sorted(job for job in jobs if job[0] >= record.night)

    def capabilities(self) -> list[str]:
        """Return the kinds of machines that anything waits for."""
        return sorted({capability for _, capability in self._jobs})

    def waiting(self, capability: str) -> dict[str, int]:
        """Return the minutes that wait for a kind of machine, by tenant."""
        found = {
            tenant: sum(left for _, left in jobs) for (tenant, kind), jobs in self._jobs.items() if kind == capability
        }
        return {tenant: found[tenant] for tenant in sorted(found)}

    def pour(self, tenant: str, capability: str, room: int) -> int:
        """Do as much of a tenant's work as there is room for, the most urgent first, and return how much that was."""
        left = list(_poured(self._jobs.get((tenant, capability), []), room))
        before = sum(minutes for _, minutes in self._jobs.get((tenant, capability), []))
        self._jobs[tenant, capability] = left
        return before - sum(minutes for _, minutes in left)

    def _add(self, requests: Iterable[Asked]) -> None:
        for asked in requests:
            for capability, minutes in asked.minutes.items() if asked.reference not in self._absent else ():
                self._jobs.setdefault((asked.tenant, capability), []).append((asked.last_night, minutes))


def left_after(left: Iterable[Asked], record: NightRecord) -> tuple[Asked, ...]:
    """Return what is still open of requests after a night and its day: what was carried out is gone, and so is what is over."""
    over, done = {*record.given_up, *record.fulfilled}, Counter[tuple[str, str]]()
    for each in record.executed:
        done[each.reference, each.capability] += each.minutes
    return tuple(
        asked._replace(minutes={c: max(0, m - done[asked.reference, c]) for c, m in asked.minutes.items()})
        for asked in (*left, *record.asked)
        if asked.reference not in over
    )


def _poured(jobs: list[tuple[int, int]], room: int) -> Iterator[tuple[int, int]]:
    """Yield what is left of jobs."""
    for last_night, minutes in jobs:
        part = min(room, minutes)
        room -= part
        if minutes > part:
            yield last_night, minutes - part


def absent_in(records: Collection[NightRecord]) -> frozenset[str]:
    """Return the references of requests to which nobody came."""
    return frozenset(reference for record in records for reference in record.no_shows)
