"""Which jobs to free next: each neighbourhood picks placed jobs that stand in each other's way, and rejected ones that want in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Sequence

    from solver.places import Places
    from solver.problem import Problem
    from solver.schedule import Assignment

#: Jobs to free; some may be placed and some not.
Choice: TypeAlias = tuple[int, ...]
#: Draws a choice from a plan, with at most so many placed jobs.
Neighbourhood: TypeAlias = "Callable[[Plan, random.Random, int], Choice]"


@dataclass(frozen=True, slots=True)
class Plan:
    """The incumbent as a neighbourhood sees it: what is placed, where, and what is not."""

    problem: Problem
    places: Places
    #: Every placed part with its machines' held time: (start, end, job, machines).
    parts: Sequence[tuple[int, int, int, tuple[int, ...]]]
    rejected: Sequence[int]
    #: Jobs that a hard pin keeps in place.
    pinned: frozenset[int]


def plan_of(problem: Problem, places: Places, assignments: Sequence[Assignment], pinned: frozenset[int]) -> Plan:
    """Return the view of an incumbent."""
    parts = []
    placed = set()
    for a in assignments:
        mode = problem.jobs[a.job].tasks[a.task].modes[a.mode]
        parts.append((a.start, a.start + mode.setup + a.duration + mode.teardown, a.job, mode.machines))
        placed.add(a.job)
    possible = (job for job, tasks in enumerate(places) if job not in placed and all(tasks))
    return Plan(problem, places, parts, tuple(possible), pinned)


def around_rejected(plan: Plan, rng: random.Random, size: int) -> Choice:
    """Free a rejected job and what holds its machines near one moment at which it could run."""
    if not plan.rejected:
        return window(plan, rng, size)
    job = rng.choice(plan.rejected)
    centre = rng.randint(plan.problem.jobs[job].release, plan.problem.jobs[job].deadline)
    wanted: set[int] = set()
    for task, places in zip(plan.problem.jobs[job].tasks, plan.places[job], strict=True):
        near = sorted(places, key=lambda place: max(place.lo - centre, centre - place.hi, 0) + rng.random())
        for place in near[: rng.randint(1, 3)]:
            wanted.update(task.modes[place.mode].machines)
    return (job, *_nearest(plan, rng, wanted, centre, size))


def window(plan: Plan, rng: random.Random, size: int) -> Choice:
    """Free what runs on the machines of one group around one moment, and rejected jobs that could run there."""
    return _with_rejected(plan, rng, _group(plan, rng), rng.randint(0, plan.problem.horizon), size)


def machines(plan: Plan, rng: random.Random, size: int) -> Choice:
    """Free what runs on a few machines, whatever their group, around one moment."""
    count = min(len(plan.problem.machines), rng.randint(2, 5))
    chosen = set(rng.sample(range(len(plan.problem.machines)), count))
    return _with_rejected(plan, rng, chosen, rng.randint(0, plan.problem.horizon), size)


def anywhere(plan: Plan, rng: random.Random, size: int) -> Choice:
    """Free what runs on all machines around one moment: chains can then move as a whole."""
    chosen = set(range(len(plan.problem.machines)))
    return _with_rejected(plan, rng, chosen, rng.randint(0, plan.problem.horizon), size)


def placed_in_group(plan: Plan, rng: random.Random, size: int) -> Choice:
    """Free what runs on the machines of one group around one moment, and nothing else."""
    return _nearest(plan, rng, _group(plan, rng), rng.randint(0, plan.problem.horizon), size)


def placed_anywhere(plan: Plan, rng: random.Random, size: int) -> Choice:
    """Free what runs on all machines around one moment, and nothing else."""
    chosen = set(range(len(plan.problem.machines)))
    return _nearest(plan, rng, chosen, rng.randint(0, plan.problem.horizon), size)


def _group(plan: Plan, rng: random.Random) -> set[int]:
    group = rng.choice(sorted({machine.group for machine in plan.problem.machines}))
    return {m for m, machine in enumerate(plan.problem.machines) if machine.group == group}


def _with_rejected(plan: Plan, rng: random.Random, machines: set[int], centre: int, size: int) -> Choice:
    """Free the placed jobs, and a third as many of the rejected ones that could run on these machines at that time."""
    wishes = [job for job in plan.rejected if _could_run(plan, job, machines, centre)]
    rng.shuffle(wishes)
    return (*wishes[: 1 + size // 3], *_nearest(plan, rng, machines, centre, size))


def _could_run(plan: Plan, job: int, machines: set[int], centre: int) -> bool:
    data = plan.problem.jobs[job]
    if not data.release <= centre < data.deadline:
        return False
    return any(not machines.isdisjoint(mode.machines) for task in data.tasks for mode in task.modes)


def _nearest(plan: Plan, rng: random.Random, machines: set[int], centre: int, size: int) -> Choice:
    """Return the placed jobs on these machines that run nearest to a moment, at most `size`."""
    distance: dict[int, float] = {}
    for start, end, job, used in plan.parts:
        if job not in plan.pinned and not machines.isdisjoint(used):
            away = max(start - centre, centre - end, 0) + rng.random()
            distance[job] = min(away, distance.get(job, away))
    return tuple(sorted(distance, key=lambda job: distance[job])[:size])
