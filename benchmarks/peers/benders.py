"""Logic-based Benders decomposition (Hooker; Coban and Hooker for segmented time): assign first, sequence afterwards, learn from what fails.

The *master* assigns every task of a job to a place (a machine and a segment of an open window) or leaves the job out; it knows
energetic rows and lag rows, and no sequence. It is CP-SAT over the solver's own relaxation. Long windows of problems that are not too large are cut into segments
by where a task starts, so that tasks may straddle their borders and no schedule is lost.
The *sub-problem* sequences with the assignment fixed: the window model with one open window for each task, as many jobs as will go.
What it drops comes back as *no-goods*, each made small by deletion; what it keeps is filled up, so there is a schedule in every
round. The master's bound holds for the problem, since rows and no-goods lose no schedule.

Changeovers, pins, splits and flexible lengths are refused: the master counts in whole placements.
Over 150 lines because master, sub-problem and what goes between them are one round.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from ortools.sat.python import cp_model

from benchmarks.peers.assigning import Assigning
from benchmarks.peers.filling import filled, greedy, proved
from benchmarks.peers.limits_of_form import refuse
from benchmarks.peers.no_goods import Conflicts
from benchmarks.peers.segments import cut_if_few
from solver.places import Place, places_of
from solver.search.greedy.construct import decode
from solver.search.greedy.orders import least_slack, sorted_by
from solver.search.partial.state import State
from solver.search.stop import Deadline
from solver.search.whole import Whole

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from benchmarks.peers.base import Limits, Trace
    from benchmarks.peers.no_goods import Placement
    from solver.places import Places
    from solver.problem import Problem
    from solver.schedule import Schedule

REFUSED = ("changeovers", "pins", "splits", "flexible lengths")
#: Ticks of a segment; with more places than this, windows stay whole.
SEGMENT, MOST_PLACES = 48, 12_000
#: Parts of the budget: the linear program before the first round; one master, one sub-problem and the no-goods of one round.
ROOT, MASTER, SEQUENCE, LEARN = 0.3, 0.2, 0.1, 0.1

#: For each assigned job, the place of each of its tasks.
Assigned = dict[int, tuple[Place, ...]]


def solve(problem: Problem, limits: Limits, trace: Trace) -> None:
    """Go round until the bound is reached or the time is over.

    Raises
    ------
    BenchmarkError
        if the problem has what the master cannot count.
    """
    refuse("logic-based Benders", problem, *REFUSED)
    places = places_of(problem)
    greedy(problem, places, limits, trace)
    deadline = Deadline(limits.seconds - trace.seconds)
    cut = cut_if_few(problem, places, SEGMENT, MOST_PLACES)
    master = Master(problem, cut)
    master.assigning.tighten(Deadline(deadline.left * ROOT), trace.bounded)
    sound = True
    while not deadline.passed and not proved(trace):
        time = Deadline(min(deadline.left, limits.seconds * MASTER))
        assigned = master.assign(time, limits, trace.schedule)
        if assigned is None:
            return
        if sound:
            # A no-good may have cut off what is known already, so the bound speaks of what is better than that.
            trace.bounded(max(master.bound, trace.value or 0))
        kept, best = sequenced(problem, places, assigned, limits, deadline)
        filled(problem, places, kept, trace)
        if not master.breaks_rows():
            learnt = _learn(master, Conflicts(problem, cut, assigned), kept, limits.seconds * LEARN)
            sound = sound and (best or learnt)


def _learn(master: Master, conflicts: Conflicts, kept: Schedule, seconds: float) -> bool:
    """Give the master a no-good for each job that was dropped, and one for the whole assignment; return whether there was one for a job."""
    deadline = Deadline(seconds)
    found = [
        conflicts.of(job, deadline) for job in conflicts.assigned if job not in kept.by_job and not deadline.passed
    ]
    for placements in found:
        if placements is not None:
            master.forbid(placements)
    learnt = any(placements is not None for placements in found)
    if not learnt:
        master.forbid([(job, task, place) for job, row in conflicts.assigned.items() for task, place in enumerate(row)])
    return learnt


def sequenced(
    problem: Problem, places: Places, assigned: Assigned, limits: Limits, deadline: Deadline
) -> tuple[Schedule, bool]:
    """Return the schedule of most work in which every job is where it was assigned, or left out; and whether there is no better one.

    A task is held to the open window of its segment and not to the segment, which is more than the master said; what even so
    does not go is no loss.
    """
    narrowed = tuple(
        tuple(
            tuple(place for place in stretches if _holds(place, put))
            for stretches, put in zip(tasks, assigned[job], strict=True)
        )
        if job in assigned
        else tuple(() for _ in tasks)
        for job, tasks in enumerate(places)
    )
    start = decode(problem, narrowed, sorted_by(problem.jobs, least_slack), State(problem, narrowed)).schedule()
    time = Deadline(min(deadline.left, limits.seconds * SEQUENCE))
    whole = Whole(problem, narrowed, time, limits.workers, limits.seed)
    outcome = whole.most_utilization(start, lambda *_: None, lambda _: None)
    return outcome.schedule or start, outcome.proved


def _holds(place: Place, segment: Place) -> bool:
    return place.mode == segment.mode and place.lo <= segment.lo and segment.hi <= place.hi


class Master:
    """The assignment problem in whole numbers, with everything that was learnt."""

    def __init__(self, problem: Problem, cut: Places) -> None:
        self.assigning = Assigning(problem, cut)
        self._relaxation = self.assigning.relaxation
        self._model = cp_model.CpModel()
        program = self._relaxation.program
        self._columns = [self._model.new_bool_var("") for _ in program.uppers]
        for column, lower in enumerate(program.lowers):
            if lower:
                self._model.add(self._columns[column] == 1)
        costs = [n // d for n, d in zip(program.numerators, program.denominators, strict=True)]
        self._model.maximize(cp_model.LinearExpr.weighted_sum(self._columns, costs))
        #: What the last solve of it proved.
        self.bound = problem.total_work
        self._rows = 0
        self._last: list[int] = []
        self._column_of: Mapping[tuple[int, int, Place], int] = {
            (*key, Place(stand.mode, stand.lo, stand.hi)): stand.presence
            for key, found in self._relaxation.tasks.items()
            for stand in found.stands
        }

    def assign(self, deadline: Deadline, limits: Limits, best: Schedule | None) -> Assigned | None:
        """Return the best assignment that is found in time, beginning with that of a schedule; None if there was none."""
        self._take_over_rows()
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = limits.workers
        solver.parameters.subsolvers.append("max_lp")
        solver.parameters.random_seed = limits.seed
        solver.parameters.max_time_in_seconds = max(0.1, deadline.left)
        self._model.clear_hints()  # type: ignore[no-untyped-call]  # the stubs leave its return type out
        used = set() if best is None else set(self._used(best))
        for index, column in enumerate(self._columns):
            self._model.add_hint(column, index in used)
        status = solver.solve(self._model)
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return None
        self.bound = round(solver.best_objective_bound)
        self._last = [solver.value(column) for column in self._columns]
        return self._assigned()

    def breaks_rows(self) -> int:
        """Add the energetic and lag rows that the last assignment breaks; return how many."""
        return self.assigning.add_broken(np.asarray(self._last, dtype=np.float64))

    def forbid(self, placements: Sequence[Placement]) -> None:
        """Say that not all of these go together."""
        columns = {
            self._relaxation.chosen[job] if place is None else self._column_of[job, task, place]
            for job, task, place in placements
        }
        self._model.add_bool_or(~self._columns[column] for column in columns)

    def _take_over_rows(self) -> None:
        rows = self._relaxation.program.rows
        for row in rows[self._rows :]:
            total = cp_model.LinearExpr.weighted_sum([self._columns[c] for c in row.columns], row.coefficients)
            self._model.add(total == row.upper if row.equal else total <= row.upper)
        self._rows = len(rows)

    def _used(self, schedule: Schedule) -> Iterator[int]:
        """Yield the columns of a schedule: those of its jobs, and of the segment that each occupation starts in."""
        for job, parts in schedule.by_job.items():
            yield self._relaxation.chosen[job]
            for part in parts:
                span = part.occupation(self._relaxation.problem)
                yield next(
                    stand.presence
                    for stand in self._relaxation.tasks[job, part.task].stands
                    if stand.mode == part.mode and stand.lo <= span.start and span.end <= stand.hi
                )

    def _assigned(self) -> Assigned:
        found: dict[int, dict[int, Place]] = {}
        for (job, task, place), column in self._column_of.items():
            if self._last[column]:
                found.setdefault(job, {})[task] = place
        return {job: tuple(row[task] for task in sorted(row)) for job, row in found.items()}
