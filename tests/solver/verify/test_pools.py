"""Pools: at every tick, demand within capacity."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from solver.verify import verify
from tests.builders import make_assignment, make_job, make_mode, make_pool, make_problem, make_schedule, make_task
from tests.solver.verify.judge import broken_rules

if TYPE_CHECKING:
    from solver.problem import Job


def asking(machine: int, units: int = 1) -> Job:
    """Return a job of 4 ticks on a machine that asks pool 0 for units."""
    return make_job(make_task(make_mode(machine, demands={0: units})))


@pytest.mark.parametrize(("start", "broken"), [(3, ["pools"]), (4, [])])
def test_one_operator_serves_one_machine(start: int, broken: list[str]) -> None:
    """One person would work at two machines in tick 3."""
    problem = make_problem(machines=2, pools=[make_pool()], jobs=[asking(0), asking(1)])
    assert broken_rules(problem, make_assignment(0, 0), make_assignment(1, start)) == broken


def test_units_are_added() -> None:
    """Tasks would be counted instead of units: 1 + 2 of 3 are in use, then 2 + 2."""
    problem = make_problem(machines=3, pools=[make_pool((0, 40, 3))], jobs=[asking(0, 1), asking(1, 2), asking(2, 2)])
    assert broken_rules(problem, make_assignment(0, 0), make_assignment(1, 0)) == []
    assert broken_rules(problem, make_assignment(1, 0), make_assignment(2, 3)) == ["pools"]


@pytest.mark.parametrize(
    ("start", "broken"), [(10, []), (9, ["pools"]), (16, []), (17, ["pools"]), (26, ["pools"]), (30, [])]
)
def test_capacity_is_a_step_function(start: int, broken: list[str]) -> None:
    """Nobody would be there: 2 units in [10, 20), 1 in [20, 30), 2 in [30, 40), and none before; the task asks 2 for 4 ticks."""
    pool = make_pool((10, 20, 2), (20, 30, 1), (30, 40, 2))
    problem = make_problem(pools=[pool], jobs=[asking(0, 2)])
    assert broken_rules(problem, make_assignment(0, start)) == broken


def test_steps_that_touch_may_be_crossed() -> None:
    """A step of a pool would be taken for a window of a machine: one unit in [0, 10), two in [10, 20) carry one task over."""
    problem = make_problem(pools=[make_pool((0, 10, 1), (10, 20, 2))], jobs=[asking(0)])
    assert broken_rules(problem, make_assignment(0, 8)) == []


@pytest.mark.parametrize(("start", "broken"), [(6, ["pools"]), (7, [])])
def test_setup_and_teardown_hold_the_pool(start: int, broken: list[str]) -> None:
    """An operator would leave during teardown: 2 + 4 + 1 ticks from 0."""
    around = make_job(make_task(make_mode(0, duration=4, setup=2, teardown=1, demands={0: 1})))
    problem = make_problem(machines=2, pools=[make_pool()], jobs=[around, asking(1)])
    assert broken_rules(problem, make_assignment(0, 0), make_assignment(1, start)) == broken


def test_the_stretch_is_named() -> None:
    """The operator of the park would not learn when too much is asked, and of what."""
    problem = make_problem(machines=2, pools=[make_pool(name="gas")], jobs=[asking(0), asking(1)])
    (violation,) = verify(problem, make_schedule(make_assignment(0, 0), make_assignment(1, 2)))
    assert violation.pool == 0
    assert str(violation) == "pools: pool 'gas' is asked for 2 units in [2, 4) and has 1"


def test_pools_are_apart() -> None:
    """What one pool has would serve another."""
    both = make_job(make_task(make_mode(demands={0: 1, 1: 2})))
    problem = make_problem(pools=[make_pool((0, 40, 5)), make_pool()], jobs=[both])
    (violation,) = verify(problem, make_schedule(make_assignment(0, 0)))
    assert violation.pool == 1
