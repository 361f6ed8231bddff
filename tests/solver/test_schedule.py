"""The measures of a schedule against figures worked out by hand."""

from __future__ import annotations

import pytest

from solver.interval import Interval
from solver.result import Tier
from solver.schedule import Schedule, credit, granted_work, punctuality, utilization
from tests.builders import make_assignment, make_job, make_mode, make_problem, make_schedule, make_task


def test_an_occupation_holds_setup_and_teardown() -> None:
    """A machine would be free while it is being set up: 5, then 2 + 4 + 1 ticks."""
    problem = make_problem(jobs=[make_job(make_task(make_mode(setup=2, teardown=1)))])
    assert make_assignment(0, 5).occupation(problem) == Interval(5, 12)


def test_a_schedule_is_sorted_and_told_by_job() -> None:
    """Two equal schedules would differ by the order in which they were found."""
    a, b, c = make_assignment(0, 9), make_assignment(2, 0), make_assignment(2, 4, task=1)
    assert Schedule((c, a, b)) == Schedule((a, b, c))
    assert Schedule((c, a, b)).by_job == {0: (a,), 2: (b, c)}
    assert Schedule().by_job == {}


@pytest.mark.parametrize(("granted", "credited"), [(6, 20), (5, 16), (4, 13), (3, 10), (1, 3)])
def test_credit_is_rounded_down(granted: int, credited: int) -> None:
    """A part of a task would earn more than its part of the work: 20 * granted // 6."""
    assert credit(make_task(make_mode(duration=6), work=20), 0, granted) == credited


def test_a_slow_machine_earns_no_more() -> None:
    """A tenant would be credited for being slow: 4 ticks on the fast machine and 8 on the slow one are both all of the work."""
    task = make_task(make_mode(0, duration=4), make_mode(1, duration=8), work=10)
    problem = make_problem(machines=2, jobs=[make_job(task), make_job(task)])
    assert granted_work(problem, make_schedule(make_assignment(0, 0), make_assignment(1, 0, mode=1, duration=8))) == (
        10,
        10,
    )


def test_parts_are_added_before_they_are_credited() -> None:
    """Each part would lose its own rounding: 2 + 2 of 6 ticks are 20 * 4 // 6 = 13, not twice 20 * 2 // 6 = 6."""
    modes = [make_mode(m, duration=6, min_duration=2) for m in (0, 1)]
    problem = make_problem(machines=2, jobs=[make_job(make_task(*modes, work=20, splittable=(2, 3)))])
    parts = make_assignment(0, 0, duration=2), make_assignment(0, 9, part=1, mode=1, duration=2)
    assert granted_work(problem, make_schedule(*parts)) == (13,)


def test_utilization_weighs_jobs() -> None:
    """The weight of a job would not count: 3 * (4 + 4) + 1 * 4, and nothing for the job that is not placed."""
    jobs = [make_job(make_task(), make_task(), weight=3), make_job(), make_job(weight=9)]
    problem = make_problem(jobs=jobs)
    schedule = make_schedule(make_assignment(0, 0), make_assignment(0, 4, task=1), make_assignment(1, 8))
    assert granted_work(problem, schedule) == (8, 4, 0)
    assert utilization(problem, schedule) == 28
    assert problem.total_work == 3 * 8 + 4 + 9 * 4


def test_punctuality_counts_lateness_and_waiting() -> None:
    """Lateness would count from the start, or a job without a due date would be late.

    Job 0 waits 3 ticks (5 - 2) and ends at 20, 8 after it is due: 3 + 2 * 8 = 19. Job 1 waits 24 and is never late. Job 2 ends
    before it is due and waits 0. Job 3 is not placed.
    """
    jobs = [
        make_job(make_task(), make_task(), release=2, due=12, tardiness_weight=2),
        make_job(tardiness_weight=5),
        make_job(release=30, due=36, tardiness_weight=7),
        make_job(due=0, tardiness_weight=9),
    ]
    parts = [make_assignment(0, 16), make_assignment(0, 5, task=1), make_assignment(1, 24), make_assignment(2, 30)]
    assert punctuality(make_problem(jobs=jobs), make_schedule(*parts)) == 19 + 24 + 0


@pytest.mark.parametrize(
    ("tier", "gap"),
    [
        (Tier(name="utilization", value=8, bound=10), 0.2),
        (Tier(name="utilization", value=0, bound=0), 0.0),
        (Tier(name="punctuality", value=10, bound=8, maximised=False), 0.2),
        (Tier(name="punctuality", value=0, bound=0, maximised=False), 0.0),
    ],
)
def test_gap(tier: Tier, gap: float) -> None:
    """A gap would be negative, or divide by zero."""
    assert tier.gap == pytest.approx(gap)
