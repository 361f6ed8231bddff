"""Promises that are too many for one model: the bound from single promises, and the search in which they stay or go."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from solver.places import places_of
from solver.schedule import broken_promises
from solver.search.context import Context
from solver.search.parameters import SolveParameters
from solver.search.partial.state import State
from solver.search.partial.tables import tables_of
from solver.search.promises import keep
from solver.search.promises.apart import take_apart
from solver.search.start import first_state
from solver.search.stop import Deadline
from solver.search.tiers import PROVABLE_SLOTS
from solver.search.watch import Watch
from solver.verify import verify
from tests.builders import (
    make_assignment,
    make_job,
    make_machine,
    make_mode,
    make_pin,
    make_precedence,
    make_problem,
    make_schedule,
    make_task,
)

if TYPE_CHECKING:
    from solver.problem import Problem

#: Long enough on any machine; the models end with a proof in a fraction of it.
SECONDS = 120


def context_of(problem: Problem) -> Context:
    """Return a solve of one thread."""
    deadline = Deadline(SECONDS)
    watch = Watch(None, deadline, problem.total_work)
    places = places_of(problem)
    parameters = SolveParameters(seconds=SECONDS, workers=1)
    return Context(problem, places, parameters, deadline, watch, tables_of(problem, places))


def crowded(jobs: int) -> Problem:
    """Return chains of two operations on two machines, each pair promised 5 ticks from `8k` on; odd pairs begin 4 ticks sooner.

    So each odd one overlaps the even one before it, on both machines, and weighs as much.
    """
    end = 8 * jobs + 16
    job = make_job(*(make_task(make_mode(machine, duration=5)) for machine in (0, 1)), deadline=end)
    pins = [
        make_pin(number, 8 * number - 4 * (number % 2), task=which, duration=5, hard=False)
        for number in range(jobs)
        for which in (0, 1)
    ]
    return make_problem(machines=[make_machine((0, end)) for _ in range(2)], jobs=[job] * jobs, pins=pins)


def test_every_promise_stands_alone_and_what_must_be_is_whole() -> None:
    """The bound would be of another problem: a promise that cannot hold has no job, one of a job that stays whole remains a pin."""
    jobs = [make_job(mandatory=True), make_job(make_task(), make_task()), make_job()]
    pins = [
        make_pin(0, 8, hard=False),
        make_pin(1, 0, hard=False),
        make_pin(1, 12, task=1, hard=False),
        make_pin(2, 38, hard=False),
    ]
    problem = make_problem(jobs=jobs, pins=pins)
    apart = take_apart(problem, places_of(problem), {0})
    assert (apart.whole, apart.pins) == ((0,), tuple(pins[1:3]))
    assert [(job.release, job.deadline, job.mandatory) for job in apart.problem.jobs] == [
        (0, 40, True),
        (0, 4, False),
        (12, 16, False),
    ]
    assert [(pin.job, pin.start) for pin in apart.problem.pins] == [(0, 8), (1, 0), (2, 12)]
    given = make_schedule(make_assignment(0, 20), make_assignment(1, 0), make_assignment(1, 13, task=1))
    assert apart.schedule_of(problem, given) == make_schedule(make_assignment(0, 20), make_assignment(1, 0))


@pytest.mark.parametrize("provable", [0, PROVABLE_SLOTS])
def test_small_and_large_end_at_the_same_proof(provable: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of each pair that overlaps one must break, both operations of it; a large problem would end where greed leaves it."""
    monkeypatch.setattr(keep, "PROVABLE_SLOTS", provable)
    monkeypatch.setattr(keep, "WHOLE_SLOTS", provable)
    problem = crowded(12)
    context = context_of(problem)
    empty = State(problem, context.places)
    state, least = keep.keep_more(context, empty, Deadline(SECONDS))
    broken = broken_promises(problem, state.schedule())
    assert verify(problem, state.schedule()) == ()
    assert broken == least == 2 * (12 // 2)


def test_a_chain_that_lost_a_machine_keeps_the_rest_where_it_was() -> None:
    """A job with one promise that cannot hold would be given up with all of them."""
    chain = make_job(make_task(make_mode(0)), make_task(make_mode(1)), precedences=[make_precedence()])
    pins = [make_pin(0, 0, hard=False), make_pin(0, 10, task=1, hard=False)]
    problem = make_problem(machines=[make_machine(), make_machine((0, 12), (20, 40))], jobs=[chain], pins=pins)
    context = context_of(problem)
    state, least = keep.keep_more(context, first_state(context, None), Deadline(SECONDS))
    assert (broken_promises(problem, state.schedule()), least) == (1, 1)
