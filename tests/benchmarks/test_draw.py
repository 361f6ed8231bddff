"""Drawn parks: the same from the same seed, valid, and as loaded as asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from benchmarks.draw import CHANGEOVERS, INSPECTED, counts, draw_park

if TYPE_CHECKING:
    from solver.problem import Problem


def _load(problem: Problem) -> float:
    open_ticks = sum(window.length for machine in problem.machines for window in machine.windows)
    return problem.total_work / open_ticks


@pytest.mark.parametrize("rich", [False, True])
def test_the_same_seed_draws_the_same_park(rich: bool) -> None:  # noqa: FBT001 - a parametrized case
    """Figures of two runs can only be compared if they are of the same park."""
    assert draw_park(40, 8, seed=7, rich=rich) == draw_park(40, 8, seed=7, rich=rich)
    assert draw_park(40, 8, seed=7, rich=rich) != draw_park(40, 8, seed=8, rich=rich)


@pytest.mark.parametrize(("jobs", "machines", "load"), [(60, 8, 0.7), (150, 8, 0.9), (300, 13, 1.1), (400, 20, 1.9)])
def test_the_load_is_the_one_asked_for(jobs: int, machines: int, load: float) -> None:
    """A park that is emptier than asked would flatter the solver."""
    assert _load(draw_park(jobs, machines, seed=3, load=load)) == pytest.approx(load, rel=0.03)


def test_every_task_has_a_machine_that_can_hold_it() -> None:
    """Each task has a mode, and each mode fits into some window of its machine."""
    problem = draw_park(300, 13, seed=5, rich=True)
    for job in problem.jobs:
        for task in job.tasks:
            assert task.modes
            for mode in task.modes:
                windows = problem.machines[mode.machines[0]].windows
                assert mode.duration <= max(window.length for window in windows)


def test_a_rich_park_is_rich_and_a_plain_one_plain() -> None:
    """Changeovers, flexible lengths and inspectors are where they belong, and nowhere in a plain park."""
    rich, plain = draw_park(200, 16, seed=1, rich=True), draw_park(200, 16, seed=1)
    assert {m.group for m in rich.machines if m.changeover} == CHANGEOVERS
    assert all(machine.changeover is None for machine in plain.machines)
    assert [pool.name for pool in rich.pools] == ["inspectors"]
    assert not plain.pools
    groups = {
        rich.machines[mode.machines[0]].group
        for job in rich.jobs
        for task in job.tasks
        for mode in task.modes
        if mode.demands
    }
    assert groups == INSPECTED
    flexible = [mode.min_duration < mode.duration for job in rich.jobs for t in job.tasks for mode in t.modes]
    assert 0.05 < sum(flexible) / len(flexible) < 0.3


def test_chains_are_like_those_of_the_stored_parks() -> None:
    """Over half of the jobs have one task, a few have four."""
    lengths = [len(job.tasks) for job in draw_park(1000, 40, seed=2).jobs]
    assert 0.5 < lengths.count(1) / 1000 < 0.6
    assert 0.02 < lengths.count(4) / 1000 < 0.08


@pytest.mark.parametrize("machines", [1, 5, 8, 13, 40])
def test_machines_are_shared_out_to_the_last(machines: int) -> None:
    """As many machines as asked, however few; forty give the counts of the stored parks."""
    assert sum(counts(machines).values()) == machines == len(draw_park(5, machines, seed=0).machines)
    if machines == 40:
        assert list(counts(40).values()) == [8, 8, 6, 5, 3, 5, 3, 2]
