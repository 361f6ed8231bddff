"""Where a job goes when it is inserted: one hand-derived case for every rule that may push it elsewhere.

Over 150 lines because there is a case for each rule, and each fits on a screen only beside its arithmetic.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.places import places_of
from solver.search.partial.insertion import Style
from solver.search.partial.state import State
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

if TYPE_CHECKING:
    from solver.problem import Problem


def insert_all(problem: Problem) -> State:
    """Insert every job in order, and hold what comes of it to every rule."""
    state = State(problem, places_of(problem))
    for job in range(len(problem.jobs)):
        state.insert(job)
    assert verify(problem, state.schedule()) == ()
    return state


def starts(state: State) -> dict[int, list[int]]:
    """Return the start of every placed part, by job."""
    return {job: [each.start for each in state.assignments(job)] for job in sorted(state.placed)}


def test_jobs_share_a_machine_one_after_another() -> None:
    """Two jobs of 4 ticks must not overlap; the third finds no room in 10 ticks."""
    problem = make_problem(machines=[make_machine((0, 10))], jobs=[make_job(), make_job(), make_job()])
    assert starts(insert_all(problem)) == {0: [0], 1: [4]}


def test_the_whole_occupation_lies_in_one_window() -> None:
    """6 ticks with setup do not fit into the first window of 5, and not across the closed tick."""
    job = make_job(make_task(make_mode(duration=4, setup=1, teardown=1)))
    problem = make_problem(machines=[make_machine((0, 5), (6, 11), (12, 20))], jobs=[job])
    assert starts(insert_all(problem)) == {0: [12]}


def test_windows_that_touch_are_two_windows() -> None:
    """An occupation may not run from one open window into the next, even where they touch."""
    problem = make_problem(machines=[make_machine((0, 3), (3, 6), (6, 10))], jobs=[make_job()])
    assert starts(insert_all(problem)) == {0: [6]}


def test_a_mode_window_holds_the_processing_part_only() -> None:
    """Setup may stick out of the mode's window on the left, teardown on the right."""
    job = make_job(make_task(make_mode(duration=4, setup=2, teardown=3, windows=[(10, 14)])))
    assert starts(insert_all(make_problem(jobs=[job]))) == {0: [8]}


def test_a_task_on_several_machines_waits_for_all_of_them() -> None:
    """Machine 0 is taken until 4, machine 1 from 6 to 10: both are free together from 10."""
    jobs = [
        make_job(make_task(make_mode(0, duration=4))),
        make_job(make_task(make_mode(1, duration=4)), release=6),
        make_job(make_task(make_mode(0, 1, duration=3))),
    ]
    assert starts(insert_all(make_problem(machines=2, jobs=jobs))) == {0: [0], 1: [6], 2: [10]}


def test_the_mode_that_ends_first_is_taken() -> None:
    """The fast machine opens later, and still ends first."""
    task = make_task(make_mode(0, duration=10), make_mode(1, duration=4), work=10)
    problem = make_problem(machines=[make_machine(), make_machine((5, 40))], jobs=[make_job(task)])
    (placed,) = insert_all(problem).assignments(0)
    assert (placed.mode, placed.start) == (1, 5)


def test_a_changeover_is_kept_to_both_neighbours() -> None:
    """Between family 0 until 4 and family 0 from 12, family 1 needs 3 before and 2 after: 7 to 10 is all there is."""
    machine = make_machine((0, 16), changeover=[[0, 3], [2, 0]])
    jobs = [
        make_job(make_task()),
        make_job(make_task(), release=12),
        make_job(make_task(make_mode(duration=3), family=1)),
        make_job(make_task(make_mode(duration=4), family=1)),
    ]
    assert starts(insert_all(make_problem(machines=[machine], jobs=jobs))) == {0: [0], 1: [12], 2: [7]}


def test_the_first_task_is_set_up_from_the_initial_family() -> None:
    """The machine stands in family 1 and needs 5 ticks from tick 0, open or not."""
    machine = make_machine((2, 40), initial_family=1, changeover=[[0, 0], [5, 0]])
    assert starts(insert_all(make_problem(machines=[machine], jobs=[make_job()]))) == {0: [5]}


def test_a_lag_runs_from_end_to_start_and_travel_is_added() -> None:
    """The first task ends at 5 with its teardown; lag 2 and travel 3 later the second may start."""
    machines = [make_machine(site=0), make_machine(site=1)]
    chain = make_job(
        make_task(make_mode(0, duration=4, teardown=1)),
        make_task(make_mode(1, duration=2)),
        precedences=[make_precedence(min_lag=2)],
    )
    problem = make_problem(machines=machines, jobs=[chain], travel=[[0, 3], [9, 0]])
    assert starts(insert_all(problem)) == {0: [0, 10]}


def test_a_maximum_lag_delays_the_task_before() -> None:
    """The second machine opens at 20, so a first task that may end 5 ticks before ends at 15, not at 4."""
    chain = make_job(
        make_task(make_mode(0)), make_task(make_mode(1)), precedences=[make_precedence(min_lag=1, max_lag=5)]
    )
    problem = make_problem(machines=[make_machine(), make_machine((20, 40))], jobs=[chain])
    assert starts(insert_all(problem)) == {0: [11, 20]}


