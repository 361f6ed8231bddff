"""Promises taken apart: a problem in which every soft pin is a job of its own, so that thousands of them are one small model.

Some jobs stay whole; of every other one only what was promised is left, each pin a job that is there or nowhere. Whatever schedule
the real problem has, what it keeps is a schedule of this one. So no schedule keeps more weight than the best of these.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from solver.problem import Job, Mode, Pin, Task
from solver.schedule import Assignment, Schedule, kept_promises
from solver.search.bounds.promises import end_of, keepable

if TYPE_CHECKING:
    from collections.abc import Collection

    from solver.places import Places
    from solver.problem import Problem


@dataclass(frozen=True, slots=True)
class Apart:
    """The problem of promises, and what its jobs stand for: first those that stay whole, then one for each pin."""

    problem: Problem
    whole: tuple[int, ...]
    pins: tuple[Pin, ...]

    def schedule_of(self, original: Problem, schedule: Schedule) -> Schedule:
        """Return what a schedule of the original problem is here: its whole jobs, and the pins that it keeps."""
        kept = set(kept_promises(original, schedule))
        parts = [
            replace(part, job=index) for index, job in enumerate(self.whole) for part in schedule.by_job.get(job, ())
        ]
        alone = (len(self.whole) + number for number, pin in enumerate(self.pins) if pin in kept)
        return Schedule((*parts, *(_assignment(self.problem, job) for job in alone)))


def take_apart(problem: Problem, places: Places, whole: Collection[int]) -> Apart:
    """Return the problem of promises; `whole` must hold every job that has to be placed, or that others need between them."""
    order = tuple(sorted(whole))
    index = {job: number for number, job in enumerate(order)}
    alone = tuple(pin for pin in problem.promises if pin.job not in index and keepable(problem, places, pin))
    jobs = [replace(problem.jobs[job], name=f"job {job}") for job in order]
    pins = [replace(pin, job=index[pin.job]) for pin in problem.pins if pin.job in index]
    for number, pin in enumerate(alone):
        pins.append(Pin(job=len(jobs), task=0, mode=0, start=pin.start, duration=pin.duration, hard=False))
        jobs.append(_job_of(problem, pin, f"pin {number}"))
    return Apart(replace(problem, jobs=tuple(jobs), pins=tuple(pins)), order, alone)


def _job_of(problem: Problem, pin: Pin, name: str) -> Job:
    """Return a job that can only be where a pin says; windows of the mode are no question there."""
    job = problem.jobs[pin.job]
    task = job.tasks[pin.task]
    mode = task.modes[pin.mode]
    only = Mode(
        machines=mode.machines,
        duration=pin.duration,
        min_duration=pin.duration,
        setup=mode.setup,
        teardown=mode.teardown,
        demands=mode.demands,
    )
    return Job(
        name=name,
        account=job.account,
        release=pin.start,
        deadline=end_of(problem, pin),
        tasks=(Task(work=1, modes=(only,), family=task.family),),
        weight=job.weight,
    )


def _assignment(problem: Problem, job: int) -> Assignment:
    duration = problem.jobs[job].tasks[0].modes[0].duration
    return Assignment(job=job, task=0, mode=0, start=problem.jobs[job].release, duration=duration)
