"""Why a job is not in a schedule: what shuts it out by itself, else what is in its way.

Over 150 lines because the questions about an empty plan and about this one are asked in turn.
A reason is a fact about the problem and this schedule, not about the search: the codes in `REASONS` say no more than was checked.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

from solver.chains import least_grant
from solver.interval import Interval, intersect, merge, subtract
from solver.places import Place, places_of
from solver.result import Reason, Unplaced

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from solver.problem import Job, Mode, Problem, Task
    from solver.schedule import Schedule

#: Every code, from what shuts a job out for good to what a change of this plan would mend.
REASONS = {
    "no_machine_window": "no open window of any machine that could do it is long enough",
    "mode_window": "the times the request allows never fall into an open window for long enough",
    "deadline_too_tight": "between its release and its deadline no window is long enough for it and for what must come before and after",
    "pool_too_small": "it needs more people or supplies at once than there ever are where it could run",
    "no_room_before_deadline": "every machine that could do it is held by others whenever it could run",
    "pool_full": "a machine is free, but the people or supplies it needs are held by others",
    "no_room_for_changeover": "a machine is free for long enough, but not with the changeovers before and after it",
    "room_left": "this plan would have room for it: the search ended before it was put in",
    "no_room_for_chain": "each of its tasks would find room, but not one after the other with the lags, ways and changeovers between them",
}


def unplaced_reasons(problem: Problem, schedule: Schedule) -> tuple[Unplaced, ...]:
    """Return each job that is not in the schedule, with its reasons; the machines named are those that could have done it."""
    placed = schedule.by_job
    absent = [index for index in range(len(problem.jobs)) if index not in placed]
    if not absent:
        return ()
    plan = _Plan(problem, schedule)
    places = places_of(problem)
    return tuple(Unplaced(job=job, reasons=_reasons(plan, job, places[job])) for job in absent)


def shut_out(problem: Problem, jobs: Iterable[int]) -> tuple[str, ...]:
    """Return one line for each reason that keeps one of these jobs out of even an empty plan; nothing where a pin holds it."""
    places = places_of(problem)
    # Where a job is pinned its places are those of the pin, and windows and deadlines would be blamed for it.
    pinned = {pin.job for pin in problem.pins if pin.hard}
    return tuple(
        dict.fromkeys(
            f"job {problem.jobs[job].name!r}: {REASONS[reason.code]}"
            for job in jobs
            if job not in pinned
            for task, found in zip(problem.jobs[job].tasks, places[job], strict=True)
            if (reason := _alone(problem, task, found)) is not None
        )
    )


def _reasons(plan: _Plan, job: int, places: Sequence[Sequence[Place]]) -> tuple[Reason, ...]:
    data = plan.problem.jobs[job]
    alone = [_alone(plan.problem, task, found) for task, found in zip(data.tasks, places, strict=True)]
    if any(alone):
        return tuple(dict.fromkeys(reason for reason in alone if reason))
    now = [plan.obstacle(task, found) for task, found in zip(data.tasks, places, strict=True)]
    found = tuple(dict.fromkeys(reason for reason in now if reason))
    return found or (Reason(code=_rest(plan.problem, data), machines=_machines(data.tasks)),)


def _rest(problem: Problem, job: Job) -> str:
    """Return what is left when machines and people would be free for each task by itself."""
    if len(job.tasks) > 1:
        return "no_room_for_chain"
    if any(problem.machines[machine].changeover for machine in _machines(job.tasks)):
        return "no_room_for_changeover"
    return "room_left"


def _alone(problem: Problem, task: Task, places: Sequence[Place]) -> Reason | None:
    """Return what shuts a task out of even an empty plan."""
    machines = _machines([task])
    if not places:
        anywhere = [mode for mode in task.modes if any(_stretches(problem, task, mode, limited=False))]
        if not anywhere:
            return Reason(code="no_machine_window", machines=machines)
        if not any(any(_stretches(problem, task, mode, limited=True)) for mode in anywhere):
            return Reason(code="mode_window", machines=machines)
        return Reason(code="deadline_too_tight", machines=machines)
    if all(_overdraws(problem, task.modes[place.mode], place) for place in places):
        return Reason(code="pool_too_small", machines=machines)
    return None


def _stretches(problem: Problem, task: Task, mode: Mode, *, limited: bool) -> Iterator[Interval]:
    """Yield the open stretches that could hold a part of a task in a mode, in the mode's own windows if `limited`."""
    common: Sequence[Interval] = problem.machines[mode.machines[0]].windows
    for machine in mode.machines[1:]:
        common = intersect(common, problem.machines[machine].windows)
    needed = mode.setup + least_grant(task, mode) + mode.teardown
    everywhere = (Interval(0, problem.horizon),)
    for allowed in mode.windows if limited and mode.windows is not None else everywhere:
        span = Interval(allowed.start - mode.setup, allowed.end + mode.teardown) if limited else allowed
        yield from (s for s in (window.clip(span) for window in common) if s.length >= needed)


