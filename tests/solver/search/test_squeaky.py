"""Ruin and recreate: never worse, always feasible, promises kept, and the same again from the same seed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from solver.places import places_of
from solver.schedule import utilization
from solver.search.greedy.construct import UnplacedError, construct, decode
from solver.search.greedy.squeaky import squeaky
from solver.search.stop import Deadline, StopSignal
from solver.verify import verify
from tests.builders import make_job, make_machine, make_mode, make_pin, make_problem, make_task
from tests.strategies import Witnessed, feasible_problems

if TYPE_CHECKING:
    from solver.problem import Problem
    from solver.search.partial.state import State

#: Longer than any test lasts; what ends a search here is its number of rounds.
LONG = 600.0


@settings(max_examples=40, deadline=None)
@given(feasible_problems(8), st.integers(0, 9))
def test_every_better_schedule_holds(drawn: Witnessed, seed: int) -> None:
    """Each new best keeps every rule and is better than the one before; the start is left as it was."""
    problem = drawn.problem
    try:
        start = construct(problem, places_of(problem), Deadline(1.0), seed)
    except UnplacedError:
        return
    before, found = start.schedule(), [start]
    best = squeaky(start, Deadline(LONG), seed, found.append, rounds=60)
    values = [state.value for state in found]
    assert values == sorted(set(values))
    assert best is found[-1]
    for state in found:
        assert verify(problem, state.schedule()) == ()
        assert utilization(problem, state.schedule()) == state.value
    assert start.schedule() == before


def knapsack() -> tuple[Problem, State]:
    """Return a machine of 12 ticks filled with a job of 8 that keeps 5 and 7 out, and the schedule that greed makes of it."""
    jobs = [make_job(make_task(make_mode(duration=ticks))) for ticks in (8, 5, 7)]
    problem = make_problem(machines=[make_machine((0, 12))], jobs=jobs)
    return problem, decode(problem, places_of(problem), [0, 1, 2])


def test_a_rejected_job_makes_room_for_itself() -> None:
    """The job of 8 gives way to 5 and 7, which fill the machine."""
    _, start = knapsack()
    assert start.value == 8
    best = squeaky(start, Deadline(LONG), 0, lambda _: None, rounds=200)
    assert (best.value, set(best.placed)) == (12, {1, 2})


def test_the_search_ends_once_the_value_asked_for_is_there() -> None:
    """With the bound reached no further round may run: without an end this test would not end."""
    _, start = knapsack()
    assert squeaky(start, Deadline(LONG), 0, lambda _: None, stop_when_value=12).value == 12
    assert squeaky(start, Deadline(LONG), 0, lambda _: None, stop_when_value=8) is start


def test_the_search_ends_when_somebody_asks() -> None:
    """A stop ends it whatever the budget, with the best so far."""
    _, start = knapsack()
    stop = StopSignal()
    best = squeaky(start, Deadline(LONG, stop), 0, lambda _: stop.request())
    assert best.value == 12


def test_mandatory_and_pinned_jobs_stay() -> None:
    """Neither may be given up for the two others, although they would fill the machine."""
    for mandatory, pins in (
        (True, []),
        (False, [make_pin(start=2, duration=8)]),
        (False, [make_pin(duration=8, hard=False)]),
    ):
        jobs = [
            make_job(make_task(make_mode(duration=ticks)), mandatory=mandatory and index == 0)
            for index, ticks in enumerate((8, 5, 7))
        ]
        problem = make_problem(machines=[make_machine((0, 12))], jobs=jobs, pins=pins)
        start = construct(problem, places_of(problem), Deadline(1.0), 0)
        best = squeaky(start, Deadline(LONG), 0, lambda _: None, rounds=200)
        assert set(best.placed) == {0}
        assert verify(problem, best.schedule()) == ()


def test_the_same_seed_gives_the_same_schedule() -> None:
    """Rounds counted instead of seconds: nothing but the seed may decide."""
    jobs = [make_job(make_task(make_mode(duration=3 + index % 5)), deadline=20 + index) for index in range(20)]
    problem = make_problem(machines=2, jobs=jobs)
    start = construct(problem, places_of(problem), Deadline(LONG), 0)
    first, second = (squeaky(start, Deadline(LONG), 7, lambda _: None, rounds=150) for _ in range(2))
    assert first.schedule() == second.schedule()


def test_nothing_to_move_is_no_reason_to_wait() -> None:
    """Without a single job that could move the search returns at once."""
    problem = make_problem(jobs=[make_job(release=0, deadline=3)])
    start = decode(problem, places_of(problem), [0])
    assert squeaky(start, Deadline(LONG), 0, lambda _: None) is start
