"""The incumbent that several threads of a search change, each in one step."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from solver.model.scope import scope_of
from solver.search.lns.neighbourhoods import plan_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from solver.model.scope import Scope
    from solver.places import Places
    from solver.problem import Problem
    from solver.schedule import Assignment
    from solver.search.lns.neighbourhoods import Plan
    from solver.search.partial.state import State


class SharedState:
    """A plan under improvement; `on_gain` is called, one thread at a time, whenever a swap has made it better."""

    def __init__(self, problem: Problem, places: Places, state: State, on_gain: Callable[[State, int], None]) -> None:
        self.problem = problem
        self.places = places
        self._state = state
        self._on_gain = on_gain
        self._lock = threading.Lock()
        self._pinned = frozenset(pin.job for pin in problem.pins if pin.hard)

    @property
    def value(self) -> int:
        """Return the utilization of the plan."""
        return self._state.value

    def look(self) -> Plan:
        """Return the plan as the neighbourhoods see it."""
        with self._lock:
            assignments = [a for job in self._state.placed for a in self._state.assignments(job)]
        return plan_of(self.problem, self.places, assignments, self._pinned)

    def free(self, jobs: Sequence[int]) -> tuple[Scope, tuple[Assignment, ...]]:
        """Return the scope in which `jobs` are free, and where they are now."""
        free = set(jobs)
        machines = {
            m for job in free for task in self.problem.jobs[job].tasks for mode in task.modes for m in mode.machines
        }
        with self._lock:
            before = tuple(a for job in free & self._state.placed for a in self._state.assignments(job))
            fixed = {m: self._state.fixed(m, free) for m in machines}
            uses = self._state.uses(free)
        return scope_of(self.problem, self.places, tuple(jobs), fixed, uses), before

    def swap(self, before: Sequence[Assignment], after: Sequence[Assignment], gain: int) -> bool:
        """Put `after` in the place of `before`; False, and nothing changed, if another thread got in the way."""
        old, new = _by_job(before), _by_job(after)
        with self._lock:
            state = self._state
            moved = any(job not in state.placed or list(state.assignments(job)) != parts for job, parts in old.items())
            if moved or any(job in state.placed for job in new.keys() - old.keys()) or not state.exchange(old, new):
                return False
            if gain > 0:
                self._on_gain(state, gain)
            return True


def _by_job(assignments: Sequence[Assignment]) -> dict[int, list[Assignment]]:
    found: dict[int, list[Assignment]] = {}
    for a in sorted(assignments):
        found.setdefault(a.job, []).append(a)
    return found
