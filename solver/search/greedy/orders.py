"""Orders of the jobs in which a first schedule serves them; which is best depends on the park, so all are tried."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from solver.problem import Job


def sorted_by(jobs: Sequence[Job], key: Callable[[Job], float]) -> list[int]:
    """Return the indices of the jobs by a key, least first."""
    return sorted(range(len(jobs)), key=lambda index: key(jobs[index]))


def ticks_of(job: Job) -> int:
    """Return the processing ticks of a job, each task in its fastest mode."""
    return sum(min(mode.duration for mode in task.modes) for task in job.tasks)


def earliest_deadline(job: Job) -> float:
    """Key of the order that serves who must be done first."""
    return job.deadline


def least_slack(job: Job) -> float:
    """Key of the order that serves who can wait least: deadline minus work."""
    return job.deadline - ticks_of(job)


def leaning(factor: float) -> Callable[[Job], float]:
    """Return the key of the order by deadline minus `factor` times the work: the larger, the earlier long jobs come."""

    def key(job: Job) -> float:
        return job.deadline - factor * ticks_of(job)

    return key


def densest(job: Job) -> float:
    """Key of the order that serves most work for the span asked: right where spans are narrow."""
    return -sum(task.work for task in job.tasks) / (job.deadline - job.release)


def heaviest(job: Job) -> float:
    """Key of the order that serves most reward for each tick of machine time: right where weights differ."""
    return -job.weight * sum(task.work for task in job.tasks) / ticks_of(job)


#: The orders in which `construct` tries the jobs; the first is run whatever the deadline.
ORDERS: tuple[Callable[[Job], float], ...] = (
    leaning(2),
    least_slack,
    leaning(1.5),
    leaning(3),
    earliest_deadline,
    heaviest,
    densest,
)
