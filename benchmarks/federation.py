"""A federation: parks that share nothing, as one problem; what a solve in parts is for."""

from __future__ import annotations

from dataclasses import replace
from functools import reduce
from typing import TYPE_CHECKING

from benchmarks.draw import draw_park

if TYPE_CHECKING:
    from solver.problem import Job, Mode, Problem


def federation(parks: int, jobs: int, machines: int, seed: int, *, rich: bool = False) -> Problem:
    """Return so many drawn parks of this size, seeds from `seed` on, as one problem of independent components."""
    drawn = [draw_park(jobs, machines, seed + number, rich=rich) for number in range(parks)]
    name = f"federation-{parks}x{jobs}x{machines}-{seed}{'-rich' if rich else ''}"
    return replace(reduce(beside, [named(park, f"P{number}/") for number, park in enumerate(drawn, 1)]), name=name)


def named(problem: Problem, prefix: str) -> Problem:
    """Return a problem whose machines, pools, accounts and jobs are called by their names behind a prefix."""
    return replace(
        problem,
        machines=tuple(replace(each, name=prefix + each.name) for each in problem.machines),
        pools=tuple(replace(each, name=prefix + each.name) for each in problem.pools),
        accounts=tuple(replace(each, name=prefix + each.name) for each in problem.accounts),
        jobs=tuple(replace(each, name=prefix + each.name) for each in problem.jobs),
    )


def beside(left: Problem, right: Problem) -> Problem:
    """Return two problems as one in which they share nothing; names must differ, ticks must not.

    Raises
    ------
    ValueError
        if their ticks differ, or one has travel: its sites would need ways to those of the other.
    """
    if left.tick_minutes != right.tick_minutes or left.travel or right.travel:
        raise ValueError(
            f"{left.name} and {right.name}: ticks differ, or there is travel; glue parks of one grid without it"
        )
    return replace(
        left,
        horizon=max(left.horizon, right.horizon),
        machines=left.machines + right.machines,
        pools=left.pools + right.pools,
        accounts=left.accounts + right.accounts,
        jobs=left.jobs + tuple(_behind(left, job) for job in right.jobs),
        pins=left.pins + tuple(replace(pin, job=pin.job + len(left.jobs)) for pin in right.pins),
    )


def _behind(left: Problem, job: Job) -> Job:
    """Return a job with its indices moved behind all that is there already."""

    def moved(mode: Mode) -> Mode:
        return replace(
            mode,
            machines=tuple(machine + len(left.machines) for machine in mode.machines),
            demands=tuple((pool + len(left.pools), units) for pool, units in mode.demands),
        )

    tasks = tuple(replace(task, modes=tuple(map(moved, task.modes))) for task in job.tasks)
    return replace(job, account=job.account + len(left.accounts), tasks=tasks)
