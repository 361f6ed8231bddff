"""First come, first served, and earliest deadline first: the dispatch rules that need no account of anybody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scheduler.planning.simulation.policies.base import Planned, verified
from scheduler.planning.simulation.policies.queues import in_order

if TYPE_CHECKING:
    from scheduler.planning.simulation.policies.base import DayWork, Memory, Standing


@dataclass(frozen=True, slots=True)
class FirstCome:
    """Who asked first is placed first."""

    name: str = "fcfs"

    def plan(self, standing: Standing) -> Planned:
        """Place the requests in the order in which they came in."""
        return Planned(result=verified(standing.problem, in_order(standing, standing.arrivals)))

    def settle(self, memory: Memory, day: DayWork) -> Memory:
        """Keep nothing."""
        del day
        return memory


@dataclass(frozen=True, slots=True)
class EarliestDeadline:
    """Who must be done first is placed first; who asked first, among equals."""

    name: str = "edf"

    def plan(self, standing: Standing) -> Planned:
        """Place the requests by deadline."""
        order = sorted(standing.arrivals, key=lambda job: standing.problem.jobs[job].deadline)
        return Planned(result=verified(standing.problem, in_order(standing, order)))

    def settle(self, memory: Memory, day: DayWork) -> Memory:
        """Keep nothing."""
        del day
        return memory
