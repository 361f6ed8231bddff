"""Independent components: which jobs share no machine and no pool, however indirectly, and so can be solved apart.

A job links all machines of all its modes with all pools that these demand. Machines and pools that nothing uses belong to no
component. Accounts link nothing, as long as every tier is a sum over jobs; each component has all of them, under their indices.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from solver.problem import Problem
from solver.schedule import Schedule

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from solver.problem import Job, Mode


@dataclass(frozen=True, kw_only=True, slots=True)
class Component:
    """A part of a problem as a problem of its own, and what its indices mean in the whole."""

    problem: Problem
    #: The index in the whole of each of its jobs, machines and pools; all ascend.
    jobs: tuple[int, ...]
    machines: tuple[int, ...]
    pools: tuple[int, ...]


def linked_jobs(problem: Problem) -> tuple[tuple[int, ...], ...]:
    """Return the jobs of each component, by union-find over machines and pools; in the order of their first jobs."""
    machines = len(problem.machines)
    parent = list(range(machines + len(problem.pools)))
    for job in problem.jobs:
        first, *others = _nodes(job, machines)
        for node in others:
            parent[_root(parent, node)] = _root(parent, first)
    found: dict[int, list[int]] = {}
    for index, job in enumerate(problem.jobs):
        found.setdefault(_root(parent, job.tasks[0].modes[0].machines[0]), []).append(index)
    return tuple(map(tuple, found.values()))


def component_of(problem: Problem, jobs: Sequence[int]) -> Component:
    """Return these jobs, which are all those of one component, with the machines and pools that they use."""
    count = len(problem.machines)
    nodes = sorted({node for job in jobs for node in _nodes(problem.jobs[job], count)})
    machines = tuple(node for node in nodes if node < count)
    pools = tuple(node - count for node in nodes if node >= count)
    machine_at, pool_at, job_at = _places_in(machines), _places_in(pools), _places_in(jobs)
    part = Problem(
        name=f"{problem.name}: {problem.jobs[jobs[0]].name} and what is linked with it",
        tick_minutes=problem.tick_minutes,
        horizon=problem.horizon,
        machines=tuple(problem.machines[machine] for machine in machines),
        accounts=problem.accounts,
        jobs=tuple(_indexed_anew(problem.jobs[job], machine_at, pool_at) for job in jobs),
        pools=tuple(problem.pools[pool] for pool in pools),
        travel=problem.travel,
        pins=tuple(replace(pin, job=job_at[pin.job]) for pin in problem.pins if pin.job in job_at),
    )
    return Component(problem=part, jobs=tuple(jobs), machines=machines, pools=pools)


def project(component: Component, schedule: Schedule) -> Schedule:
    """Return what a schedule of the whole says of a component."""
    by_job = schedule.by_job
    return Schedule(
        tuple(replace(part, job=index) for index, job in enumerate(component.jobs) for part in by_job.get(job, ()))
    )


def merge(parts: Iterable[tuple[Component, Schedule]]) -> Schedule:
    """Return schedules of components as one schedule of the whole."""
    return Schedule(
        tuple(
            replace(part, job=component.jobs[part.job])
            for component, schedule in parts
            for part in schedule.assignments
        )
    )


def _nodes(job: Job, machines: int) -> list[int]:
    """Return the machines that a job may use, and behind them, counted on from the last machine, its pools."""
    modes = [mode for task in job.tasks for mode in task.modes]
    return [machine for mode in modes for machine in mode.machines] + [
        machines + pool for mode in modes for pool, _ in mode.demands
    ]


def _root(parent: list[int], node: int) -> int:
    """Return the representative of a node; on the way each node is hung higher, so that the next walk is short."""
    while parent[node] != node:
        parent[node] = parent[parent[node]]
        node = parent[node]
    return node


def _places_in(indices: Sequence[int]) -> Mapping[int, int]:
    return {index: place for place, index in enumerate(indices)}


def _indexed_anew(job: Job, machine_at: Mapping[int, int], pool_at: Mapping[int, int]) -> Job:
    def moved(mode: Mode) -> Mode:
        return replace(
            mode,
            machines=tuple(machine_at[machine] for machine in mode.machines),
            demands=tuple((pool_at[pool], units) for pool, units in mode.demands),
        )

    return replace(job, tasks=tuple(replace(task, modes=tuple(map(moved, task.modes))) for task in job.tasks))
