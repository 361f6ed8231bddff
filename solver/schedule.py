"""A `Schedule` and the plain measures that follow from it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from solver.interval import Interval

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from solver.problem import Pin, Problem, Task


@dataclass(frozen=True, kw_only=True, slots=True, order=True)
class Assignment:
    """One placed part of a task; a task that is not splittable has part 0 only."""

    job: int
    task: int
    part: int = 0
    mode: int
    #: Start of the occupation (setup first).
    start: int
    #: Granted processing ticks.
    duration: int

    def occupation(self, problem: Problem) -> Interval:
        """Return `[start, start + setup + granted + teardown)`, what its machines are held for."""
        mode = problem.jobs[self.job].tasks[self.task].modes[self.mode]
        return Interval(self.start, self.start + mode.setup + self.duration + mode.teardown)


@dataclass(frozen=True)
class Schedule:
    """Placed parts, sorted by job, task and part. Any set of them can be written down; `solver.verify` judges it."""

    assignments: tuple[Assignment, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "assignments", tuple(sorted(self.assignments)))

    @cached_property
    def by_job(self) -> Mapping[int, tuple[Assignment, ...]]:
        """Return the parts of each placed job."""
        found: dict[int, list[Assignment]] = {}
        for assignment in self.assignments:
            found.setdefault(assignment.job, []).append(assignment)
        return {job: tuple(parts) for job, parts in found.items()}


def credit(task: Task, mode: int, granted: int) -> int:
    """Return the cost ticks credited for `granted` ticks in a mode: `work * granted // duration`, all of `work` when fully granted.

    The parts of a splittable task are summed before they are credited; its modes share one duration, so any of them will do.
    """
    return task.work * granted // task.modes[mode].duration


def granted_work(problem: Problem, schedule: Schedule) -> tuple[int, ...]:
    """Return the credited work of each job, without its weight (0 where unplaced)."""
    totals = [0] * len(problem.jobs)
    ticks: dict[tuple[int, int, int], int] = {}
    for a in schedule.assignments:
        mode = 0 if problem.jobs[a.job].tasks[a.task].splittable else a.mode
        ticks[a.job, a.task, mode] = ticks.get((a.job, a.task, mode), 0) + a.duration
    for (job, task, mode), granted in ticks.items():
        totals[job] += credit(problem.jobs[job].tasks[task], mode, granted)
    return tuple(totals)


def utilization(problem: Problem, schedule: Schedule) -> int:
    """Return `U = sum_j p_j * credited work of j`, in cost ticks."""
    return sum(job.weight * work for job, work in zip(problem.jobs, granted_work(problem, schedule), strict=True))


def punctuality(problem: Problem, schedule: Schedule) -> int:
    """Return weighted tardiness plus waiting before the first start, in weighted ticks; less is better.

    `sum over placed j of tardiness_weight_j * max(0, C_j - due_j) + (start_j - release_j)`.
    """
    total = 0
    for index, parts in schedule.by_job.items():
        job = problem.jobs[index]
        total += min(part.start for part in parts) - job.release
        if job.due is not None:
            end = max(part.occupation(problem).end for part in parts)
            total += job.tardiness_weight * max(0, end - job.due)
    return total


def kept_promises(problem: Problem, schedule: Schedule) -> tuple[Pin, ...]:
    """Return the soft pins that hold: their task has a part of exactly that mode, start and granted ticks."""
    placed = {(a.job, a.task, a.mode, a.start, a.duration) for a in schedule.assignments}
    return tuple(pin for pin in problem.promises if (pin.job, pin.task, pin.mode, pin.start, pin.duration) in placed)


def promised_weight(problem: Problem, pins: Iterable[Pin]) -> int:
    """Return what some soft pins weigh: each as much as its job, `p_j`."""
    return sum(problem.jobs[pin.job].weight for pin in pins)


def broken_promises(problem: Problem, schedule: Schedule) -> int:
    """Return the weight of the soft pins that do not hold, those of unplaced jobs among them; less is better."""
    kept = promised_weight(problem, kept_promises(problem, schedule))
    return promised_weight(problem, problem.promises) - kept


#: What each tier measures.
MEASURES: Mapping[str, Callable[[Problem, Schedule], int]] = {
    "promises": broken_promises,
    "utilization": utilization,
    "punctuality": punctuality,
}
