"""Small cases worked out by hand, each for one thing that the compiled search must find, or must not do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from solver.search.compiled.tuning import Tuning
from solver.verify import verify
from tests.builders import (
    make_job,
    make_machine,
    make_mode,
    make_pin,
    make_pool,
    make_precedence,
    make_problem,
    make_task,
)
from tests.solver.search.compiled.climbing import climb, empty, greedy, window_prices

if TYPE_CHECKING:
    from solver.problem import Problem
    from solver.search.partial.state import State


def starts(state: State) -> dict[int, list[int]]:
    """Return the start of every placed part, by job."""
    return {job: [each.start for each in state.assignments(job)] for job in sorted(state.placed)}


def test_one_job_gives_way_to_two() -> None:
    """8 ticks of 12 are taken; nothing can be added to them, and only taking them out lets in 5 and 7."""
    jobs = [make_job(make_task(make_mode(duration=ticks))) for ticks in (8, 5, 7)]
    start = greedy(make_problem(machines=[make_machine((0, 12))], jobs=jobs))
    assert (start.value, set(start.placed)) == (8, {0})
    best = climb(start).best
    assert (best.value, set(best.placed)) == (12, {1, 2})


def test_a_snug_place_leaves_room_for_the_long_job() -> None:
    """The mandatory job of 4 always comes first; early it would spoil the window of 15, snug it fills that of 4 exactly."""
    jobs = [make_job(make_task(make_mode(duration=4)), mandatory=True), make_job(make_task(make_mode(duration=15)))]
    start = greedy(make_problem(machines=[make_machine((0, 15), (16, 20))], jobs=jobs))
    assert climb(start).best.value == 19


def test_what_is_dear_is_left_to_others() -> None:
    """Both windows would do as well, and the later one is snug too; the price alone says which to leave free."""
    task = make_task(make_mode(duration=4))
    problem = make_problem(machines=[make_machine((0, 4), (10, 14))], jobs=[make_job(task)])
    for dear, start in ((0, 10), (1, 0)):
        best = climb(empty(problem), prices=window_prices(problem, {(0, dear): 0.5})).best
        assert starts(best) == {0: [start]}


def test_a_maximum_lag_delays_the_task_before() -> None:
    """The second machine opens at 20, so a first task that may end at most 5 ticks before must not end before 15."""
    chain = make_job(
        make_task(make_mode(0)), make_task(make_mode(1)), precedences=[make_precedence(min_lag=1, max_lag=5)]
    )
    problem = make_problem(machines=[make_machine(), make_machine((20, 40))], jobs=[chain])
    best = climb(empty(problem)).best
    assert best.value == 8
    assert verify(problem, best.schedule()) == ()


def neighbours(ticks: int) -> Problem:
    """Return families 0, 1, 2 side by side, the outer ones pinned; what stands between may give way to more work elsewhere.

    From family 0 to 2 it takes `ticks`, by way of 1 nothing. The job between and that on the other machine need the same inspector.
    """
    outer = [make_job(make_task(family=family)) for family in (0, 2)]
    between = make_job(make_task(make_mode(demands={0: 1}), family=1), release=4, deadline=8)
    # It may use the first machine too, else no round would try the two together; as a family 0 it does not fit before family 2.
    elsewhere = make_job(make_task(make_mode(0), make_mode(1, demands={0: 1})), release=4, deadline=8, weight=2)
    return make_problem(
        machines=[make_machine((0, 12), changeover=[[0, 0, ticks], [0, 0, 0], [0, 0, 0]]), make_machine()],
        jobs=[*outer, between, elsewhere],
        pools=[make_pool((0, 40, 1))],
        pins=[make_pin(job=0, start=0), make_pin(job=1, start=8)],
    )


@pytest.mark.parametrize(("ticks", "value"), [(4, 16), (5, 12)])
def test_neighbours_that_would_be_too_close_are_not_left_behind(ticks: int, value: int) -> None:
    """4 ticks between the outer two are enough for 4 of changeover and not for 5: then the one between has to stay."""
    start = greedy(neighbours(ticks), order=(0, 2, 1))
    assert (start.value, set(start.placed)) == (12, {0, 1, 2})
    best = climb(start).best
    assert best.value == value
    assert verify(best.problem, best.schedule()) == ()


def test_there_may_be_more_parts_on_a_machine_than_jobs() -> None:
    """A string of neighbours longer than the list of jobs was written over the jobs that had been taken out."""
    tasks = [make_task(make_mode(duration=2)) for _ in range(9)]
    links = [make_precedence(before, before + 1) for before in range(8)]
    problem = make_problem(jobs=[make_job(*tasks, precedences=links), make_job(*tasks, precedences=links)])
    best = climb(greedy(problem), tuning=Tuning(ruin=12, machines=1, squeak=0), seed=3).best
    assert best.value == 36
    assert verify(problem, best.schedule()) == ()


def test_what_cannot_move_stays() -> None:
    """A pinned job is never taken out, a mandatory one never left out, although 5 and 7 would fill the machine."""
    for mandatory, pins in ((True, []), (False, [make_pin(start=2, duration=8)])):
        jobs = [
            make_job(make_task(make_mode(duration=ticks)), mandatory=mandatory and index == 0)
            for index, ticks in enumerate((8, 5, 7))
        ]
        start = greedy(make_problem(machines=[make_machine((0, 12))], jobs=jobs, pins=pins))
        assert set(climb(start).best.placed) == {0}


def test_nothing_to_move_is_the_end() -> None:
    """A search over no jobs at all would look for one for ever."""
    problem = make_problem(jobs=[make_job()], pins=[make_pin(start=2)])
    start = greedy(problem)
    climbed = climb(start, seconds=1e9)
    assert (climbed.best is start, climbed.rounds) == (True, 0)
    assert climb(empty(make_problem()), seconds=1e9).rounds == 0
