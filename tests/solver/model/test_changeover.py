"""Matrices that break the triangle inequality, where a third task between two others saves ticks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from solver.model.scope import obeys_triangle, whole_scope
from solver.places import places_of
from solver.result import Status
from solver.search.lns.repair import repair_utilization
from solver.search.lns.shared import SharedState
from solver.search.parameters import SolveParameters
from solver.search.partial.state import State
from solver.search.solve import solve_inline
from solver.search.stop import Deadline
from solver.verify import verify
from tests.builders import (
    make_assignment,
    make_job,
    make_machine,
    make_mode,
    make_pool,
    make_problem,
    make_task,
)

if TYPE_CHECKING:
    from solver.problem import Problem

#: From family 0 to 2 it takes 10 ticks, by way of family 1 only 1 and 1.
DETOUR = ((0, 1, 10), (10, 0, 1), (10, 10, 0))


def _problem(end: int) -> Problem:
    """Return tasks of 5, 1 and 5 ticks and of families 0, 1 and 2, on one machine that is open until `end`."""
    tasks = [make_task(make_mode(duration=ticks), family=family) for family, ticks in enumerate((5, 1, 5))]
    return make_problem(
        machines=[make_machine((0, end), changeover=DETOUR)], jobs=[make_job(task, deadline=end) for task in tasks]
    )


@pytest.mark.parametrize(("end", "value"), [(13, 11), (12, 6)])
def test_only_exact_neighbours_wait_for_each_other(end: int, value: int) -> None:
    """5 + 1 + 1 + 1 + 5 = 13 ticks hold all three; apart in pairs they would need 20. In 12 ticks two of them fit."""
    problem = _problem(end)
    assert not obeys_triangle(problem, 0)
    assert whole_scope(problem, places_of(problem)).circuits == {0}
    result = solve_inline(problem, SolveParameters(seconds=20, engine="inline"))
    assert (result.status, result.tiers[0].value) == (Status.OPTIMAL, value)
    assert verify(problem, result.schedule) == ()


def test_what_stands_between_two_that_are_too_close_stays() -> None:
    """A sub-solve would take out the small task for a better one elsewhere, and leave its neighbours too close.

    The small task and the better one need the same inspector at the same time.
    """
    first, small, second = (
        make_job(make_task(make_mode(duration=ticks, demands=demands), family=family), deadline=13)
        for family, ticks, demands in ((0, 5, None), (1, 1, {0: 1}), (2, 5, None))
    )
    better = make_job(make_task(make_mode(1, duration=2, windows=[(6, 8)], demands={0: 1}), work=100), deadline=13)
    problem = make_problem(
        machines=[make_machine((0, 13), changeover=DETOUR), make_machine((0, 13))],
        jobs=[first, small, second, better],
        pools=[make_pool((0, 13, 1))],
    )
    state = State(problem, places_of(problem))
    placed = [make_assignment(0, 0, duration=5), make_assignment(1, 6, duration=1), make_assignment(2, 8, duration=5)]
    assert state.exchange((), {a.job: [a] for a in placed})
    scope, before = SharedState(problem, places_of(problem), state, lambda _state, _gain: None).free((1, 3))
    assert [cell.gap.must_fill for cell in scope.cells if cell.gap.machine == 0] == [True]
    found = repair_utilization(scope, before, Deadline(10), 0)
    assert found is not None
    assert (found.gain, [a.job for a in found.assignments]) == (0, [1])
