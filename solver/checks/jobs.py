"""Checks of jobs, their tasks and the precedences between them."""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING

from solver.checks.modes import check_modes, check_splittable
from solver.checks.report import check_names

if TYPE_CHECKING:
    from solver.checks.report import Report
    from solver.problem import Job, Precedence, Problem

#: The largest whole number up to which every one is exact as a double.
LARGEST_TOTAL = 2**53


def check_jobs(report: Report, problem: Problem) -> None:
    """Check every job from its account down to its modes."""
    check_names(report, "/jobs", (job.name for job in problem.jobs))
    for index, job in enumerate(problem.jobs):
        at = f"/jobs/{index}"
        report.index(f"{at}/account", job.account, len(problem.accounts), "accounts")
        check_weights(report, at, job)
        check_time_span(report, at, job, problem.horizon)
        check_tasks(report, at, job, problem)
        check_precedences(report, at, job)
    check_totals(report, problem)


def check_weights(report: Report, at: str, job: Job) -> None:
    """A job counts for something, and being late earns nothing."""
    report.at_least(f"{at}/weight", job.weight, 1)
    report.at_least(f"{at}/tardiness_weight", job.tardiness_weight, 0)


def check_totals(report: Report, problem: Problem) -> None:
    """What is added up over all jobs stays exact, in 64 bits and in every reader of JSON."""
    worth = sum(max(0, job.weight * task.work) for job in problem.jobs for task in job.tasks)
    late = sum(max(0, job.tardiness_weight) for job in problem.jobs) * max(1, problem.horizon)
    if worth > LARGEST_TOTAL:
        report.add(
            "/jobs", f"are worth {worth} in all, weight times work", f"use units that add up to {LARGEST_TOTAL} at most"
        )
    if late > LARGEST_TOTAL:
        message = f"may cost {late} by being late, tardiness weight times horizon"
        report.add("/jobs", message, f"use weights that add up to {LARGEST_TOTAL} at most")


def check_time_span(report: Report, at: str, job: Job, horizon: int) -> None:
    """The span from release to deadline is not empty and inside the horizon; a due date may lie anywhere."""
    report.at_least(f"{at}/release", job.release, 0)
    if job.deadline > horizon:
        report.add(f"{at}/deadline", f"is {job.deadline}, beyond the horizon", f"use {horizon} or less")
    if job.deadline <= job.release:
        message = f"is {job.deadline}, not after the release {job.release}"
        report.add(f"{at}/deadline", message, "use a deadline after the release")


def check_tasks(report: Report, at: str, job: Job, problem: Problem) -> None:
    """A job has tasks, each with a family, work and modes that agree."""
    if not job.tasks:
        report.add(f"{at}/tasks", "is empty", "give the job at least one task")
    for index, task in enumerate(job.tasks):
        here = f"{at}/tasks/{index}"
        report.at_least(f"{here}/family", task.family, 0)
        report.at_least(f"{here}/work", task.work, 0)
        check_modes(report, here, task, problem)
        check_splittable(report, here, task)


def check_precedences(report: Report, at: str, job: Job) -> None:
    """Precedences name two tasks of the job, allow some lag and have no cycle."""
    known = True
    for index, precedence in enumerate(job.precedences):
        here = f"{at}/precedences/{index}"
        before = report.index(f"{here}/before", precedence.before, len(job.tasks), "tasks of the job")
        after = report.index(f"{here}/after", precedence.after, len(job.tasks), "tasks of the job")
        known = known and before and after
        check_lags(report, here, precedence)
    if known and job.precedences:
        check_cycle(report, at, job)


def check_lags(report: Report, at: str, precedence: Precedence) -> None:
    """Lags are not negative and leave a choice; travel that makes them impossible is no contradiction."""
    report.at_least(f"{at}/min_lag", precedence.min_lag, 0)
    if precedence.max_lag is not None and precedence.max_lag < precedence.min_lag:
        message = f"is {precedence.max_lag}, less than min_lag {precedence.min_lag}"
        report.add(f"{at}/max_lag", message, "use at least min_lag, or null for no limit")


def check_cycle(report: Report, at: str, job: Job) -> None:
    """No task waits for itself, neither directly nor round others."""
    sorter: TopologicalSorter[int] = TopologicalSorter()
    for index, precedence in enumerate(job.precedences):
        if precedence.before == precedence.after:
            message = f"makes task {precedence.after} wait for itself"
            report.add(f"{at}/precedences/{index}", message, "name two different tasks")
        else:
            sorter.add(precedence.after, precedence.before)
    try:
        sorter.prepare()
    except CycleError as error:
        circle = " -> ".join(map(str, error.args[1]))
        report.add(f"{at}/precedences", f"make tasks wait in a circle: {circle}", "remove one of them")
