"""The problem as arrays of whole numbers, for the bound by prices on ticks.

A *bundle* is what one mode holds together: its machines and its units of pools. A *path* is a run of tasks of one job, each waiting for
the one before; precedences that fit into no path are left out, and a task in parts is a path by itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from solver.search.bounds.lags import links_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from solver.problem import Problem
    from solver.search.bounds.lags import Link
    from solver.search.bounds.relaxation import Relaxation, TaskStands

Numbers: TypeAlias = NDArray[np.int64]
#: Machines and pools (behind the machines) with the units held of each.
Bundle: TypeAlias = tuple[tuple[int, int], ...]


class Layout(NamedTuple):
    """One row for each thing; columns as said."""

    #: `lo`, `hi`, setup and teardown, least grant, most grant, duration, bundle.
    stands: Numbers
    #: First stand, behind the last, ticks from the end of the task before, most parts, weight, work, least and most grant in all.
    tasks: Numbers
    #: First task, behind the last.
    paths: Numbers
    #: First path, behind the last, whether it must be placed.
    jobs: Numbers
    #: Bundle, resource, units.
    members: Numbers
    #: Units by resource and tick.
    capacity: Numbers
    #: The most units that anything asks of a resource; at least 1.
    units: Numbers

    @property
    def bundles(self) -> int:
        """Return how many bundles there are."""
        return int(self.members[-1, 0]) + 1

    @property
    def steps(self) -> int:
        """Return in how many ways a stand can be taken, over all stands: starts times grants, about."""
        lo, hi, overhead, least, most = (self.stands[:, column] for column in range(5))
        return int(((hi - lo - overhead - least + 1) * (most - least + 1)).sum())


def layout_of(relaxation: Relaxation) -> Layout | None:
    """Return the arrays of a relaxation; None if no job can be placed."""
    if not relaxation.chosen:
        return None
    rows = _Rows(relaxation)
    capacity = _capacity(relaxation.problem)
    units = np.ones(len(capacity), dtype=np.int64)
    members = [(number, *held) for number, bundle in enumerate(rows.bundles) for held in bundle]
    for _, resource, held in members:
        units[resource] = max(units[resource], held)
    stands, tasks, paths, jobs = _numbers(rows.stands), _numbers(rows.tasks), _numbers(rows.paths), _numbers(rows.jobs)
    return Layout(stands, tasks, paths, jobs, _numbers(members), capacity, units)


def _numbers(rows: Sequence[Sequence[int]]) -> Numbers:
    return np.array(rows, dtype=np.int64)


def _capacity(problem: Problem) -> Numbers:
    found = np.zeros((len(problem.machines) + len(problem.pools), problem.horizon), dtype=np.int64)
    for row, machine in zip(found, problem.machines, strict=False):
        for window in machine.windows:
            row[window.start : window.end] = 1
    for row, pool in zip(found[len(problem.machines) :], problem.pools, strict=True):
        for start, end, amount in pool.capacity:
            row[start:end] = amount
    return found


class _Rows:
    """The rows as they are collected."""

    def __init__(self, relaxation: Relaxation) -> None:
        self.stands: list[tuple[int, ...]] = []
        self.tasks: list[tuple[int, ...]] = []
        self.paths: list[tuple[int, int]] = []
        self.jobs: list[tuple[int, int, int]] = []
        self.bundles: dict[Bundle, int] = {}
        self._relaxation = relaxation
        links: dict[int, list[Link]] = {}
        for link in links_of(relaxation):
            links.setdefault(link.job, []).append(link)
        for job, column in relaxation.chosen.items():
            first = len(self.paths)
            for path in _paths(relaxation, job, links.get(job, ())):
                begin = len(self.tasks)
                for stands, lag in path:
                    self._add_task(stands, lag)
                self.paths.append((begin, len(self.tasks)))
            self.jobs.append((first, len(self.paths), relaxation.program.lowers[column]))

    def _add_task(self, found: TaskStands, lag: int) -> None:
        problem = self._relaxation.problem
        job, first = problem.jobs[found.job], len(self.stands)
        task = job.tasks[found.task]
        for stand in found.stands:
            mode = task.modes[stand.mode]
            overhead = mode.setup + mode.teardown
            most = min(mode.duration, stand.hi - stand.lo - overhead)
            pools = ((len(problem.machines) + pool, units) for pool, units in mode.demands)
            bundle = (*((machine, 1) for machine in mode.machines), *pools)
            number = self.bundles.setdefault(bundle, len(self.bundles))
            self.stands.append((stand.lo, stand.hi, overhead, stand.granted, most, mode.duration, number))
        mode = task.modes[0]
        limits = (mode.min_duration, mode.duration)
        self.tasks.append((first, len(self.stands), lag, found.parts, job.weight, task.work, *limits))


def _paths(relaxation: Relaxation, job: int, links: Sequence[Link]) -> Iterator[Sequence[tuple[TaskStands, int]]]:
    """Yield the paths of a job: tasks, and the ticks between each and the one before."""
    after: dict[int, Link] = {}
    before: dict[int, Link] = {}
    for link in links:
        first, second = link.before, link.after
        if first.parts == second.parts == 1 and first.task not in after and second.task not in before:
            after[first.task] = before[second.task] = link
    for number in range(len(relaxation.problem.jobs[job].tasks)):
        if number not in before:
            path = [(relaxation.tasks[job, number], 0)]
            while (step := after.get(path[-1][0].task)) is not None:
                path.append((step.after, step.precedence.min_lag + step.travel))
            yield path
