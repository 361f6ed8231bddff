"""Selection: a placed task uses exactly one mode; a job is placed whole or not at all; mandatory jobs are placed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.verify.parts import by_task, missing
from solver.verify.violation import Violation

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from solver.problem import Problem
    from solver.schedule import Schedule
    from solver.verify.parts import Part


def find_unknown(problem: Problem, schedule: Schedule) -> Iterator[Violation]:
    """Find assignments that name a job, task or mode that the problem does not have."""
    for assignment in schedule.assignments:
        named = missing(problem, assignment)
        if named is not None:
            yield Violation(rule="selection", message=f"an assignment names {named}", job=assignment.job)


def find_wrong_selections(problem: Problem, parts: Sequence[Part]) -> Iterator[Violation]:
    """Find tasks placed more than once, jobs placed in pieces and mandatory jobs left out."""
    tasks = by_task(parts)
    for placed in tasks.values():
        yield from _find_wrong_numbers(placed)
    touched = {job for job, _ in tasks}
    for index, job in enumerate(problem.jobs):
        if index in touched:
            for task in range(len(job.tasks)):
                if (index, task) not in tasks:
                    told = f"job {job.name!r} is placed without its task {task}"
                    yield Violation(rule="selection", message=told, job=index, task=task)
        elif job.mandatory:
            yield Violation(rule="selection", message=f"mandatory job {job.name!r} is not placed", job=index)


def _find_wrong_numbers(placed: Sequence[Part]) -> Iterator[Violation]:
    """A task that is not splittable has part 0 alone; the parts of a split one are numbered 0, 1, ... without a gap."""
    first = placed[0]
    numbers = sorted(part.at.part for part in placed)
    name = f"task {first.at.task} of job {first.job.name!r}"
    if first.task.splittable is None and numbers != [0]:
        told = f"{name} may not be split but has parts {numbers}, not just part 0"
    elif numbers != list(range(len(numbers))):
        told = f"{name} has parts numbered {numbers}, not 0 to {len(numbers) - 1}, each once"
    else:
        return
    yield Violation(rule="selection", message=told, job=first.at.job, task=first.at.task)
