"""What a policy may look at when it plans a night, and what it must answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Protocol, TypeAlias

from solver.result import Tier
from solver.schedule import utilization
from solver.search.certify import Ending, certify
from solver.search.parameters import SolveParameters

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from scheduler.domain.ledger import LedgerEntry
    from scheduler.planning.translate import Translation
    from solver.problem import Problem
    from solver.result import Result
    from solver.schedule import Schedule

#: What a rule carries from night to night, by tenant; deficits and credits are standard minutes.
Memory: TypeAlias = "Mapping[str, float]"


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A night as a policy sees it."""

    translation: Translation
    now: datetime
    #: What was charged so far.
    ledger: tuple[LedgerEntry, ...] = ()
    memory: Memory = field(default_factory=dict)
    #: Standard minutes that the whole park can work in a day on average.
    capacity: float = 0.0
    #: The tick before which work counts for the fairness of the night; None: all of it.
    committed: int | None = None

    @property
    def problem(self) -> Problem:
        """Return the problem of the night."""
        return self.translation.problem

    @cached_property
    def arrivals(self) -> tuple[int, ...]:
        """Return the jobs in the order in which their requests came in."""
        requests = self.translation.requests
        return tuple(sorted(range(len(requests)), key=lambda job: (requests[job].created_at, requests[job].id)))

    def minutes(self, job: int) -> float:
        """Return what a job is worth in standard minutes."""
        return float(sum(piece.minutes for piece in self.translation.pieces[job]))


@dataclass(frozen=True, kw_only=True, slots=True)
class DayWork:
    """What a day brought, for rules that keep accounts of their own; in standard minutes by tenant."""

    shares: Mapping[str, int]
    #: What was carried out, and what was asked for and open when the day began.
    executed: Mapping[str, float]
    wanted: Mapping[str, float]
    #: What all machines together could have done.
    capacity: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Planned:
    """The answer of a policy: a verified result, and what it carries to the next night."""

    result: Result
    memory: Memory = field(default_factory=dict)


class Policy(Protocol):
    """Plans nights. The same standing gives the same answer."""

    @property
    def name(self) -> str:
        """What it is called on the command line."""
        ...

    def plan(self, standing: Standing) -> Planned:
        """Return the plan of a night."""
        ...

    def settle(self, memory: Memory, day: DayWork) -> Memory:
        """Return the memory after a day of work."""
        ...


def verified(problem: Problem, schedule: Schedule) -> Result:
    """Return the result of a schedule that was made without a search: judged, measured, with no bound but the work asked for."""
    tier = Tier(name="utilization", value=utilization(problem, schedule), bound=problem.total_work)
    ending = Ending(schedule=schedule, tiers=(tier,), seconds=0.0)
    return certify(problem, SolveParameters(seconds=0.0, engine="inline"), ending)
