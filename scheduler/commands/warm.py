"""`--warm-start`: the schedule file that a search begins with, of this problem or of one much like it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from scheduler.commands.output import Output
    from solver.problem import Problem
    from solver.schedule import Assignment, Schedule


def read_warm_start(path: Path, problem: Problem, out: Output) -> Schedule:
    """Return what a schedule file says about jobs that the problem has, and tell people what is passed over.

    A schedule file knows jobs by their index alone, so a problem of tomorrow must list them as that of yesterday did. Whether a
    placed part still keeps the rules is for the search to see.

    Raises
    ------
    FileError
        if the file cannot be read or holds no schedule.
    """
    from solver.files import read_schedule
    from solver.schedule import Schedule

    stored = read_schedule(path)
    known = tuple(part for part in stored.schedule.assignments if _is_known(problem, part))
    if not stored.is_for(problem):
        of = f" ({stored.problem!r})" if stored.problem else ""
        out.say(f"{path}: made for another problem{of}; its jobs are taken for those of the same index here")
    lost = len(stored.schedule.assignments) - len(known)
    if lost:
        told = f"{lost} of {len(stored.schedule.assignments)} placed parts name a job, task or mode that is not in the problem"
        out.say(f"{path}: {told}; they are passed over")
    return Schedule(known)


def _is_known(problem: Problem, part: Assignment) -> bool:
    if part.job not in range(len(problem.jobs)):
        return False
    tasks = problem.jobs[part.job].tasks
    return part.task in range(len(tasks)) and part.mode in range(len(tasks[part.task].modes))
