"""Checks of modes and of the leave to split a task. There are thousands of modes, so a sound one costs microseconds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.checks.report import check_windows

if TYPE_CHECKING:
    from solver.checks.report import Report
    from solver.problem import Mode, Problem, Task


def check_modes(report: Report, at: str, task: Task, problem: Problem) -> None:
    """A task has modes, and each is sound."""
    if not task.modes:
        report.add(f"{at}/modes", "is empty", "give the task at least one mode")
    for index, mode in enumerate(task.modes):
        here = f"{at}/modes/{index}"
        check_mode_machines(report, here, mode, len(problem.machines))
        check_durations(report, here, mode)
        if mode.windows is not None:
            check_windows(report, f"{here}/windows", mode.windows)
        if mode.demands:
            check_demands(report, here, mode, len(problem.pools))


def check_mode_machines(report: Report, at: str, mode: Mode, machines: int) -> None:
    """A mode occupies at least one machine, each once."""
    chosen = mode.machines
    if not chosen:
        report.add(f"{at}/machines", "is empty", "name at least one machine")
    for place, machine in enumerate(chosen):
        if not 0 <= machine < machines:
            report.index(f"{at}/machines/{place}", machine, machines, "machines")
        elif place and machine in chosen[:place]:
            report.add(f"{at}/machines/{place}", f"names machine {machine} again", "name each machine once")


def check_durations(report: Report, at: str, mode: Mode) -> None:
    """`1 <= min_duration <= duration`, and setup and teardown are not negative."""
    if 1 <= mode.min_duration <= mode.duration and mode.setup >= 0 <= mode.teardown:
        return
    report.at_least(f"{at}/duration", mode.duration, 1)
    report.at_least(f"{at}/min_duration", mode.min_duration, 1)
    if mode.min_duration > mode.duration >= 1:
        message = f"is {mode.min_duration}, more than the duration {mode.duration}"
        report.add(f"{at}/min_duration", message, "use at most the duration")
    report.at_least(f"{at}/setup", mode.setup, 0)
    report.at_least(f"{at}/teardown", mode.teardown, 0)


def check_demands(report: Report, at: str, mode: Mode, pools: int) -> None:
    """A mode asks each pool once, for at least one unit."""
    seen: set[int] = set()
    for pool, units in mode.demands:
        here = f"{at}/demands/{pool}"
        report.index(here, pool, pools, "pools")
        report.at_least(here, units, 1)
        if pool in seen:
            report.add(here, f"asks pool {pool} again", "add up what the mode asks of a pool")
        seen.add(pool)


def check_splittable(report: Report, at: str, task: Task) -> None:
    """A splittable task has parts of some length, and modes that agree on what there is to split."""
    if task.splittable is None:
        return
    here = f"{at}/splittable"
    report.at_least(f"{here}/min_part", task.splittable.min_part, 1)
    report.at_least(f"{here}/max_parts", task.splittable.max_parts, 1)
    for index, mode in enumerate(task.modes):
        _agrees(report, f"{at}/modes/{index}/duration", mode.duration, task.modes[0].duration)
        _agrees(report, f"{at}/modes/{index}/min_duration", mode.min_duration, task.modes[0].min_duration)
    if task.modes and task.splittable.min_part > task.modes[0].duration:
        message = f"is {task.splittable.min_part}, more than the duration {task.modes[0].duration}"
        report.add(f"{here}/min_part", message, "use at most the duration")


def _agrees(report: Report, at: str, value: int, first: int) -> None:
    if value != first:
        report.add(at, f"is {value}, in mode 0 it is {first}", "let the modes of a splittable task share it")
