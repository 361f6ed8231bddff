"""Time: release <= start, end <= deadline."""

from __future__ import annotations

import pytest

from tests.builders import make_assignment, make_job, make_mode, make_problem, make_task
from tests.solver.verify.judge import broken_rules


@pytest.mark.parametrize(("start", "broken"), [(4, ["time"]), (5, []), (8, []), (9, ["time"])])
def test_between_release_and_deadline(start: int, broken: list[str]) -> None:
    """A task would start before its material is there, or end after it is due at the gate: 4 ticks in [5, 12)."""
    problem = make_problem(jobs=[make_job(release=5, deadline=12)])
    assert broken_rules(problem, make_assignment(0, start)) == broken


@pytest.mark.parametrize(("start", "broken"), [(4, ["time"]), (5, []), (6, []), (7, ["time"])])
def test_setup_and_teardown_count(start: int, broken: list[str]) -> None:
    """The tenant's people would be needed outside the span: 1 + 4 + 1 ticks in [5, 12)."""
    task = make_task(make_mode(duration=4, setup=1, teardown=1))
    assert (
        broken_rules(make_problem(jobs=[make_job(task, release=5, deadline=12)]), make_assignment(0, start)) == broken
    )


def test_each_task_of_a_job_counts() -> None:
    """Only the first start and the last task would be looked at."""
    problem = make_problem(machines=2, jobs=[make_job(make_task(), make_task(make_mode(1)), release=5, deadline=12)])
    placed = make_assignment(0, 10), make_assignment(0, 2, task=1)
    assert broken_rules(problem, *placed) == ["time", "time"]


def test_a_due_date_is_no_deadline() -> None:
    """A late job would be refused, where lateness only costs."""
    assert broken_rules(make_problem(jobs=[make_job(due=2)]), make_assignment(0, 20)) == []
