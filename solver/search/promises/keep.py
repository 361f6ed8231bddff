"""Which promises to keep where greed cannot keep them all.

What nobody was promised only stands in the way of a promise, so a proof needs few jobs: those that must be placed, those
with a soft pin, and, where a changeover breaks the triangle inequality, whatever could stand between two of them.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from solver.model.scope import obeys_triangle
from solver.places import Place, places_of
from solver.schedule import broken_promises, kept_promises, promised_weight
from solver.search.bounds.promises import end_of, keepable
from solver.search.greedy.construct import fill_up
from solver.search.promises.apart import take_apart
from solver.search.start import merit
from solver.search.tiers import PROVABLE_SLOTS

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from solver.places import Places
    from solver.problem import Problem
    from solver.search.context import Context
    from solver.search.partial.state import State
    from solver.search.stop import Deadline

#: Up to as many slots a model of whole jobs is tried; and up to as many, mostly of pins that cannot move, the smaller models are.
WHOLE_SLOTS, PINNED_SLOTS = 3000, 12_000
#: The part of the time that is left which goes to the bound where the first model is not likely to give it.
BOUND_SHARE = 0.4


def keep_more(context: Context, state: State, deadline: Deadline) -> tuple[State, int]:
    """Return the best of a state and those that CP-SAT finds, and the least weight that must break.

    Three models, each an answer to what the one before is too large for: of whole jobs, which finds and proves; of single promises,
    which proves; and of jobs that stay wholly where they were promised or go, which finds.
    """
    problem = context.problem
    jobs = tuple(sorted(context.must | _between(context) | {pin.job for pin in problem.promises}))
    best, least = state, 0
    if _slots(_single_promised(context), jobs) > PROVABLE_SLOTS:
        least = _least_apart(context, state, _part(deadline, BOUND_SHARE))
        if not deadline.passed:
            best, _ = _solve(
                context, best, jobs, _all_promised(context), PINNED_SLOTS, _part(deadline, 1 - BOUND_SHARE)
            )
    if broken_promises(problem, best.schedule()) > least and not deadline.passed:
        best, proved = _solve(context, best, jobs, _single_promised(context), WHOLE_SLOTS, deadline)
        least = max(least, proved)
    return best, least


def _part(deadline: Deadline, share: float) -> Deadline:
    return deadline.part(deadline.left * share)


def _slots(places: Places, jobs: Sequence[int]) -> int:
    return sum(len(each) for job in jobs for each in places[job])


def _solve(
    context: Context, state: State, jobs: tuple[int, ...], places: Places, most_slots: int, deadline: Deadline
) -> tuple[State, int]:
    """Return the better of a state and what a model of these jobs in these places finds, and the least that must break there."""
    if _slots(places, jobs) > most_slots:
        return state, 0
    outcome = replace(context.whole(deadline), places=places).most_promises(jobs, state.schedule())
    if outcome.schedule is None:
        return state, 0
    by_job = outcome.schedule.by_job
    needed = context.must | _between(context) | {pin.job for pin in kept_promises(context.problem, outcome.schedule)}
    base = context.empty()
    fits = base.exchange((), {job: by_job[job] for job in needed if job in by_job})
    found = _filled(base, state, deadline) if fits else []
    return max([state, *found], key=merit), _all(context.problem) - outcome.bound


def _least_apart(context: Context, state: State, deadline: Deadline) -> int:
    """Return a weight that must break, from a model in which every promise stands alone."""
    problem = context.problem
    apart = take_apart(problem, context.places, context.must | _between(context))
    places, jobs = places_of(apart.problem), tuple(range(len(apart.problem.jobs)))
    if _slots(places, jobs) > PINNED_SLOTS:
        return 0
    whole = replace(context.whole(deadline), problem=apart.problem, places=places)
    outcome = whole.most_promises(jobs, apart.schedule_of(problem, state.schedule()))
    return 0 if outcome.schedule is None else _all(problem) - outcome.bound


def _filled(base: State, before: State, deadline: Deadline) -> list[State]:
    """Return what comes of filling a schedule up, at once and after what still fits of another."""
    as_before = base.copy()
    schedule = before.schedule()
    for job in sorted(before.placed - base.placed):
        as_before.exchange((), {job: schedule.by_job[job]})
    return [fill_up(start, deadline) for start in (base, as_before)]


def _all(problem: Problem) -> int:
    return promised_weight(problem, problem.promises)


def _single_promised(context: Context) -> Places:
    """Return places in which a job of one task that only a promise brings in is there or nowhere: elsewhere it wins nothing."""
    return _narrowed(context, {job for job in _free(context) if len(context.problem.jobs[job].tasks) == 1})


def _all_promised(context: Context) -> Places:
    """Return places in which every task that was promised stays or its job goes: fewer schedules, and a far smaller model."""
    return _narrowed(context, _free(context))


def _free(context: Context) -> set[int]:
    """Return the jobs that nothing but a promise brings in."""
    return {pin.job for pin in context.problem.promises} - context.must - _between(context)


def _narrowed(context: Context, jobs: Collection[int]) -> Places:
    """Return the places of a problem, those of unsplit tasks of some jobs only where they were promised, if they can be there."""
    problem, places = context.problem, context.places
    kept: dict[tuple[int, int], set[Place]] = {}
    for pin in problem.promises:
        whole = problem.jobs[pin.job].tasks[pin.task].splittable is None
        if pin.job in jobs and whole and keepable(problem, places, pin):
            kept.setdefault((pin.job, pin.task), set()).add(Place(pin.mode, pin.start, end_of(problem, pin)))
    return tuple(
        tuple(
            tuple(sorted(kept[job, task], key=lambda place: (place.lo, place.mode))) if (job, task) in kept else each
            for task, each in enumerate(own)
        )
        for job, own in enumerate(places)
    )


def _between(context: Context) -> set[int]:
    """Return the jobs that could shorten a changeover by standing between two others."""
    problem = context.problem
    odd = {machine for machine in range(len(problem.machines)) if not obeys_triangle(problem, machine)}
    return {
        index
        for index, job in enumerate(problem.jobs)
        if any(not odd.isdisjoint(mode.machines) for task in job.tasks for mode in task.modes)
    }
