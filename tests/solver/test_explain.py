"""Each reason in a case that can be checked with a pencil."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings

from solver.explain import REASONS, shut_out, unplaced_reasons
from solver.schedule import Schedule
from tests.builders import (
    make_assignment,
    make_job,
    make_machine,
    make_mode,
    make_pool,
    make_precedence,
    make_problem,
    make_schedule,
    make_task,
)
from tests.strategies import arbitrary_problems

if TYPE_CHECKING:
    from solver.problem import Problem


def _codes(problem: Problem, schedule: Schedule | None = None) -> list[tuple[int, str, tuple[int, ...]]]:
    found = unplaced_reasons(problem, schedule or Schedule())
    return [(unplaced.job, reason.code, reason.machines) for unplaced in found for reason in unplaced.reasons]


def test_nothing_to_explain() -> None:
    """A job that is placed would be called unplaced."""
    assert _codes(make_problem(jobs=[make_job()]), make_schedule(make_assignment())) == []


def test_no_window_of_the_machine_is_long_enough() -> None:
    """Two windows of 5 would be taken for one of 10."""
    problem = make_problem(machines=[make_machine((0, 5), (6, 11))], jobs=[make_job(make_task(make_mode(duration=6)))])
    assert _codes(problem) == [(0, "no_machine_window", (0,))]


def test_the_requests_own_times_fall_into_closed_time() -> None:
    """The machine would be blamed for what the tenant's own availability excludes."""
    mode = make_mode(duration=6, windows=[(8, 14)])
    problem = make_problem(machines=[make_machine((0, 10))], jobs=[make_job(make_task(mode))])
    assert _codes(problem) == [(0, "mode_window", (0,))]


def test_the_deadline_comes_too_early() -> None:
    """The machine is open long enough, but not before the deadline."""
    problem = make_problem(
        machines=[make_machine((4, 30))], jobs=[make_job(make_task(make_mode(duration=6)), deadline=9)]
    )
    assert _codes(problem) == [(0, "deadline_too_tight", (0,))]


def test_there_are_never_enough_people() -> None:
    """A demand above every capacity would be called a lack of room."""
    mode = make_mode(duration=6, demands={0: 3})
    problem = make_problem(jobs=[make_job(make_task(mode))], pools=[make_pool((0, 40, 2))])
    assert _codes(problem) == [(0, "pool_too_small", (0,))]


def test_others_hold_the_machine() -> None:
    """The reason names the machine that could have done it."""
    job = make_job(make_task(make_mode(duration=6)), deadline=10)
    problem = make_problem(jobs=[job, job])
    schedule = make_schedule(make_assignment(0, 2, duration=6))
    assert _codes(problem, schedule) == [(1, "no_room_before_deadline", (0,))]


def test_others_hold_the_people() -> None:
    """Machine 1 is free all the time; the one inspector is not."""
    jobs = [make_job(make_task(make_mode(m, duration=6, demands={0: 1})), deadline=10) for m in (0, 1)]
    problem = make_problem(machines=2, jobs=jobs, pools=[make_pool((0, 40, 1))])
    schedule = make_schedule(make_assignment(0, 2, duration=6))
    assert _codes(problem, schedule) == [(1, "pool_full", (1,))]


def test_each_task_fits_but_not_the_chain() -> None:
    """Machine 0 is free from 8, machine 1 from 4 to 10 and from 18: each would do, but not one after the other by 20."""
    chain = make_job(make_task(make_mode(0)), make_task(make_mode(1)), deadline=20, precedences=[make_precedence()])
    blocks = [make_job(make_task(make_mode(m, duration=8))) for m in (0, 1)]
    problem = make_problem(machines=2, jobs=[chain, *blocks])
    schedule = make_schedule(make_assignment(1, 0, duration=8), make_assignment(2, 10, duration=8))
    assert _codes(problem, schedule) == [(0, "no_room_for_chain", (0, 1))]


def test_free_for_long_enough_but_not_for_the_changeovers() -> None:
    """Ticks 4 to 8 are free between two tasks of another family, from and to which a changeover takes one tick."""
    machine = make_machine((0, 12), changeover=[[0, 1], [1, 0]])
    jobs = [make_job(make_task(family=family), deadline=12) for family in (0, 0, 1)]
    schedule = make_schedule(make_assignment(0, 0), make_assignment(1, 8))
    assert _codes(make_problem(machines=[machine], jobs=jobs), schedule) == [(2, "no_room_for_changeover", (0,))]


def test_nothing_in_its_way() -> None:
    """A plan that left it out without need would blame a changeover that no machine has."""
    assert _codes(make_problem(jobs=[make_job()])) == [(0, "room_left", (0,))]


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(arbitrary_problems())
def test_every_job_has_a_reason_in_an_empty_plan(problem: Problem) -> None:
    """A job would be told nothing, or a code that no page explains."""
    found = unplaced_reasons(problem, Schedule())
    assert [unplaced.job for unplaced in found] == list(range(len(problem.jobs)))
    assert {reason.code for unplaced in found for reason in unplaced.reasons} <= set(REASONS)
    assert all(unplaced.reasons for unplaced in found)


def test_only_what_shuts_a_job_out_by_itself_is_told_of_what_must_be_placed() -> None:
    """Two jobs that exclude each other would each be said to have no window."""
    long, short = (make_job(make_task(make_mode(duration=ticks)), name=f"of {ticks}") for ticks in (9, 4))
    problem = make_problem(machines=[make_machine((0, 5))], jobs=[long, short])
    assert shut_out(problem, (0, 1)) == (f"job 'of 9': {REASONS['no_machine_window']}",)
