"""A federation: parks side by side, each as it is alone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from benchmarks.draw import draw_park
from benchmarks.federation import beside, federation, named
from solver.search.parts.components import linked_jobs
from tests.builders import make_job, make_pin, make_problem

if TYPE_CHECKING:
    from solver.problem import Problem


def named_things(problem: Problem, prefix: str) -> list[object]:
    """Return the jobs of a park with names in place of indices."""
    return [
        (
            job.name,
            problem.accounts[job.account].name,
            [
                [
                    (
                        [problem.machines[machine].name for machine in mode.machines],
                        [(problem.pools[pool].name, units) for pool, units in mode.demands],
                    )
                    for mode in task.modes
                ]
                for task in job.tasks
            ],
        )
        for job in problem.jobs
        if job.name.startswith(prefix)
    ]


def test_each_park_is_as_it_is_alone() -> None:
    """A machine, a pool or an account of one park would be that of another."""
    problem = federation(3, 40, 8, seed=7, rich=True)
    for number in (1, 2, 3):
        alone = named(draw_park(40, 8, seed=6 + number, rich=True), f"P{number}/")
        assert named_things(problem, f"P{number}/") == named_things(alone, "")
    assert len(problem.jobs) == 120


def test_parks_are_not_linked() -> None:
    """A federation would be one component, and measure nothing."""
    problem = federation(3, 40, 8, seed=7, rich=True)
    parks = [{problem.jobs[job].name.split("/")[0] for job in jobs} for jobs in linked_jobs(problem)]
    assert [len(names) for names in parks] == [1] * len(parks)
    assert len(parks) >= 3


def test_pins_move_with_their_jobs() -> None:
    """A pin would hold the job of another park."""
    left, right = make_problem(jobs=[make_job(), make_job()]), make_problem(jobs=[make_job()], pins=[make_pin(0, 8)])
    both = beside(named(left, "L/"), named(right, "R/"))
    assert both.pins == (make_pin(2, 8),)


def test_what_cannot_be_glued_is_refused() -> None:
    """Parks with ticks of different lengths would be put on one grid, or travel would be forgotten."""
    park = named(make_problem(), "L/")
    for other in (replace(park, tick_minutes=10), replace(park, travel=((0,),))):
        with pytest.raises(ValueError, match="glue"):
            beside(park, named(other, "R/"))
