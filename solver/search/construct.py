"""The first schedule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.search.state import State

if TYPE_CHECKING:
    from collections.abc import Iterable

    from solver.problem import Problem
    from solver.search.places import Places


def decode(problem: Problem, places: Places, order: Iterable[int], base: State | None = None) -> State:
    """Return what comes of inserting jobs in an order, into a copy of `base` or into nothing; what finds no room is passed over."""
    state = State(problem, places) if base is None else base.copy()
    for job in order:
        state.insert(job)
    return state
