"""The facts that the rules judge: each placed part with its mode and the intervals that it fills."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from solver.interval import Interval

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from solver.problem import Job, Mode, Problem, Task
    from solver.schedule import Assignment, Schedule


class Part(NamedTuple):
    """One assignment whose indices exist, with what they stand for."""

    at: Assignment
    job: Job
    task: Task
    mode: Mode
    #: `[start, start + setup + granted + teardown)`: what machines and pools are held for.
    occupation: Interval
    #: `[start + setup, start + setup + granted)`.
    processing: Interval

    def __str__(self) -> str:
        """Name the part and its occupation, for messages."""
        start, end = self.occupation
        part = f" part {self.at.part}" if self.task.splittable or self.at.part else ""
        return f"task {self.at.task}{part} of job {self.job.name!r} at [{start}, {end})"


def parts_of(problem: Problem, schedule: Schedule) -> tuple[Part, ...]:
    """Return the parts of all assignments whose indices exist."""
    return tuple(_part(problem, each) for each in schedule.assignments if missing(problem, each) is None)


def missing(problem: Problem, assignment: Assignment) -> str | None:
    """Say which index of an assignment names nothing in the problem; None: all exist."""
    if not 0 <= assignment.job < len(problem.jobs):
        return f"job {assignment.job}, but jobs are 0 to {len(problem.jobs) - 1}"
    tasks = problem.jobs[assignment.job].tasks
    if not 0 <= assignment.task < len(tasks):
        return f"task {assignment.task} of job {assignment.job}, but its tasks are 0 to {len(tasks) - 1}"
    modes = tasks[assignment.task].modes
    if not 0 <= assignment.mode < len(modes):
        return f"mode {assignment.mode} of job {assignment.job} task {assignment.task}, but modes are 0 to {len(modes) - 1}"
    return None


def by_task(parts: Sequence[Part]) -> Mapping[tuple[int, int], list[Part]]:
    """Return the parts by (job, task)."""
    found: dict[tuple[int, int], list[Part]] = {}
    for part in parts:
        found.setdefault((part.at.job, part.at.task), []).append(part)
    return found


def by_machine(parts: Sequence[Part]) -> Mapping[int, list[Part]]:
    """Return the parts that hold each machine, sorted by start and end of their occupation."""
    found: dict[int, list[Part]] = {}
    for part in parts:
        for machine in part.mode.machines:
            found.setdefault(machine, []).append(part)
    for held in found.values():
        held.sort(key=lambda part: part.occupation)
    return found


def _part(problem: Problem, at: Assignment) -> Part:
    job = problem.jobs[at.job]
    task = job.tasks[at.task]
    mode = task.modes[at.mode]
    begin = at.start + mode.setup
    processing = Interval(begin, begin + at.duration)
    return Part(at, job, task, mode, Interval(at.start, processing.end + mode.teardown), processing)
