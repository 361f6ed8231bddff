"""Why some jobs cannot be sequenced where they were put: small sets of placements that exclude each other, found by deletion."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.model.scope import Fixed, scope_of
from solver.search.stop import Deadline
from solver.search.whole import solve_scope

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from solver.places import Place, Places
    from solver.problem import Problem

#: A placement: job, task and the place that was assigned to it; None: wherever, as long as the job is in the schedule.
Placement = tuple[int, int, "Place | None"]
#: The most jobs a conflict may start with.
MOST_JOBS = 40


class Conflicts:
    """Finds the conflicts of one assignment, a place for each task of each assigned job."""

    def __init__(self, problem: Problem, places: Places, assigned: dict[int, tuple[Place, ...]]) -> None:
        self._problem, self._places = problem, places
        #: The place of each task of each assigned job.
        self.assigned = assigned

    def of(self, job: int, deadline: Deadline) -> list[Placement] | None:
        """Return placements, those of `job` among them, that no schedule keeps together; None if none were found in time.

        Begins with the jobs whose places meet those of `job` on a machine; takes out jobs, then frees single tasks to go
        wherever they could, as long as what is left stays impossible (proved by CP-SAT each time).
        """
        jobs = [job, *self._neighbours(job)[: MOST_JOBS - 1]]
        if not self._impossible(jobs, set(), deadline):
            return None
        jobs = [job, *self._fewest(job, jobs[1:], deadline)]
        freed: set[tuple[int, int]] = set()
        for key in [(other, task) for other in jobs for task in range(len(self.assigned[other]))]:
            if self._impossible(jobs, freed | {key}, deadline):
                freed.add(key)
        return [
            (other, task, None if (other, task) in freed else place)
            for other in jobs
            for task, place in enumerate(self.assigned[other])
        ]

    def _fewest(self, job: int, others: list[int], deadline: Deadline) -> list[int]:
        """Take jobs out, in chunks that get smaller, while the rest stays impossible."""
        size = max(1, len(others) // 2)
        while True:
            start = 0
            while start < len(others):
                rest = others[:start] + others[start + size :]
                if self._impossible([job, *rest], set(), deadline):
                    others = rest
                else:
                    start += size
            if size == 1:
                return others
            size //= 2

    def _neighbours(self, job: int) -> list[int]:
        """Return the jobs whose places meet a place of `job` on a machine, those that overlap it most first."""
        mine = list(self._stretches(job))
        found: dict[int, int] = {}
        for other in self.assigned:
            overlap = sum(
                max(0, min(hi, end) - max(lo, start))
                for machine, lo, hi in mine
                for same, start, end in self._stretches(other)
                if same == machine
            )
            if overlap and other != job:
                found[other] = overlap
        return sorted(found, key=lambda other: -found[other])

    def _stretches(self, job: int) -> Iterator[tuple[int, int, int]]:
        for task, place in enumerate(self.assigned[job]):
            for machine in self._problem.jobs[job].tasks[task].modes[place.mode].machines:
                yield machine, place.lo, place.hi

    def _impossible(self, jobs: Sequence[int], freed: set[tuple[int, int]], deadline: Deadline) -> bool:
        """Return whether it is proved that these jobs cannot all be placed, each task in its place unless it is freed."""
        if deadline.passed:
            return False
        only = {
            job: tuple(
                self._places[job][task] if (job, task) in freed else (place,)
                for task, place in enumerate(self.assigned[job])
            )
            for job in jobs
        }
        narrowed = tuple(only.get(job, ()) for job in range(len(self._problem.jobs)))
        nothing: dict[int, Sequence[Fixed]] = dict.fromkeys(range(len(self._problem.machines)), ())
        scope = scope_of(self._problem, narrowed, tuple(jobs), nothing, {}, whole=True)
        return solve_scope(scope, Deadline(0.0), workers=1)[1]