def _overdraws(problem: Problem, mode: Mode, place: Place) -> bool:
    """Return whether a demand is above the capacity of its pool all through a place."""
    span = Interval(place.lo, place.hi)
    return any(
        all(
            step.amount < units
            for step in problem.pools[pool].capacity
            if span.overlaps(Interval(step.start, step.end))
        )
        for pool, units in mode.demands
    )


def _machines(tasks: Sequence[Task]) -> tuple[int, ...]:
    return tuple(sorted({machine for task in tasks for mode in task.modes for machine in mode.machines}))


class _Plan:
    """The held times of each machine and pool in a schedule."""

    def __init__(self, problem: Problem, schedule: Schedule) -> None:
        self.problem = problem
        held: list[list[Interval]] = [[] for _ in problem.machines]
        self._draws: list[list[tuple[Interval, int]]] = [[] for _ in problem.pools]
        for a in schedule.assignments:
            mode, occupation = problem.jobs[a.job].tasks[a.task].modes[a.mode], a.occupation(problem)
            for machine in mode.machines:
                held[machine].append(occupation)
            for pool, units in mode.demands:
                self._draws[pool].append((occupation, units))
        self._held = [sorted(intervals) for intervals in held]
        self._ends = [[interval.end for interval in intervals] for intervals in self._held]
        self._short: dict[tuple[int, int], tuple[Interval, ...]] = {}

    def obstacle(self, task: Task, places: Sequence[Place]) -> Reason | None:
        """Return what keeps a task out although it could stand alone; None if machines and people would be free."""
        free = [place for place in places if self._has_room(task, place, pools=False)]
        if not free:
            return Reason(code="no_room_before_deadline", machines=_machines([task]))
        if not any(self._has_room(task, place, pools=True) for place in free):
            machines = {machine for place in free for machine in task.modes[place.mode].machines}
            return Reason(code="pool_full", machines=tuple(sorted(machines)))
        return None

    def _has_room(self, task: Task, place: Place, *, pools: bool) -> bool:
        mode = task.modes[place.mode]
        needed = mode.setup + least_grant(task, mode) + mode.teardown
        holes = [hole for machine in mode.machines for hole in self._within(machine, place)]
        if pools:
            holes += [hole for pool, units in mode.demands for hole in self._too_little(pool, units)]
        return any(gap.length >= needed for gap in subtract([Interval(place.lo, place.hi)], holes))

    def _within(self, machine: int, place: Place) -> Iterator[Interval]:
        for hole in self._held[machine][bisect_right(self._ends[machine], place.lo) :]:
            if hole.start >= place.hi:
                return
            yield hole

    def _too_little(self, pool: int, units: int) -> tuple[Interval, ...]:
        """Return when a pool has fewer units left than these."""
        if (pool, units) not in self._short:
            changes: dict[int, int] = {0: 0, self.problem.horizon: 0}
            steps = [(step.start, step.end, step.amount) for step in self.problem.pools[pool].capacity]
            for start, end, amount in steps + [(use.start, use.end, -n) for use, n in self._draws[pool]]:
                changes[start] = changes.get(start, 0) + amount
                changes[end] = changes.get(end, 0) - amount
            levels = accumulate(changes[moment] for moment in sorted(changes))
            pieces = zip(pairwise(sorted(changes)), levels, strict=False)
            self._short[pool, units] = merge(Interval(*piece) for piece, level in pieces if level < units)
        return self._short[pool, units]
