"""Checks of pins: they name something that exists and could be."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from solver.checks.report import Report
    from solver.problem import Pin, Problem, Task


def check_pins(report: Report, problem: Problem) -> None:
    """Check every pin, and hard pins against each other."""
    first: dict[tuple[int, int], tuple[int, Pin]] = {}
    for index, pin in enumerate(problem.pins):
        at = f"/pins/{index}"
        report.at_least(f"{at}/start", pin.start, 0)
        task = _pinned_task(report, at, pin, problem)
        if task is None:
            continue
        check_pin_duration(report, at, pin, task)
        if pin.hard and task.splittable is None:
            other, held = first.setdefault((pin.job, pin.task), (index, pin))
            if _placement(held) != _placement(pin):
                message = f"holds task {pin.task} of job {pin.job} elsewhere than /pins/{other}"
                report.add(at, message, "keep one hard pin of a task that may not be split")


def check_pin_duration(report: Report, at: str, pin: Pin, task: Task) -> None:
    """A pinned duration is one that may be granted; a pin on a splittable task is one of its parts."""
    if not report.index(f"{at}/mode", pin.mode, len(task.modes), "modes of the task"):
        return
    mode = task.modes[pin.mode]
    least = mode.min_duration if task.splittable is None else task.splittable.min_part
    if not least <= pin.duration <= mode.duration:
        message = f"is {pin.duration}, which mode {pin.mode} may not be granted"
        report.add(f"{at}/duration", message, f"use {least} to {mode.duration}")


def _pinned_task(report: Report, at: str, pin: Pin, problem: Problem) -> Task | None:
    if not report.index(f"{at}/job", pin.job, len(problem.jobs), "jobs"):
        return None
    tasks = problem.jobs[pin.job].tasks
    return tasks[pin.task] if report.index(f"{at}/task", pin.task, len(tasks), "tasks of the job") else None


def _placement(pin: Pin) -> tuple[int, int, int]:
    return pin.mode, pin.start, pin.duration
