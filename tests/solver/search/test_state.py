"""The partial schedule of a search: always feasible, always counted right, and the same again after every way back.

Over 150 lines because every operation of the state has its case here, beside the properties that hold for all of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from solver.interval import Interval
from solver.model.scope import Fixed, Use
from solver.places import places_of
from solver.schedule import utilization
from solver.search.partial.insertion import Style
from solver.search.partial.state import State
from solver.verify import verify
from tests.builders import (
    make_assignment,
    make_job,
    make_machine,
    make_mode,
    make_pin,
    make_pool,
    make_precedence,
    make_problem,
    make_task,
)
from tests.strategies import Witnessed, feasible_problems

if TYPE_CHECKING:
    import random

#: Rules that a partial schedule may break: mandatory and pinned jobs are not there yet.
NOT_YET = {"selection", "pins"}


def inside(state: State) -> tuple[object, ...]:
    """Return all that a state keeps, to compare two of them."""
    return state.free, state.levels, state.busy, state.drawn, state.parts, state.value


def assert_sound(state: State) -> None:
    """Hold a state to the referee, to the plain sum of its value, and to one built from its schedule in one step."""
    schedule = state.schedule()
    assert [v for v in verify(state.problem, schedule) if v.rule not in NOT_YET] == []
    assert state.value == utilization(state.problem, schedule)
    again = State(state.problem, (), tables=state.tables)
    assert again.exchange((), schedule.by_job)
    assert inside(again) == inside(state)


@settings(max_examples=60, deadline=None)
@given(
    feasible_problems(), st.randoms(use_true_random=False), st.booleans(), st.sampled_from([Style.EARLY, Style.SNUG])
)
def test_whatever_is_inserted_is_feasible(drawn: Witnessed, rng: random.Random, noisy: bool, style: Style) -> None:  # noqa: FBT001 - drawn by hypothesis
    """No insertion may break a rule or miscount; one that fails may change nothing."""
    state = State(drawn.problem, places_of(drawn.problem))
    order = list(range(len(drawn.problem.jobs)))
    rng.shuffle(order)
    for job in order:
        before = inside(state.copy())
        if not state.insert(job, rng=rng if noisy else None, style=style):
            assert inside(state) == before
        assert_sound(state)


@settings(max_examples=60, deadline=None)
@given(feasible_problems(), st.randoms(use_true_random=False))
def test_a_schedule_that_holds_is_taken_as_it_is(drawn: Witnessed, rng: random.Random) -> None:
    """The state must not be narrower than the rules; and what leaves can come back to where it was."""
    state = State(drawn.problem, places_of(drawn.problem))
    assert state.exchange((), drawn.witness.by_job)
    assert state.schedule() == drawn.witness
    assert_sound(state)
    before = inside(state.copy())
    for job in rng.sample(sorted(state.placed), k=len(state.placed) // 2):
        parts = state.assignments(job)
        if state.remove(job):
            assert state.fits(parts)
        assert state.exchange((), {job: parts})
    assert inside(state) == before


def test_a_job_is_added_whole_or_not_at_all() -> None:
    """A second task that is missing, a wrong length, a broken lag or a taken machine: each leaves the state as it was."""
    chain = make_job(make_task(), make_task(), precedences=[make_precedence(min_lag=1)])
    problem = make_problem(jobs=[chain, make_job()])
    state = State(problem, places_of(problem))
    state.add(1, [make_assignment(1, 20)])
    before = inside(state.copy())
    first = make_assignment(0, 0)
    for second in (
        [],
        [make_assignment(0, 4, task=1)],
        [make_assignment(0, 5, task=1, duration=3)],
        [make_assignment(0, 17, task=1)],
        [make_assignment(0, 5, task=1, mode=1)],
        [make_assignment(0, 5, task=2)],
        [make_assignment(1, 5, task=0)],
    ):
        assert not state.fits([first, *second])
        with pytest.raises(ValueError, match="job 0 cannot be added"):
            state.add(0, [first, *second])
        assert inside(state) == before
    assert state.fits([first, make_assignment(0, 5, task=1)])
    assert not state.fits([])


def test_a_hard_pin_is_asked_for_when_a_job_is_added() -> None:
    """A pinned task may stand nowhere else."""
    problem = make_problem(jobs=[make_job()], pins=[make_pin(start=3)])
    state = State(problem, places_of(problem))
    assert not state.fits([make_assignment(0, 4)])
    assert state.fits([make_assignment(0, 3)])


def test_an_exchange_lets_two_jobs_swap_places() -> None:
    """Neither could move alone; together they may, and what was out of the way stays."""
    problem = make_problem(machines=[make_machine((0, 8))], jobs=[make_job(), make_job()])
    state = State(problem, places_of(problem))
    assert state.exchange((), {0: [make_assignment(0, 0)], 1: [make_assignment(1, 4)]})
    assert not state.exchange((), {0: [make_assignment(0, 2)]})
    assert state.exchange([0], {0: [make_assignment(0, 4)], 1: [make_assignment(1, 0)]})
    assert [state.assignments(job)[0].start for job in (0, 1)] == [4, 0]


def test_a_removal_says_when_the_neighbours_are_too_close() -> None:
    """Family 1 between two tasks of 0 and 2 saved a long changeover; without it the rest breaks a rule, until it is back."""
    machine = make_machine((0, 20), changeover=[[0, 0, 9], [0, 0, 0], [0, 0, 0]])
    jobs = [make_job(make_task(family=family)) for family in range(3)]
    problem = make_problem(machines=[machine], jobs=jobs)
    state = State(problem, places_of(problem))
    assert state.exchange((), {job: [make_assignment(job, 4 * job)] for job in range(3)})
    assert not state.exchange([1], {})
    assert not state.remove(1)
    assert [v.rule for v in verify(problem, state.schedule())] == ["changeover"]
    state.add(1, [make_assignment(1, 4)])
    assert_sound(state)
    assert state.remove(2)


def test_a_copy_changes_alone() -> None:
    """Neither the copy nor the original may feel what happens to the other."""
    problem = make_problem(
        jobs=[make_job(make_task(make_mode(demands={0: 1}))), make_job(make_task(make_mode(demands={0: 1})))],
        pools=[make_pool((0, 40, 2))],
    )
    state = State(problem, places_of(problem))
    state.insert(0)
    before = inside(state.copy())
    twin = state.copy()
    twin.insert(1)
    twin.remove(0)
    assert inside(state) == before
    assert (state.value, twin.value) == (4, 4)
    assert twin.assignments(1)[0].start == 4


def test_what_stays_is_told_machine_by_machine_and_pool_by_pool() -> None:
    """A neighbourhood sees the occupations and uses of the other jobs only, in order of time."""
    modes = [make_mode(0, setup=1, demands={0: 2}), make_mode(0, 1)]
    jobs = [make_job(make_task(mode, family=family)) for family, mode in enumerate(modes)]
    problem = make_problem(machines=2, jobs=jobs, pools=[make_pool((0, 40, 2))])
    state = State(problem, places_of(problem))
    assert state.insert(1)
    assert state.insert(0)
    assert state.fixed(0, set()) == [Fixed(0, 4, 1), Fixed(4, 9, 0)]
    assert state.fixed(0, {1}) == [Fixed(4, 9, 0)]
    assert state.fixed(1, {1}) == []
    assert state.uses(set()) == {0: [Use(4, 9, 2)]}
    assert state.uses({0}) == {0: []}
    assert state.assignments(0)[0].occupation(problem) == Interval(4, 9)
