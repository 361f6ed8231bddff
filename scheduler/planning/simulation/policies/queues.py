"""What the queues of others have in common: jobs go in one by one, each as early as it fits; a rule says whose is next."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from solver.places import places_of
from solver.search.greedy.construct import decode, promised
from solver.search.partial.state import State
from solver.search.stop import Deadline

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from scheduler.planning.simulation.policies.base import Standing
    from solver.schedule import Schedule


def in_order(standing: Standing, order: Iterable[int]) -> Schedule:
    """Return the schedule of a list of jobs, each placed as early as it fits beside those before it, or passed over."""
    return decode(standing.problem, places_of(standing.problem), order, _empty(standing)).schedule()


class TenantQueues:
    """The jobs of each tenant, oldest first, and the schedule that grows as a rule takes from them."""

    def __init__(self, standing: Standing) -> None:
        self._standing = standing
        self._state = _empty(standing)
        self._waiting: dict[str, deque[int]] = {}
        for job in standing.arrivals:
            if job not in self._state.placed:
                self._waiting.setdefault(self._tenant(job), deque()).append(job)

    @property
    def tenants(self) -> list[str]:
        """Return who still has jobs waiting, by name."""
        return sorted(self._waiting)

    @property
    def schedule(self) -> Schedule:
        """Return what is placed."""
        return self._state.schedule()

    def next_minutes(self, tenant: str) -> float:
        """Return what the oldest waiting job of a tenant is worth, in standard minutes."""
        return self._standing.minutes(self._waiting[tenant][0])

    def serve(self, tenant: str) -> float:
        """Place the oldest waiting job of a tenant, or pass it over; return the minutes that it took, 0 where it found no room."""
        waiting = self._waiting[tenant]
        job = waiting.popleft()
        if not waiting:
            del self._waiting[tenant]
        return self._standing.minutes(job) if self._state.insert(job) else 0.0

    def serve_all(self, key: Callable[[str], tuple[float, str]], took: Callable[[str, float], None]) -> None:
        """Serve whoever has the least key, again and again, and tell what each took."""
        while self._waiting:
            tenant = min(self._waiting, key=key)
            took(tenant, self.serve(tenant))

    def _tenant(self, job: int) -> str:
        return self._standing.translation.tenants[self._standing.problem.jobs[job].account]


def shares_of(standing: Standing) -> Mapping[str, int]:
    """Return the shares of the tenants that take part."""
    return {account.name: account.share for account in standing.problem.accounts}


def _empty(standing: Standing) -> State:
    """Return a schedule of what must be placed."""
    return promised(State(standing.problem, places_of(standing.problem)), Deadline(0.0), seed=0)
