"""A second, deliberately simple reading of the rules: it writes down who holds what in every single tick.

Slow, and it says only yes or no; `test_witness` holds the referee against it on thousands of broken schedules.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from solver.interval import Interval
    from solver.problem import Job, Mode, Problem, Task
    from solver.schedule import Assignment, Schedule


def holds(problem: Problem, schedule: Schedule) -> bool:
    """Return whether a schedule, whose indices exist and whose grants are positive, breaks no rule."""
    parts = schedule.assignments
    return (
        _jobs_hold(problem, parts)
        and all(_part_holds(problem, part) for part in parts)
        and all(_machine_holds(problem, machine, parts) for machine in range(len(problem.machines)))
        and all(_pool_holds(problem, pool, parts) for pool in range(len(problem.pools)))
        and all(
            any((part.job, part.task, part.mode, part.start, part.duration) == wanted for part in parts)
            for pin in problem.pins
            if pin.hard
            for wanted in [(pin.job, pin.task, pin.mode, pin.start, pin.duration)]
        )
    )


def mode_of(problem: Problem, part: Assignment) -> Mode:
    """Return the mode of a part."""
    return problem.jobs[part.job].tasks[part.task].modes[part.mode]


def ticks_of(problem: Problem, part: Assignment) -> range:
    """Return the ticks in which the machines of a part are held."""
    mode = mode_of(problem, part)
    return range(part.start, part.start + mode.setup + part.duration + mode.teardown)


def _part_holds(problem: Problem, part: Assignment) -> bool:
    mode, held, job = mode_of(problem, part), ticks_of(problem, part), problem.jobs[part.job]
    processed = held[mode.setup : mode.setup + part.duration]
    return (
        all(job.release <= tick < job.deadline for tick in held)
        and all(_inside(held, problem.machines[machine].windows) for machine in mode.machines)
        and (mode.windows is None or _inside(processed, mode.windows))
    )


def _inside(ticks: range, windows: Iterable[Interval]) -> bool:
    return any(set(ticks) <= set(range(start, end)) for start, end in windows)


def _machine_holds(problem: Problem, index: int, parts: Iterable[Assignment]) -> bool:
    machine = problem.machines[index]
    holder: dict[int, Assignment] = {}
    for part in parts:
        if index in mode_of(problem, part).machines:
            for tick in ticks_of(problem, part):
                if holder.setdefault(tick, part) is not part:
                    return False
    if machine.changeover is None:
        return True
    last, family, previous = 0, machine.initial_family, None
    for tick in sorted(holder):
        here = problem.jobs[holder[tick].job].tasks[holder[tick].task].family
        if holder[tick] is not previous and family is not None and tick - last < machine.changeover[family][here]:
            return False
        last, family, previous = tick + 1, here, holder[tick]
    return True


def _pool_holds(problem: Problem, pool: int, parts: Iterable[Assignment]) -> bool:
    used: dict[int, int] = {}
    for part in parts:
        for tick in ticks_of(problem, part):
            used[tick] = used.get(tick, 0) + dict(mode_of(problem, part).demands).get(pool, 0)
    steps = problem.pools[pool].capacity
    return all(
        units <= sum(s.amount for s in steps if s.start <= tick < s.end) for tick, units in used.items() if units
    )


def _jobs_hold(problem: Problem, parts: Iterable[Assignment]) -> bool:
    for index, job in enumerate(problem.jobs):
        tasks = [[part for part in parts if (part.job, part.task) == (index, t)] for t in range(len(job.tasks))]
        if not (_job_holds(problem, job, tasks) if any(tasks) else not job.mandatory):
            return False
    return True


def _job_holds(problem: Problem, job: Job, tasks: list[list[Assignment]]) -> bool:
    return (
        all(tasks)
        and all(_task_holds(problem, task, own) for task, own in zip(job.tasks, tasks, strict=True))
        and _lags_hold(problem, job, tasks)
    )


def _task_holds(problem: Problem, task: Task, own: list[Assignment]) -> bool:
    if [part.part for part in own] != list(range(len(own))):
        return False
    if task.splittable is None:
        mode = task.modes[own[0].mode]
        return len(own) == 1 and own[0].duration in range(mode.min_duration, mode.duration + 1)
    ticks = [tick for part in own for tick in ticks_of(problem, part)]
    total = sum(part.duration for part in own)
    return (
        len(own) <= task.splittable.max_parts
        and all(part.duration >= task.splittable.min_part for part in own)
        and task.modes[0].min_duration <= total <= task.modes[0].duration
        and len(ticks) == len(set(ticks))
    )


def _lags_hold(problem: Problem, job: Job, tasks: list[list[Assignment]]) -> bool:
    for link in job.precedences:
        for one, other in product(tasks[link.before], tasks[link.after]):
            way = problem.travel_between(mode_of(problem, one), mode_of(problem, other))
            if other.start <= ticks_of(problem, one)[-1] + link.min_lag + way:
                return False
        last = max(ticks_of(problem, part)[-1] + 1 for part in tasks[link.before])
        if link.max_lag is not None and min(part.start for part in tasks[link.after]) - last > link.max_lag:
            return False
    return True
