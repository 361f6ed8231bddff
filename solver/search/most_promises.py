"""The tier before all others where there are soft pins: as few broken promises as can be, weighted by job.

Over 150 lines because what is kept, the proof, and what the later tiers may then change follow from each other.
What nobody was promised only stands in the way of a promise, so the proof needs few jobs: those that must be placed, those
with a soft pin, and, where a changeover breaks the triangle inequality, whatever could stand between two of them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from solver.model.scope import obeys_triangle
from solver.places import Place
from solver.result import Tier
from solver.schedule import broken_promises, kept_promises, promised_weight
from solver.search.bounds.promises import broken_at_least, end_of, keepable
from solver.search.greedy.construct import fill_up
from solver.search.partial.state import State
from solver.search.start import merit
from solver.search.stop import Deadline
from solver.search.tiers import Stage, slots_of, state_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from solver.places import Places
    from solver.schedule import Schedule
    from solver.search.context import Context

#: The part of the budget that this tier may use.
SHARE = 0.2
#: Up to as many slots one model is tried; up to as many it is likely to end with a proof, and gets these seconds at least.
WHOLE_SLOTS = 3000
PROVABLE_SLOTS, PROVABLE_SECONDS = 600, 5.0


@dataclass(frozen=True, slots=True)
class Promised:
    """Where the tier ended, and what is proved of the next: no schedule that breaks as little has more utilization."""

    state: State
    #: The least weight that is proved to break.
    least: int
    utilization_bound: int

    @property
    def stage(self) -> Stage:
        """Return it as a stage among the others."""
        schedule = self.state.schedule()
        value = broken_promises(self.state.problem, schedule)
        return Stage(schedule, Tier(name="promises", value=value, bound=self.least, maximised=False), {})


def most_promises(context: Context, state: State) -> Promised:
    """Break as few soft pins as can be; a schedule that breaks none is proved the best at once."""
    context.watch.enter("prove", "promises")
    deadline = _time(context)
    problem = context.problem
    least = broken_at_least(problem, context.places)
    if broken_promises(problem, state.schedule()) > least and not deadline.passed:
        state, proved = _keep_more(context, state, deadline)
        least = max(least, proved)
    value = broken_promises(problem, state.schedule())
    context.watch.refined(value)
    bound = problem.total_work
    if value and slots_of(context) <= WHOLE_SLOTS and not deadline.passed:
        state, bound = _choose(context, state, value, deadline)
    return Promised(state, least, bound)


def hold_promises(context: Context, promised: Promised) -> tuple[Context, State]:
    """Return the solve in which every promise that is kept stays kept, and the schedule in it."""
    schedule = promised.state.schedule()
    kept = kept_promises(context.problem, schedule)
    context.watch.enter("improve", "utilization")
    context.watch.bounded(promised.utilization_bound)
    value = promised.state.value
    context.watch.improved(lambda: (schedule, value), value, len(promised.state.placed))
    held = context.keeping(kept, unique=len(kept) == len(context.problem.promises))
    state = state_of(held, schedule)
    assert state is not None, "what keeps a soft pin keeps the same pin made hard"
    return held, state


def _time(context: Context) -> Deadline:
    least = PROVABLE_SECONDS if slots_of(context) <= PROVABLE_SLOTS else 0.0
    return Deadline(min(context.deadline.left, max(least, context.parameters.seconds * SHARE)), context.deadline.stop)


def _keep_more(context: Context, state: State, deadline: Deadline) -> tuple[State, int]:
    """Return the better of a state and one that CP-SAT finds, and the least weight that must break."""
    jobs, places = _who_matters(context)
    if sum(len(each) for job in jobs for each in places[job]) > WHOLE_SLOTS:
        return state, 0
    whole = replace(context.whole(deadline), places=places)
    outcome = whole.most_promises(jobs, state.schedule())
    if outcome.schedule is None:
        return state, 0
    found = _built_on(context, outcome.schedule, state, deadline)
    least = promised_weight(context.problem, context.problem.promises) - outcome.bound
    return max(found, state, key=merit), least


def _who_matters(context: Context) -> tuple[tuple[int, ...], Places]:
    """Return the jobs of the proof, and places for them: a job that only a promise brings in is there or nowhere."""
    problem, places = context.problem, context.places
    must, between = context.must, _between(context)
    promised = {pin.job for pin in problem.promises}
    narrow = {
        job
        for job in promised - must - between
        if len(problem.jobs[job].tasks) == 1 and problem.jobs[job].tasks[0].splittable is None
    }
    narrowed = tuple((_where_promised(context, job),) if job in narrow else places[job] for job in range(len(places)))
    return tuple(sorted(must | between | promised)), narrowed


def _between(context: Context) -> set[int]:
    """Return the jobs that could shorten a changeover by standing between two others."""
    problem = context.problem
    odd = {machine for machine in range(len(problem.machines)) if not obeys_triangle(problem, machine)}
    return {
        index
        for index, job in enumerate(problem.jobs)
        if any(not odd.isdisjoint(mode.machines) for task in job.tasks for mode in task.modes)
    }


def _where_promised(context: Context, job: int) -> tuple[Place, ...]:
    pins = (pin for pin in context.problem.promises if pin.job == job)
    kept = {
        Place(pin.mode, pin.start, end_of(context.problem, pin))
        for pin in pins
        if keepable(context.problem, context.places, pin)
    }
    return tuple(sorted(kept, key=lambda place: (place.lo, place.mode)))


def _built_on(context: Context, found: Schedule, before: State, deadline: Deadline) -> State:
    """Return what must be placed and what keeps a promise where CP-SAT has it, and then as much else as finds room."""
    kept = {pin.job for pin in kept_promises(context.problem, found)}
    needed = context.must | kept | _between(context)
    base = State(context.problem, context.places)
    if not base.exchange((), {job: found.by_job[job] for job in needed if job in found.by_job}):
        return before
    as_before = base.copy()
    _add_what_fits(as_before, before.schedule(), before.placed - base.placed)
    return max((fill_up(start, deadline) for start in (base, as_before)), key=lambda state: state.value)


def _add_what_fits(state: State, schedule: Schedule, jobs: Iterable[int]) -> None:
    for job in sorted(jobs):
        state.exchange((), {job: schedule.by_job[job]})


def _choose(context: Context, state: State, value: int, deadline: Deadline) -> tuple[State, int]:
    """Where something must break it may be this or that: choose, in one model, what leaves most utilization, and bound that."""
    all_of_them = promised_weight(context.problem, context.problem.promises)
    outcome = context.whole(deadline).most_utilization(
        state.schedule(), lambda _, __: None, lambda _: None, least_kept=all_of_them - value
    )
    found = None if outcome.schedule is None else state_of(context, outcome.schedule)
    better = found is not None and merit(found) > merit(state)
    return (found if found is not None and better else state), outcome.bound
