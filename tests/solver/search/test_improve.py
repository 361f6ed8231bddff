"""The search by neighbourhoods, which small problems reach only when they are made to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings

from solver.places import places_of
from solver.schedule import punctuality, utilization
from solver.search.lns.improve import Aim, improve
from solver.search.lns.neighbourhoods import (
    anywhere,
    around_rejected,
    machines,
    placed_anywhere,
    placed_in_group,
    window,
)
from solver.search.lns.repair import repair_punctuality, repair_utilization
from solver.search.lns.shared import SharedState
from solver.search.partial.state import State
from solver.search.stop import Deadline
from solver.verify import verify
from tests.builders import make_job, make_mode, make_problem, make_task
from tests.strategies import feasible_problems

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.strategies import Witnessed

#: Sub-solves after which a test has seen enough.
ENOUGH = 12


def _rounds(count: int) -> Callable[[], bool]:
    """Return a question that is answered with yes from its `count`-th time on, so that no clock decides."""
    left = iter(range(count))
    return lambda: next(left, None) is None


def _state(drawn: Witnessed) -> State:
    state = State(drawn.problem, places_of(drawn.problem))
    assert state.exchange((), drawn.witness.by_job)
    return state


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(feasible_problems())
def test_more_work_and_no_rule_broken(drawn: Witnessed) -> None:
    """A sub-solve would break a rule against what is fixed, or lose work."""
    state = _state(drawn)
    shared = SharedState(drawn.problem, places_of(drawn.problem), state, lambda _state, _gain: None)
    aim = Aim(repair_utilization, (around_rejected, window, machines, anywhere), _rounds(ENOUGH))
    improve(shared, aim, Deadline(60), 1, 0)
    assert verify(drawn.problem, state.schedule()) == ()
    assert utilization(drawn.problem, state.schedule()) == state.value >= utilization(drawn.problem, drawn.witness)


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(feasible_problems())
def test_more_punctual_and_no_work_lost(drawn: Witnessed) -> None:
    """The second tier would give up what the first has won."""
    state, value = _state(drawn), utilization(drawn.problem, drawn.witness)
    shared = SharedState(drawn.problem, places_of(drawn.problem), state, lambda _state, _gain: None)
    aim = Aim(repair_punctuality, (placed_in_group, placed_anywhere), _rounds(ENOUGH))
    improve(shared, aim, Deadline(60), 1, 0)
    assert verify(drawn.problem, state.schedule()) == ()
    assert state.value >= value
    assert punctuality(drawn.problem, state.schedule()) <= punctuality(drawn.problem, drawn.witness)


def test_two_threads_share_one_plan() -> None:
    """A thread would swap into what another has moved meanwhile."""
    jobs = [
        make_job(make_task(make_mode(m, duration=2 + j % 5), work=2 + j % 5), deadline=20)
        for j in range(24)
        for m in (0, 1)
    ]
    problem = make_problem(jobs=jobs, machines=2)
    state = State(problem, places_of(problem))
    shared = SharedState(problem, places_of(problem), state, lambda _state, _gain: None)
    aim = Aim(repair_utilization, (around_rejected, window, machines, anywhere), lambda: shared.value == 40)
    counters = improve(shared, aim, Deadline(60), 2, 0)
    assert state.value == 40
    assert verify(problem, state.schedule()) == ()
    assert counters["gains"] > 0
