"""Night after night: the books, the ledger and the real nightly plan agree."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from scheduler.domain.access import system_actor
from scheduler.domain.ledger import EntryKind
from scheduler.domain.run import RunParameters, RunStatus
from scheduler.planning.defaults import PlanningDefaults
from scheduler.planning.nightly import plan_night
from scheduler.planning.planner import by_solving
from scheduler.planning.simulation.demand.example import ExampleDemand
from scheduler.planning.simulation.fates import Fates
from scheduler.planning.simulation.nights import HORIZON_DAYS, Nights
from scheduler.planning.simulation.policies.fcfs import EarliestDeadline, FirstCome
from scheduler.services import booking_requests, runs
from tests.scheduler.builders import HandClock, hours, make_context
from tests.scheduler.planning.simulation.small import NIGHT_0, NO_MISHAPS, SmallDemand, ask, nights

if TYPE_CHECKING:
    from scheduler.planning.simulation.policies.base import DayWork, Memory, Planned, Standing
    from scheduler.planning.translate import Translation
    from solver.problem import Problem
    from solver.result import Result
    from solver.search.observer import Observer
    from solver.search.parameters import SolveParameters
    from solver.search.stop import StopSignal


class Watching:
    """First come, first served, which keeps the problems that it was given."""

    name = "watching"

    def __init__(self) -> None:
        self.seen: list[Problem] = []

    def plan(self, standing: Standing) -> Planned:
        """Serve by arrival."""
        self.seen.append(standing.problem)
        return FirstCome().plan(standing)

    def settle(self, memory: Memory, day: DayWork) -> Memory:
        """Keep nothing."""
        del day
        return memory


def anonymous(problem: Problem) -> Problem:
    """Return a problem without the ids that the two parks count apart."""
    return replace(problem, jobs=tuple(replace(job, name=str(index)) for index, job in enumerate(problem.jobs)))


def test_a_simulated_night_is_the_real_night() -> None:
    """What is measured would not be what runs: the same requests through the services by hand make the same problem."""
    asked = tuple(ask("ada" if n % 2 else "bob", f"r{n}", 1 + n % 4, minute=n) for n in range(9))
    watching = Watching()
    nights(*asked, policy=watching).next()
    clock = HandClock(NIGHT_0 - hours(8))
    ctx = make_context(clock=clock, park=SmallDemand().park())
    for arrival in asked:
        clock.moment = arrival.at
        booking_requests.create(ctx, system_actor(), arrival.terms)
    clock.moment = NIGHT_0
    seen: list[Problem] = []

    def by_hand(translation: Translation, parameters: SolveParameters, observer: Observer, stop: StopSignal) -> Result:
        seen.append(translation.problem)
        return by_solving(translation, parameters, observer, stop)

    run = runs.request_run(ctx, system_actor(), RunParameters(publish=True))
    defaults = PlanningDefaults(engine="inline", workers=1, tick_minutes=60, seconds=0.0, horizon_days=HORIZON_DAYS)
    assert plan_night(ctx, run.id, defaults, planner=by_hand).status is RunStatus.COMPLETED
    assert [anonymous(problem) for problem in seen] == [anonymous(problem) for problem in watching.seen]


def test_the_ledger_adds_up_after_many_nights() -> None:
    """Work would be done that nobody is charged for, or charged twice; what broke down would be charged."""
    simulation = Nights(ExampleDemand(load=1.2, seed=3), Fates(seed=3, breakdowns=0.05, no_shows=0.05), FirstCome())
    records = [simulation.next() for _ in range(12)]
    with simulation.park.context.unit_of_work(read_only=True) as uow:
        entries = uow.ledger.list()
    executed = [e for e in entries if e.note == "completed"]
    assert {entry.kind for entry in entries} == {EntryKind.CHARGE}
    assert sum(entry.minutes for entry in executed) == sum(record.total for record in records)
    assert len(entries) - len(executed) == sum(len(record.no_shows) for record in records)
    assert sum(record.failed for record in records) > 0
    assert all(set(record.executed_minutes()) <= set(record.shares) for record in records)


def test_what_finds_no_room_is_given_up_on_its_last_night() -> None:
    """A backlog would grow for ever: 30 hours of work and a deadline on the next evening."""
    simulation = nights(*(ask("ada", f"r{n}", 6, minute=n, days=1) for n in range(5)))
    first, second = simulation.next(), simulation.next()
    assert [each.reference for each in first.executed] == ["r0", "r1", "r2"]
    assert (second.given_up, first.asked[0].last_night) == (("r3", "r4"), 1)


@pytest.mark.parametrize("shares", [{"ada": 1}, {"ada": 3, "bob": 3}])
def test_a_tenant_alone_or_one_that_asks_for_nothing_is_no_special_case(shares: dict[str, int]) -> None:
    """A park with one tenant, or with one that never asks, would divide by nought."""
    record = nights(ask("ada", "r1"), shares=shares).next()
    assert (record.shares, record.executed_minutes()) == (shares, {"ada": 60})


def test_a_night_without_requests_is_a_night() -> None:
    """The first night of a park would stop the simulation."""
    record = nights().next()
    assert (record.asked, record.executed, record.capacity) == ((), (), {"cutting": 1440})


@pytest.mark.parametrize(("keep", "moved"), [(False, 1), (True, 0)])
def test_what_is_published_may_be_promised(*, keep: bool, moved: int) -> None:
    """Thirty hours of work, of which the last six are for the second day; then a job comes that must be done before."""
    first = tuple(ask("ada", f"r{n}", 6, minute=n) for n in range(5))
    demand = SmallDemand(asked={0: first, 1: (ask("bob", "soon", 4, night=1, days=2),)})
    simulation = Nights(demand, NO_MISHAPS, EarliestDeadline(), keep_published=keep)
    simulation.next()
    assert simulation.next().moved == moved
