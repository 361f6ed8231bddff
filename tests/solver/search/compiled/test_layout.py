"""The memory of the compiled code: a plan that goes in comes out, and prices arrive where they belong."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from hypothesis import HealthCheck, given, settings

from solver.places import places_of
from solver.search.compiled import records as at
from solver.search.compiled.chance import logarithms
from solver.search.compiled.layout import Layout
from solver.search.compiled.parting import Share, deal
from solver.search.compiled.tuning import Tuning
from solver.search.partial.state import State
from tests.builders import make_job, make_machine, make_mode, make_problem, make_task
from tests.solver.search.compiled.climbing import greedy, window_prices
from tests.strategies import feasible_problems

if TYPE_CHECKING:
    from solver.search.compiled.how import Numbers
    from tests.strategies import Witnessed

#: The parts of 2^10 in which prices are kept.
FINE = 1 << at.FINE


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(feasible_problems(8))
def test_a_plan_comes_out_as_it_went_in(drawn: Witnessed) -> None:
    """A part would come back of another task, in another mode or at another time."""
    state = State(drawn.problem, places_of(drawn.problem))
    assert state.exchange((), drawn.witness.by_job)
    layout = Layout(state, 1, Tuning())
    plan = layout.best()
    assert layout.parts(plan) == state.parts
    assert layout.placed(plan) == len(state.placed)


def test_a_twin_shares_the_plan_and_not_the_numbers() -> None:
    """Two workers would draw the same, or write into one memory."""
    layout = Layout(greedy(make_problem(jobs=[make_job()])), 1, Tuning())
    twin = layout.twin(2)
    assert twin.parts(twin.best()) == layout.parts(layout.best()) != {}
    assert twin.memory[at.RANDOM] != layout.memory[at.RANDOM]
    nothing = Share(0, 10, np.ones(1, np.bool_))
    deal(twin, np.full_like(twin.best(), at.NONE), nothing)
    assert twin.parts(twin.best()) == {}
    assert layout.parts(layout.best()) != {}


def prices(memory: Numbers) -> list[int]:
    """Return the prices of the stretches of the first option of the first job."""
    option = memory[memory[memory[at.JOBS] + at.J_TASKS] + at.T_OPTIONS]
    first, count = memory[option + at.O_STRETCHES], memory[option + at.O_STRETCH_COUNT]
    return [int(memory[first + number * at.STRETCH + at.S_PRICE]) for number in range(count)]


def test_the_price_of_a_stretch_is_that_of_all_its_windows() -> None:
    """A task on two machines takes time of both: 2 + 1.5 in the first stretch, 3 in the second, nothing known of the third."""
    machines = [make_machine((0, 10), (20, 40)), make_machine((0, 30), (34, 40))]
    problem = make_problem(machines=machines, jobs=[make_job(make_task(make_mode(0, 1)))])
    layout = Layout(greedy(problem), 1, Tuning())
    assert prices(layout.memory) == [0] * 3
    layout.price(window_prices(problem, {(0, 0): 2.0, (1, 0): 1.5}))
    assert prices(layout.memory) == [3.5 * FINE, 1.5 * FINE, 0]
    layout.price(window_prices(problem, {(0, 1): 3.0}))
    assert prices(layout.memory) == [0, 3 * FINE, 3 * FINE]


def test_the_table_of_logarithms_is_the_same_everywhere() -> None:
    """A processor that computes a logarithm a little differently would round it to another number, and draw another course."""
    spread = (np.arange(len(logarithms())) + 0.5) / len(logarithms())
    exact = -np.log(spread) * (1 << 16)
    assert min(abs(exact - np.floor(exact) - 0.5)) > 1e-6


def test_the_tuning_lies_where_the_rounds_look_for_it() -> None:
    """Fields would be added to one of the two and shift the other."""
    layout = Layout(greedy(make_problem(jobs=[make_job()])), 1, Tuning())
    assert tuple(layout.memory[at.RUIN : at.MAKE_WAY + 1]) == Tuning()
    assert [at.RUIN + Tuning._fields.index(name) for name in ("guests", "squeak", "thrift")] == [
        at.GUESTS,
        at.SQUEAK,
        at.THRIFT,
    ]
