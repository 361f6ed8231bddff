"""Problems of every rule: whatever the compiled search returns, the referee accepts, and nothing that must stay is lost."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from solver.places import places_of
from solver.schedule import utilization
from solver.search.compiled.tuning import Tuning
from solver.search.partial.state import State
from solver.verify import verify
from tests.solver.search.compiled.climbing import climb, empty, window_prices
from tests.strategies import feasible_problems

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

    from solver.problem import Problem
    from tests.strategies import Witnessed

#: The choices of a round in all their extremes, not only those it is tuned to.
TUNINGS: SearchStrategy[Tuning] = st.builds(
    Tuning,
    ruin=st.integers(0, 12),
    guests=st.integers(1, 6),
    candidates=st.sampled_from((1, 24)),
    machines=st.integers(1, 4),
    squeak=st.sampled_from((0, 50, 100)),
    by_slack=st.sampled_from((0, 40)),
    by_worth=st.sampled_from((0, 30)),
    by_family=st.sampled_from((0, 30)),
    make_way=st.sampled_from((0, 20, 100)),
    first=st.sampled_from((0, 20, 100)),
    thrift=st.sampled_from((0, 8, 16, 64)),
    blink=st.sampled_from((0, 8, 512)),
    choosy=st.integers(1, 6),
    parted=st.sampled_from((0, 200)),
)


def prices_of(problem: Problem) -> SearchStrategy[dict[tuple[int, int], float]]:
    """Return prices of some windows; the others have none."""
    windows = [(m, number) for m, machine in enumerate(problem.machines) for number in range(len(machine.windows))]
    return st.dictionaries(st.sampled_from(windows), st.floats(0, 9)) if windows else st.just({})


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(feasible_problems(8), st.data())
def test_every_plan_keeps_every_rule(drawn: Witnessed, data: st.DataObject) -> None:
    """A plan would break a rule, be worth other than it says, or less than the start; the start would be changed."""
    must = data.draw(st.sets(st.sampled_from(sorted(drawn.witness.by_job))) if drawn.witness.by_job else st.just(set()))
    jobs = tuple(replace(job, mandatory=index in must) for index, job in enumerate(drawn.problem.jobs))
    problem = replace(drawn.problem, jobs=jobs)
    start = State(problem, places_of(problem))
    assert start.exchange((), drawn.witness.by_job)
    before = start.schedule()
    tuning, prices = data.draw(TUNINGS), window_prices(problem, data.draw(prices_of(problem)))
    climbed = climb(
        start, seed=data.draw(st.integers(0, 99)), workers=data.draw(st.integers(1, 3)), tuning=tuning, prices=prices
    )
    assert start.schedule() == before
    assert climbed.best.value >= start.value
    ended = climbed.best.schedule(), climbed.best.value
    for schedule, value in (ended, *((schedule, value) for schedule, value, _ in climbed.told)):
        assert verify(problem, schedule) == ()
        assert utilization(problem, schedule) == value
        assert must <= set(schedule.by_job)
        assert empty(problem).exchange((), schedule.by_job)


@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow])
@given(feasible_problems(8))
def test_what_is_told_is_what_was_found(drawn: Witnessed) -> None:
    """Values and numbers of jobs come without a plan, so that nothing need be built; they would be of another plan."""
    climbed = climb(empty(drawn.problem)) if not drawn.problem.pins else None
    if climbed is None:
        return
    values = [value for _, value, _ in climbed.told]
    assert values == sorted(set(values))
    for schedule, value, placed in climbed.told:
        assert (utilization(drawn.problem, schedule), len(schedule.by_job)) == (value, placed)
    if climbed.told:
        assert climbed.best.schedule() == climbed.told[-1][0]
