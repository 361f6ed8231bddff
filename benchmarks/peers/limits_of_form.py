"""What a formulation cannot say: each peer names it and refuses, instead of solving another problem than it was given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.errors import BenchmarkError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from solver.problem import Job, Problem


def refuse(peer: str, problem: Problem, *features: str) -> None:
    """Refuse a problem that has one of these features.

    Raises
    ------
    BenchmarkError
        naming every such feature and the first place it was met at.
    """
    met = [f"{name} ({where})" for name, where in features_of(problem).items() if name in features]
    if met:
        raise BenchmarkError(
            f"{problem.name}: {peer} cannot express {', '.join(met)}; give it a problem without, or use another peer"
        )


def features_of(problem: Problem) -> dict[str, str]:
    """Return what a problem asks for beyond fixed tasks on machines with windows, each with the first place it was met at."""
    found: dict[str, str] = {}
    for name, where in _met(problem):
        found.setdefault(name, where)
    return found


def _met(problem: Problem) -> Iterator[tuple[str, str]]:
    yield from (("changeovers", machine.name) for machine in problem.machines if machine.changeover is not None)
    yield from (("pins", problem.jobs[pin.job].name) for pin in problem.pins if pin.hard)
    for pool in problem.pools:
        yield "pools", pool.name
        if len(pool.capacity) != 1 or (pool.capacity[0].start, pool.capacity[0].end) != (0, problem.horizon):
            yield "pools that change", pool.name
    for job in problem.jobs:
        yield from ((name, job.name) for name in _of_job(problem, job))


def _of_job(problem: Problem, job: Job) -> Iterator[str]:
    if len(job.tasks) > 1:
        yield "jobs of several tasks"
        if any(mode.windows is not None for task in job.tasks for mode in task.modes):
            yield "windows of modes in a chain"
    if job.precedences and problem.travel is not None:
        yield "travel"
    linked = {task for link in job.precedences for task in (link.before, link.after)}
    for number, task in enumerate(job.tasks):
        if task.splittable:
            yield "splits"
            if number in linked:
                yield "splits in a chain"
        elif any(mode.min_duration < mode.duration for mode in task.modes):
            yield "flexible lengths"
