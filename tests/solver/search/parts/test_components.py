"""Independent components: what is linked stays together, what is not comes apart, and both ways the indices are right."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from solver.search.parameters import SolveParameters
from solver.search.parts.components import component_of, linked_jobs, merge, project
from tests.builders import (
    make_assignment,
    make_job,
    make_machine,
    make_mode,
    make_pin,
    make_pool,
    make_problem,
    make_schedule,
    make_task,
)

if TYPE_CHECKING:
    from solver.problem import Job, Problem

SECONDS = SolveParameters(seconds=20, engine="inline", workers=1)


def on(*machines: int, pool: int | None = None) -> Job:
    """Return a job on these machines at once, which may need a pool."""
    return make_job(make_task(make_mode(*machines, demands={} if pool is None else {pool: 1})))


@pytest.mark.parametrize(
    ("jobs", "groups"),
    [
        pytest.param([on(0), on(1), on(2)], ((0,), (1,), (2,)), id="unlinked"),
        pytest.param([on(0), on(1), on(0)], ((0, 2), (1,)), id="by a machine"),
        pytest.param([on(0, 1), on(2), on(1)], ((0, 2), (1,)), id="by a mode of two machines"),
        pytest.param([on(0, pool=0), on(1), on(2, pool=0)], ((0, 2), (1,)), id="by a pool"),
        pytest.param(
            [make_job(make_task(make_mode(0), make_mode(2))), on(1), on(2)], ((0, 2), (1,)), id="by alternatives"
        ),
        pytest.param(
            [make_job(make_task(make_mode(0)), make_task(make_mode(2))), on(1), on(2)],
            ((0, 2), (1,)),
            id="by a chain of tasks",
        ),
        pytest.param([on(0), on(2), on(0, 1), on(1, 2)], ((0, 1, 2, 3),), id="by way of others"),
        pytest.param([], (), id="no jobs"),
    ],
)
def test_what_is_linked_stays_together(jobs: list[Job], groups: tuple[tuple[int, ...], ...]) -> None:
    """Jobs that compete for something would be planned without each other, or jobs that do not would be searched together."""
    assert linked_jobs(make_problem(machines=3, pools=[make_pool()], jobs=jobs)) == groups


def plant() -> Problem:
    """Return machines and pools in an order in which every index changes, with travel, accounts and pins."""
    return make_problem(
        machines=[make_machine(), make_machine(site=1), make_machine(), make_machine()],
        pools=[make_pool(), make_pool(), make_pool()],
        jobs=[
            make_job(make_task(make_mode(0)), account=1),
            make_job(make_task(make_mode(3, demands={2: 1}), make_mode(1)), account=0),
            make_job(make_task(make_mode(1, 3)), account=1),
        ],
        travel=[[0, 2], [2, 0]],
        pins=[make_pin(job=2, start=8), make_pin(job=0, start=4)],
    )


def test_a_component_is_a_problem_of_its_own() -> None:
    """An index would point at another machine, pool, job or account than in the whole."""
    whole = plant()
    part = component_of(whole, (1, 2))
    assert (part.jobs, part.machines, part.pools) == ((1, 2), (1, 3), (2,))
    assert part.problem.machines == (whole.machines[1], whole.machines[3])
    assert part.problem.pools == (whole.pools[2],)
    assert [mode.machines for mode in part.problem.jobs[0].tasks[0].modes] == [(1,), (0,)]
    assert part.problem.jobs[0].tasks[0].modes[0].demands == ((0, 1),)
    assert part.problem.jobs[1].tasks[0].modes[0].machines == (0, 1)
    assert part.problem.pins == (make_pin(job=1, start=8),)
    assert (part.problem.accounts, part.problem.travel) == (whole.accounts, whole.travel)
    assert [job.account for job in part.problem.jobs] == [0, 1]
    assert part.problem.horizon == whole.horizon


def test_schedules_go_there_and_back() -> None:
    """A schedule of the whole would lose or mix up jobs on its way through the components."""
    whole = plant()
    parts = [component_of(whole, jobs) for jobs in linked_jobs(whole)]
    schedule = make_schedule(make_assignment(0, 4), make_assignment(1, 12, mode=1), make_assignment(2, 8))
    assert [part.jobs for part in parts] == [(0,), (1, 2)]
    assert project(parts[1], schedule) == make_schedule(make_assignment(0, 12, mode=1), make_assignment(1, 8))
    assert merge((part, project(part, schedule)) for part in parts) == schedule


def test_jobs_that_the_whole_does_not_have_are_left_out() -> None:
    """A warm start of yesterday's problem would point behind the last job."""
    whole = plant()
    assert project(
        component_of(whole, (0,)), make_schedule(make_assignment(9), make_assignment(0, 4))
    ) == make_schedule(make_assignment(0, 4))