def test_a_mode_from_which_the_way_is_too_long_is_given_up() -> None:
    """Machine 0 ends first, but from there the deadline cannot be met."""
    machines = [make_machine(site=0), make_machine(site=1), make_machine(site=1)]
    chain = make_job(
        make_task(make_mode(0, duration=3), make_mode(1, duration=5)),
        make_task(make_mode(2, duration=4)),
        deadline=12,
        precedences=[make_precedence()],
    )
    problem = make_problem(machines=machines, jobs=[chain], travel=[[0, 9], [9, 0]])
    state = insert_all(problem)
    assert [(each.mode, each.start) for each in state.assignments(0)] == [(1, 0), (0, 5)]


def test_a_pool_is_never_overdrawn() -> None:
    """Two of three units are held until 4; the next task needs two, the pool has one from 6 on, and three again from 12."""
    pool = make_pool((0, 6, 3), (6, 12, 1), (12, 40, 3))
    jobs = [make_job(make_task(make_mode(m, demands={0: 2}))) for m in (0, 1)]
    assert starts(insert_all(make_problem(machines=2, jobs=jobs, pools=[pool]))) == {0: [0], 1: [12]}


def test_a_flexible_task_is_granted_as_much_as_fits() -> None:
    """Of 10 ticks 7 fit into the longest window before the deadline; 4 would be enough."""
    job = make_job(make_task(make_mode(duration=10, min_duration=4)), deadline=20)
    problem = make_problem(machines=[make_machine((0, 5), (6, 13), (14, 40))], jobs=[job])
    state = insert_all(problem)
    assert [(each.start, each.duration) for each in state.assignments(0)] == [(6, 7)]
    assert state.value == 7


def test_a_flexible_task_makes_room_for_the_rest_of_its_chain() -> None:
    """Granted in full the first task would leave nothing before the deadline; so it takes what lets the second in."""
    chain = make_job(
        make_task(make_mode(duration=10, min_duration=3)), make_task(), deadline=12, precedences=[make_precedence()]
    )
    state = insert_all(make_problem(jobs=[chain]))
    assert [each.duration for each in state.assignments(0)] == [8, 4]


def test_a_split_task_takes_several_windows_and_counts_its_parts_in_time() -> None:
    """Of 10 ticks in at most 3 parts of 3, windows of 4, 3 and 5 give 5, then what leaves a whole part: all 10 in two."""
    job = make_job(make_task(make_mode(duration=10, min_duration=8), splittable=(3, 3)))
    problem = make_problem(machines=[make_machine((0, 4), (10, 13), (20, 25))], jobs=[job])
    state = insert_all(problem)
    parts = state.assignments(0)
    assert [each.part for each in parts] == list(range(len(parts)))
    assert sum(each.duration for each in parts) >= 8
    assert all(each.duration >= 3 for each in parts)


def test_two_parts_of_a_task_never_run_at_once() -> None:
    """Two machines are open at the same 5 ticks only; the second part would have to run beside the first."""
    task = make_task(make_mode(0, duration=8), make_mode(1, duration=8), splittable=(3, 2))
    problem = make_problem(machines=[make_machine((0, 5)), make_machine((0, 5))], jobs=[make_job(task)])
    assert starts(insert_all(problem)) == {}


def test_release_and_deadline_are_about_the_occupation() -> None:
    """6 ticks with setup and teardown fit exactly between 7 and 13, and not before 12."""
    task = make_task(make_mode(duration=4, setup=1, teardown=1))
    jobs = [make_job(task, release=7, deadline=13), make_job(task, release=20, deadline=25)]
    assert starts(insert_all(make_problem(jobs=jobs))) == {0: [7]}


def test_a_hard_pin_is_held_exactly() -> None:
    """The pin asks for the slow mode, late and short; the task before it ends in time for it."""
    chain = make_job(
        make_task(),
        make_task(make_mode(duration=2), make_mode(duration=6, min_duration=2)),
        precedences=[make_precedence(max_lag=3)],
    )
    problem = make_problem(jobs=[chain], pins=[make_pin(start=25, task=1, mode=1, duration=5)])
    state = insert_all(problem)
    assert [(each.mode, each.start, each.duration) for each in state.assignments(0)] == [(0, 18, 4), (1, 25, 5)]


def test_a_pinned_job_whose_place_is_taken_is_not_placed() -> None:
    """Nothing may give way, and nothing is left behind."""
    problem = make_problem(jobs=[make_job(), make_job()], pins=[make_pin(job=1, start=2)])
    state = State(problem, places_of(problem))
    assert state.insert(0)
    free = state.free.copy()
    assert not state.insert(1)
    assert (state.free, set(state.placed)) == (free, {0})


def test_a_soft_pin_is_held_only_when_wished() -> None:
    """Inserted plainly the job goes as early as it can; wished, where it was published, or nowhere."""
    problem = make_problem(jobs=[make_job(), make_job()], pins=[make_pin(start=9, hard=False)])
    plain, wished = (State(problem, places_of(problem)) for _ in range(2))
    assert plain.insert(0)
    assert starts(plain) == {0: [0]}
    assert wished.insert(0, style=Style.WISHED)
    assert starts(wished) == {0: [9]}
    assert not wished.insert(1, style=Style.WISHED)


def test_a_snug_job_fills_the_gap_that_it_fits() -> None:
    """Between 6 and 10 the gap is as long as the job; it goes there although 0 to 4 would be earlier."""
    jobs = [make_job(release=10), make_job(make_task(make_mode(duration=1)), release=5), make_job()]
    problem = make_problem(jobs=jobs)
    state = State(problem, places_of(problem))
    assert all(state.insert(job) for job in (0, 1))
    assert state.insert(2, style=Style.SNUG)
    assert starts(state) == {0: [10], 1: [5], 2: [6]}
