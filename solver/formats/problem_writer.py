"""From a `Problem` to the JSON object of its file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from solver.formats.json_text import canonical_sha256

if TYPE_CHECKING:
    from collections.abc import Iterable

    from solver.problem import Job, Machine, Mode, Pin, Problem, Task

#: The value of `format`; here, and not with the shapes, so that to write needs no pydantic.
PROBLEM_FORMAT = "equishare/problem-1"


def document_of(problem: Problem) -> dict[str, Any]:
    """Return a problem as a JSON object with every key of its format; equal problems give equal objects."""
    return {
        "format": PROBLEM_FORMAT,
        "name": problem.name,
        "tick_minutes": problem.tick_minutes,
        "horizon": problem.horizon,
        "machines": [_machine_object(machine) for machine in problem.machines],
        "pools": [{"name": each.name, "capacity": _lists(each.capacity)} for each in problem.pools],
        "travel": None if problem.travel is None else _lists(problem.travel),
        "accounts": [{"name": a.name, "share": a.share, "balance": a.balance} for a in problem.accounts],
        "jobs": [_job_object(job) for job in problem.jobs],
        "pins": [_pin_object(pin) for pin in problem.pins],
    }


def problem_sha256(problem: Problem) -> str:
    """Return the SHA-256, in hexadecimal, of the canonical text of a problem; a round trip through a file keeps it."""
    return canonical_sha256(document_of(problem))


def _lists(rows: Iterable[Iterable[int]]) -> list[list[int]]:
    return [list(row) for row in rows]


def _machine_object(machine: Machine) -> dict[str, Any]:
    return {
        "name": machine.name,
        "group": machine.group,
        "windows": _lists(machine.windows),
        "cost_weight": machine.cost_weight,
        "site": machine.site,
        "initial_family": machine.initial_family,
        "changeover": None if machine.changeover is None else _lists(machine.changeover),
    }


def _job_object(job: Job) -> dict[str, Any]:
    return {
        "name": job.name,
        "account": job.account,
        "weight": job.weight,
        "release": job.release,
        "due": job.due,
        "tardiness_weight": job.tardiness_weight,
        "deadline": job.deadline,
        "mandatory": job.mandatory,
        "tasks": [_task_object(task) for task in job.tasks],
        "precedences": [
            {"before": p.before, "after": p.after, "min_lag": p.min_lag, "max_lag": p.max_lag} for p in job.precedences
        ],
    }


def _task_object(task: Task) -> dict[str, Any]:
    splittable = task.splittable
    return {
        "family": task.family,
        "work": task.work,
        "splittable": splittable and {"min_part": splittable.min_part, "max_parts": splittable.max_parts},
        "modes": [_mode_object(mode) for mode in task.modes],
    }


def _mode_object(mode: Mode) -> dict[str, Any]:
    return {
        "machines": list(mode.machines),
        "duration": mode.duration,
        "min_duration": mode.min_duration,
        "setup": mode.setup,
        "teardown": mode.teardown,
        "windows": None if mode.windows is None else _lists(mode.windows),
        "demands": {str(pool): units for pool, units in mode.demands},
    }


def _pin_object(pin: Pin) -> dict[str, Any]:
    return {
        "job": pin.job,
        "task": pin.task,
        "mode": pin.mode,
        "start": pin.start,
        "duration": pin.duration,
        "hard": pin.hard,
    }
