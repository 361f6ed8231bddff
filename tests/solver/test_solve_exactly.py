"""`solve` against counting: on tiny problems every schedule is tried, so the optimum is known without any solver.

Over 150 lines because everything that claims a bound is held against the same counting.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from solver import SolveParameters, Status, solve, verify
from solver.model.scope import obeys_triangle
from solver.places import places_of
from solver.problem import Pin
from solver.schedule import Assignment, Schedule, broken_promises, promised_weight, utilization
from solver.search.promises.apart import take_apart
from solver.search.stop import Deadline
from solver.search.whole import Whole
from tests.strategies import tiny_problems

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

    from solver.problem import Problem

#: More schedules than this are not counted.
MOST = 60_000


def best_by_counting(problem: Problem) -> tuple[int, int] | None:
    """Return the fewest broken promises and, with these, the best utilization of all schedules; None: there is none."""
    choices = [choices_of(problem, job) for job in range(len(problem.jobs))]
    count = 1
    for each in choices:
        count *= len(each)
    assume(count <= MOST)
    best: tuple[int, int] | None = None
    for parts in product(*choices):
        schedule = Schedule(tuple(part for own in parts for part in own))
        value = -broken_promises(problem, schedule), utilization(problem, schedule)
        if (best is None or value > best) and not verify(problem, schedule):
            best = value
    return None if best is None else (-best[0], best[1])


def choices_of(problem: Problem, job: int) -> list[tuple[Assignment, ...]]:
    """Return every way to place a job that could hold beside others, and not to place it."""
    alone = replace(
        problem,
        machines=tuple(replace(machine, changeover=None) for machine in problem.machines),
        jobs=tuple(replace(each, mandatory=False) for each in problem.jobs),
        pins=(),
    )
    tasks = [list(splits_of(problem, job, task)) for task in range(len(problem.jobs[job].tasks))]
    count = 1
    for each in tasks:
        count *= len(each)
    assume(count <= MOST)
    whole = (tuple(part for own in parts for part in own) for parts in product(*tasks))
    return [(), *(parts for parts in whole if not verify(alone, Schedule(parts)))]


def splits_of(problem: Problem, job: int, index: int) -> Iterator[tuple[Assignment, ...]]:
    """Yield every list of parts of a task, in order of time."""
    task = problem.jobs[job].tasks[index]
    most = task.splittable.max_parts if task.splittable else 1

    def after(tick: int, part: int) -> Iterator[tuple[Assignment, ...]]:
        for each in parts_of(problem, job, index, part):
            if each.start >= tick:
                yield (each,)
                if part + 1 < most:
                    for rest in after(each.occupation(problem).end, part + 1):
                        yield (each, *rest)

    yield from after(0, 0)


def parts_of(problem: Problem, job: int, index: int, part: int) -> Iterator[Assignment]:
    """Yield every placement of one part that lies in the span of its job and in a window of each machine."""
    task = problem.jobs[job].tasks[index]
    for mode, way in enumerate(task.modes):
        least = task.splittable.min_part if task.splittable else way.min_duration
        for granted in range(least, way.duration + 1):
            for start in range(problem.jobs[job].release, problem.jobs[job].deadline):
                each = Assignment(job=job, task=index, part=part, mode=mode, start=start, duration=granted)
                held = each.occupation(problem)
                if held.end <= problem.jobs[job].deadline and all(
                    any(window.contains(held) for window in problem.machines[machine].windows)
                    for machine in way.machines
                ):
                    yield each


@settings(max_examples=40)
@given(tiny_problems())
def test_the_proven_optimum_is_the_best_that_counting_finds(problem: Problem) -> None:
    """A proof would be wrong: an optimum too low, a bound below what is possible, or a possible problem called infeasible."""
    best = best_by_counting(problem)
    result = solve(problem, SolveParameters(seconds=3, engine="inline"))
    if best is None:
        assert result.status is Status.INFEASIBLE
    else:
        assert result.status is Status.OPTIMAL
        values = {tier.name: tier.value for tier in result.tiers}
        assert (values.get("promises", 0), values["utilization"]) == best


@settings(max_examples=40)
@given(tiny_problems(), st.randoms(use_true_random=False), st.sampled_from([0.0, 3.0]))
def test_no_bound_lies_where_a_schedule_is(problem: Problem, chance: Random, seconds: float) -> None:
    """With promises that cannot all be kept, a bound would hold only for those that happened to be kept."""
    problem = replace(problem, pins=(*problem.pins, *promises_of(problem, chance)))
    best = best_by_counting(problem)
    assume(best is not None)
    assert best is not None
    result = solve(problem, SolveParameters(seconds=seconds, engine="inline"))
    assume(result.status is not Status.UNKNOWN)
    tiers = {tier.name: tier for tier in result.tiers}
    broken = tiers["promises"].value if "promises" in tiers else 0
    assert result.status is not Status.INVALID, result.messages
    assert "promises" not in tiers or tiers["promises"].bound <= best[0] <= broken
    assert broken > best[0] or best[1] <= tiers["utilization"].bound


@settings(max_examples=40)
@given(tiny_problems(), st.randoms(use_true_random=False))
def test_promises_taken_apart_prove_no_more_than_is_true(problem: Problem, chance: Random) -> None:
    """The bound of a large problem would say that promises must break which could have been kept."""
    problem = replace(problem, pins=(*problem.pins, *promises_of(problem, chance)))
    best = best_by_counting(problem)
    assume(best is not None)
    assert best is not None
    must = {index for index, job in enumerate(problem.jobs) if job.mandatory} | {p.job for p in problem.pins if p.hard}
    odd = [machine for machine in range(len(problem.machines)) if not obeys_triangle(problem, machine)]
    between = {
        index
        for index, job in enumerate(problem.jobs)
        if any(not set(odd).isdisjoint(mode.machines) for task in job.tasks for mode in task.modes)
    }
    apart = take_apart(problem, places_of(problem), must | between)
    whole = Whole(apart.problem, places_of(apart.problem), Deadline(5.0), 1, 0)
    outcome = whole.most_promises(tuple(range(len(apart.problem.jobs))), Schedule())
    assert outcome.proved
    assert promised_weight(problem, problem.promises) - outcome.bound <= best[0]


def promises_of(problem: Problem, chance: Random) -> Iterator[Pin]:
    """Yield soft pins of single parts, each where its job could be, several for one task or one place among them."""
    for job in range(len(problem.jobs)):
        could = [parts for parts in choices_of(problem, job) if parts]
        for parts in chance.sample(could, min(len(could), 2)):
            a = chance.choice(parts)
            yield Pin(job=job, task=a.task, mode=a.mode, start=a.start, duration=a.duration, hard=False)
