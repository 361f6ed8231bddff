"""One night after the other: requests come in, the real nightly plan runs and is published, the day is carried out and written down."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from scheduler.domain.access import system_actor
from scheduler.domain.fairness_policy import DEFAULT
from scheduler.domain.reservation import NOT_BEGUN
from scheduler.domain.run import RunParameters, RunStatus
from scheduler.errors import SchedulerError
from scheduler.planning.defaults import PlanningDefaults
from scheduler.planning.nightly import plan_night
from scheduler.planning.simulation.books import Books
from scheduler.planning.simulation.capacity import capacity_of
from scheduler.planning.simulation.park import SimulatedPark
from scheduler.planning.simulation.policies.base import Standing
from scheduler.planning.simulation.workshop import Workshop
from scheduler.services import runs

if TYPE_CHECKING:
    from collections.abc import Callable

    from scheduler.planning.simulation.demand.base import Demand
    from scheduler.planning.simulation.fates import Fates
    from scheduler.planning.simulation.policies.base import Memory, Planned, Policy
    from scheduler.planning.simulation.records import NightRecord
    from scheduler.planning.translate import Translation
    from solver.result import Result
    from solver.search.observer import Observer
    from solver.search.parameters import SolveParameters
    from solver.search.stop import StopSignal

#: Days that a plan reaches.
HORIZON_DAYS = 7
_WEEK = timedelta(days=7)


class NightFailedError(SchedulerError):
    """A night that ended without a published plan; a simulation does not go on without one."""

    def __init__(self, night: int, told: str) -> None:
        super().__init__(f"night {night} of the simulation has no published plan: {told}")


class Nights:
    """A simulated park under one policy.

    Parameters
    ----------
    planner
        Makes the plan of a night, by its number and what a policy may look at; `policy.plan` where none is given.
    keep_published
        Whether what is published is promised to stay where it is.
    fairness_policy
        Version by which the ledger is remembered and, where the policy is our own, nights are made fair.
    """

    def __init__(
        self,
        demand: Demand,
        fates: Fates,
        policy: Policy,
        planner: Callable[[int, Standing], Planned] | None = None,
        *,
        keep_published: bool = False,
        fairness_policy: int = DEFAULT.version,
    ) -> None:
        self._demand, self._policy = demand, policy
        self._asked = RunParameters(publish=True, keep_published=keep_published, fairness_policy=fairness_policy)
        self._planner = planner or (lambda _night, standing: policy.plan(standing))
        self.park = SimulatedPark(demand)
        self._workshop, self._books = Workshop(self.park, fates), Books(self.park)
        self._night = 0
        self._memory: Memory = {}
        with self.park.context.unit_of_work(read_only=True) as uow:
            start = self.park.night(0)
            self._daily = sum(capacity_of(uow, (start, start + _WEEK)).minutes.values()) / 7

    def next(self) -> NightRecord:
        """Carry out the next night and its day, and return what happened; NightFailedError."""
        night, park = self._night, self.park
        park.clock.moment = park.night(night)
        park.admit(self._demand.joining(night) if night else ())
        arrivals = self._demand.arrivals(night)
        park.submit(arrivals)
        asked = self._books.take(arrivals)
        moved = self._plan()
        happened = self._workshop.carry_out(night, (park.night(night), park.night(night + 1)))
        record, day = self._books.write(night, asked, moved, happened)
        self._memory = self._policy.settle(self._memory, day)
        self._night += 1
        return record

    def _plan(self) -> int:
        """Plan and publish; return how many published reservations were moved or taken away."""
        ctx, before = self.park.context, self._confirmed()
        run = runs.request_run(ctx, system_actor(), self._asked)
        defaults = PlanningDefaults(
            engine="inline", tick_minutes=self._demand.tick_minutes, horizon_days=HORIZON_DAYS, seconds=0.0
        )
        ended = plan_night(ctx, run.id, defaults, planner=self._answer)
        if ended.status is not RunStatus.COMPLETED or ended.message:
            raise NightFailedError(self._night, ended.message or ended.status.value)
        return len(before - self._confirmed())

    def _answer(
        self, translation: Translation, parameters: SolveParameters, observer: Observer, stop: StopSignal
    ) -> Result:
        """Let the policy make the schedule of a night."""
        del observer, stop
        with self.park.context.unit_of_work(read_only=True) as uow:
            ledger = uow.ledger.list()
        standing = Standing(
            translation=translation,
            now=self.park.clock.moment,
            ledger=ledger,
            memory=self._memory,
            capacity=self._daily,
            committed=parameters.committed,
        )
        planned = self._planner(self._night, standing)
        self._memory = planned.memory
        return planned.result

    def _confirmed(self) -> set[str]:
        with self.park.context.unit_of_work(read_only=True) as uow:
            return {r.id for r in uow.reservations.live() if r.status in NOT_BEGUN}
