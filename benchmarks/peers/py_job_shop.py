"""PyJobShop, a CP-SAT modelling library for job shops, given rewards by a trick.

It knows optional tasks, all-or-none selection and machines with breaks, but no reward for what is done. So each job gets a task of
no length at tick 1, in a job of its own that is due at 0 and weighs the reward: who is left out is one tick late. What is left
of all rewards is the utilization.

A task whose modes have windows of their own becomes one optional task for each place, of which one is selected; in chains those are
refused. Split and flexible
tasks are given in one piece and in full, which leaves schedules out: then its bound is none and is not reported. Changeovers (an arc
for each pair of tasks, and no initial one), travel, pins, and pools that change over time are refused.

Over 150 lines because the translation there and back is one thing.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from pyjobshop import Model
from pyjobshop.Solution import ScheduledTask, Solution

from benchmarks.peers.filling import filled, greedy
from benchmarks.peers.limits_of_form import features_of, refuse
from solver.chains import OpenWindows, heads_and_tails
from solver.interval import Interval, subtract
from solver.places import places_of
from solver.schedule import Assignment, Schedule

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pyjobshop.ProblemData import Machine, Renewable
    from pyjobshop.ProblemData import Task as TheirTask

    from benchmarks.peers.base import Limits, Trace
    from solver.places import Place, Places
    from solver.problem import Mode, Problem

REFUSED = (
    "changeovers",
    "travel",
    "pins",
    "pools that change",
    "windows of modes in a chain",
)
#: The part of the seconds left that is kept for reading the solution back.
SPARE = 0.03


def solve(problem: Problem, limits: Limits, trace: Trace) -> None:
    """Build their model, solve it from the greedy schedule, and fill up what it found.

    Raises
    ------
    BenchmarkError
        if the problem has what their model cannot express.
    """
    refuse("PyJobShop", problem, *REFUSED)
    places = places_of(problem)
    start = greedy(problem, places, limits, trace).schedule()
    theirs = Theirs(problem, places)
    result = theirs.model.solve(
        time_limit=max(0.1, (limits.seconds - trace.seconds) * (1 - SPARE)),
        display=False,
        num_workers=limits.workers,
        initial_solution=theirs.solution(start),
        random_seed=limits.seed,
    )
    restricted = {"splits", "flexible lengths"} & features_of(problem).keys()
    if not restricted and math.isfinite(result.lower_bound):
        trace.bounded(theirs.rewards - math.ceil(result.lower_bound - 1e-6))
    if result.best.tasks:
        filled(problem, places, theirs.schedule(result.best), trace)


class Way(NamedTuple):
    """One of their modes: which of their tasks has it, and which job, task and mode of ours it stands for (a mode of -1: left out)."""

    owner: int
    job: int
    task: int
    mode: int
    #: Where the occupation must lie.
    lo: int
    hi: int


class Theirs:
    """Their model of our problem, and what each of their modes means."""

    def __init__(self, problem: Problem, places: Places) -> None:
        self.problem = problem
        self.model = Model()
        self.ways: list[Way] = []
        #: What all the jobs together are worth that can be placed at all.
        self.rewards = 0
        self._tasks: list[TheirTask] = []
        self._machines: list[Machine] = [
            self.model.add_machine(
                breaks=[(gap.start, gap.end) for gap in subtract((Interval(0, problem.horizon),), machine.windows)]
            )
            for machine in problem.machines
        ]
        self._pools: list[Renewable] = [self.model.add_renewable(pool.capacity[0].amount) for pool in problem.pools]
        for job, stretches in enumerate(places):
            if all(stretches):
                self._add_job(job, stretches)
        self.model.set_objective(weight_total_tardiness=1)

    def schedule(self, solution: Solution) -> Schedule:
        """Return their solution as a schedule."""
        found = []
        for given in solution.tasks:
            way = self.ways[given.mode]
            if given.present and way.mode >= 0:
                duration = self._mode(way).duration
                found.append(
                    Assignment(job=way.job, task=way.task, mode=way.mode, start=given.start, duration=duration)
                )
        return Schedule(tuple(found))

    def solution(self, schedule: Schedule) -> Solution:
        """Return a schedule as their solution; a job that is split or shortened in it is left out."""
        whole = {job for job, parts in schedule.by_job.items() if all(map(self._in_full, parts))}
        taken = {(part.job, part.task): part for part in schedule.assignments if part.job in whole}
        given = [ScheduledTask(0, [], 0, 0, 0, 0, present=False) for _ in self._tasks]
        chosen: set[tuple[int, int]] = set()
        for number, way in enumerate(self.ways):
            part = taken.get((way.job, way.task))
            if way.mode < 0 and way.job not in whole:
                given[way.owner] = ScheduledTask(number, [], 1, 1)
            if part is None or part.mode != way.mode or (way.job, way.task) in chosen:
                continue
            span = part.occupation(self.problem)
            if way.lo <= span.start and span.end <= way.hi:
                chosen.add((way.job, way.task))
                given[way.owner] = ScheduledTask(number, self.model.modes[number].resources, span.start, span.end)
        return Solution(self.model.data(), given)

    def _in_full(self, part: Assignment) -> bool:
        return part.duration == self.problem.jobs[part.job].tasks[part.task].modes[part.mode].duration

    def _mode(self, way: Way) -> Mode:
        return self.problem.jobs[way.job].tasks[way.task].modes[way.mode]

    def _add_job(self, index: int, stretches: Sequence[Sequence[Place]]) -> None:
        job, model = self.problem.jobs[index], self.model
        heads, tails = heads_and_tails(OpenWindows(self.problem), job)
        if any(mode.windows is not None for mode in job.tasks[0].modes):
            windowed = [self._add_task(index, 0, {place.mode}, place.lo, place.hi) for place in stretches[0]]
            model.add_select_exactly_one([*windowed, *self._reject(index)])
            return
        tasks = [
            self._add_task(index, number, {place.mode for place in found}, heads[number], tails[number])
            for number, found in enumerate(stretches)
        ]
        model.add_select_exactly_one([tasks[0], *self._reject(index)])
        if len(tasks) > 1:
            model.add_select_all_or_none(tasks)
        for link in job.precedences:
            model.add_end_before_start(tasks[link.before], tasks[link.after], link.min_lag)
            if link.max_lag is not None:
                model.add_start_before_end(tasks[link.after], tasks[link.before], -link.max_lag)

    def _add_task(self, job: int, number: int, modes: set[int], lo: int, hi: int) -> TheirTask:
        task = self.model.add_task(earliest_start=lo, latest_end=hi, optional=True)
        self._tasks.append(task)
        for mode in sorted(modes):
            way = Way(len(self._tasks) - 1, job, number, mode, lo, hi)
            ours = self._mode(way)
            needed: list[Machine | Renewable] = [self._machines[machine] for machine in ours.machines]
            needed += [self._pools[pool] for pool, _ in ours.demands]
            demands = [0] * len(ours.machines) + [units for _, units in ours.demands]
            self.model.add_mode(task, needed, ours.setup + ours.duration + ours.teardown, demands)
            self.ways.append(way)
        return task

    def _reject(self, index: int) -> Iterator[TheirTask]:
        """Yield the task that stands for leaving a job out, unless it may not be left out."""
        job = self.problem.jobs[index]
        reward = job.weight * sum(task.work for task in job.tasks)
        self.rewards += reward
        if not job.mandatory:
            theirs = self.model.add_job(weight=reward, deadline=1, due_date=0)
            task = self.model.add_task(theirs, earliest_start=1, latest_end=1, optional=True)
            self._tasks.append(task)
            self.model.add_mode(task, [], 0)
            self.ways.append(Way(len(self._tasks) - 1, index, 0, -1, 0, 1))
            yield task
