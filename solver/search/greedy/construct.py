"""The first schedule: promises first, then a few orders of the jobs, and the best of what they give."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from solver.errors import InfeasibleError
from solver.search.greedy.orders import ORDERS, least_slack, sorted_by
from solver.search.partial.insertion import Style
from solver.search.partial.state import State

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from solver.places import Places
    from solver.problem import Problem
    from solver.search.stop import Deadline

#: Orders of the jobs with hard pins and the mandatory ones that are tried before they are given up.
ROUNDS = 40


class UnplacedError(InfeasibleError):
    """Mandatory jobs or hard pins for which the construction found no room; `state` holds what it could place.

    It is no proof: another method may still find room.
    """

    def __init__(self, jobs: tuple[int, ...], state: State) -> None:
        self.state = state
        names = ", ".join(state.problem.jobs[job].name for job in jobs)
        super().__init__(f"no room was found for what must be placed: {names}", jobs)


def _nobody(_: object) -> None:
    """Tell nobody."""


def decode(problem: Problem, places: Places, order: Iterable[int], base: State | None = None) -> State:
    """Return what comes of inserting jobs in an order, into a copy of `base` or into nothing; what finds no room is passed over."""
    return _insert_all(State(problem, places) if base is None else base.copy(), order)


def _insert_all(state: State, order: Iterable[int]) -> State:
    for job in order:
        state.insert(job)
    return state


def construct(problem: Problem, places: Places, deadline: Deadline, seed: int) -> State:
    """Do what `construct_from` does, from nothing."""
    return construct_from(State(problem, places), deadline, seed)


def construct_from(empty: State, deadline: Deadline, seed: int, on_better: Callable[[State], None] = _nobody) -> State:
    """Return a feasible schedule in which every promise that could be kept is kept.

    Jobs with hard pins come first, then jobs that can stay where a soft pin says, then mandatory ones, then all the others in
    several orders of which the best is kept. One order is always run to its end, whatever the deadline. `on_better` is told of
    each schedule that is better than those before.

    Raises
    ------
    UnplacedError
        if a job with a hard pin or a mandatory job found no room.
    """
    return fill_up(promised(empty, deadline, seed), deadline, on_better)


def fill_up(base: State, deadline: Deadline, on_better: Callable[[State], None] = _nobody) -> State:
    """Return the best of what comes of inserting all jobs into a copy of `base` in several orders; one is always run to its end."""
    best: State | None = None
    for key in ORDERS:
        if best is not None and deadline.passed:
            break
        state = _insert_all(base.copy(), sorted_by(base.problem.jobs, key))
        if best is None or state.value > best.value:
            best = state
            on_better(best)
    assert best is not None
    return best


def promised(empty: State, deadline: Deadline, seed: int) -> State:
    """Return a schedule of the jobs that must be placed, and of those that can stay where a soft pin says.

    Raises
    ------
    UnplacedError
        if one that must be placed found no room; it carries the state in which the fewest are missing.
    """
    rng = random.Random(seed)  # noqa: S311 - varies a search, keeps no secret
    problem = empty.problem
    pinned = [index for index, table in enumerate(empty.tables.jobs) if table.pinned]
    wished = wished_in(empty)
    mandatory = [j for j in sorted_by(problem.jobs, least_slack) if problem.jobs[j].mandatory and j not in pinned]
    must = [*pinned, *mandatory]
    best, missing = _keep(empty, pinned, wished, mandatory)
    for _ in range(ROUNDS if missing else 0):
        state, lost = _keep(empty, must, (), ())
        if len(lost) < len(missing):
            best, missing = state, lost
        if not missing:
            wish(best, wished)
            return best
        if deadline.passed:
            break
        rng.shuffle(lost)
        must = [*lost, *(job for job in must if job not in set(lost))]
    if missing:
        raise UnplacedError(tuple(sorted(missing)), best)
    return best


def _keep(empty: State, first: Sequence[int], wished: Sequence[int], last: Sequence[int]) -> tuple[State, list[int]]:
    """Insert `first`, what is wished, and `last`; return what comes of it and those of the first and last that found no room."""
    state = empty.copy()
    for job in first:
        state.insert(job)
    wish(state, wished)
    for job in last:
        state.insert(job)
    return state, [job for job in (*first, *last) if job not in state.placed]


def wished_in(state: State) -> list[int]:
    """Return the jobs with a soft pin, the heaviest first: what breaks last is the light ones."""
    jobs = state.problem.jobs
    return sorted(
        (index for index, table in enumerate(state.tables.jobs) if table.wished), key=lambda index: -jobs[index].weight
    )


def wish(state: State, wished: Iterable[int]) -> None:
    """Insert jobs where their soft pins say, or not at all."""
    for job in wished:
        state.insert(job, style=Style.WISHED)
