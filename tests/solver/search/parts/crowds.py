"""Problems of two components, and an observer that keeps what it hears."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.search.observer import Observer, Progress
from tests.builders import make_job, make_machine, make_mode, make_problem, make_task

if TYPE_CHECKING:
    from solver.problem import Job, Problem
    from solver.schedule import Schedule


def two_crowds(*more: Job) -> Problem:
    """Return two machines with 10 jobs each of 3, 5 and 7 ticks; each machine can be filled, and greed fills neither.

    Jobs that are given come after these. The optimum is 80, all that the machines have.
    """
    jobs = [make_job(make_task(make_mode(n % 2, duration=3 + 2 * (n // 2 % 3))), name=f"job-{n}") for n in range(20)]
    return make_problem(machines=2, jobs=[*jobs, *more])


def endless() -> Problem:
    """Return two components of 150 jobs on 6 machines each, with which no search ends by itself."""
    jobs = []
    for n in range(300):
        first = 6 * (n % 2)
        modes = (make_mode(first + m, duration=3 + (n * m) % 11) for m in range(6))
        jobs.append(make_job(make_task(*modes, work=9), release=n % 40, deadline=60 + n % 41, weight=1 + n % 3))
    return make_problem(machines=[make_machine((0, 50), (60, 100)) for _ in range(12)], jobs=jobs)


class Recorder(Observer):
    """Keeps all it is told."""

    def __init__(self) -> None:
        self.progress: list[Progress] = []
        self.incumbents: list[tuple[Schedule, int]] = []

    def on_progress(self, progress: Progress) -> None:
        """Keep it."""
        self.progress.append(progress)

    def on_incumbent(self, schedule: Schedule, value: int) -> None:
        """Keep it."""
        self.incumbents.append((schedule, value))
