"""Flexible: `d^min <= granted <= d`; parts of a split task: count, least length, no two at once, sum <= `d`."""

from __future__ import annotations

import pytest

from tests.builders import make_assignment, make_job, make_mode, make_problem, make_task
from tests.solver.verify.judge import broken_rules

#: 12 ticks, at least 6, in up to 3 parts of at least 3 ticks, on one of two machines.
MODES = (make_mode(0, duration=12, min_duration=6), make_mode(1, duration=12, min_duration=6))
SPLIT = make_job(make_task(*MODES, splittable=(3, 3)))


@pytest.mark.parametrize(
    ("granted", "broken"), [(3, ["flexible"]), (4, []), (5, []), (6, []), (7, ["flexible"]), (0, ["flexible"])]
)
def test_granted_lies_between_least_and_most(granted: int, broken: list[str]) -> None:
    """A tenant who needs at least 4 of 6 ticks would be given 3, or 7."""
    problem = make_problem(jobs=[make_job(make_task(make_mode(duration=6, min_duration=4)))])
    assert broken_rules(problem, make_assignment(0, 0, duration=granted)) == broken


def test_a_negative_grant() -> None:
    """A grant below zero would make room on the machine, or crash the referee."""
    problem = make_problem(jobs=[make_job(), make_job()])
    assert broken_rules(problem, make_assignment(0, 9, duration=-3), make_assignment(1, 20)) == ["flexible"]


def test_each_mode_has_its_own_least() -> None:
    """The limits of mode 0 would hold for mode 1."""
    task = make_task(make_mode(0, duration=6), make_mode(1, duration=3))
    problem = make_problem(machines=2, jobs=[make_job(task)])
    assert broken_rules(problem, make_assignment(0, 0, mode=1, duration=3)) == []
    assert broken_rules(problem, make_assignment(0, 0, mode=1, duration=6)) == ["flexible"]


@pytest.mark.parametrize(
    ("lengths", "broken"),
    [
        pytest.param([12], [], id="in one part"),
        pytest.param([6], [], id="the least"),
        pytest.param([5], ["flexible"], id="less than the least in all"),
        pytest.param([13], ["flexible"], id="more than was asked"),
        pytest.param([3, 3], [], id="two shortest parts"),
        pytest.param([4, 4, 4], [], id="three parts"),
        pytest.param([4, 2], ["flexible"], id="a part too short"),
        pytest.param([7, 6], ["flexible"], id="more than was asked in all"),
        pytest.param([3, 3, 3, 3], ["flexible"], id="four parts"),
    ],
)
def test_parts_of_a_split_task(lengths: list[int], broken: list[str]) -> None:
    """Parts would be crumbs, too many, or more than was asked when added up."""
    problem = make_problem(machines=2, jobs=[SPLIT])
    parts = [make_assignment(0, 9 * q, part=q, mode=q % 2, duration=n) for q, n in enumerate(lengths)]
    assert broken_rules(problem, *parts) == broken


@pytest.mark.parametrize(("start", "broken"), [(5, ["flexible"]), (6, [])])
def test_no_two_parts_at_once(start: int, broken: list[str]) -> None:
    """One booking would run on two machines at the same time."""
    problem = make_problem(machines=2, jobs=[SPLIT])
    parts = make_assignment(0, 0, duration=6), make_assignment(0, start, part=1, mode=1, duration=6)
    assert broken_rules(problem, *parts) == broken


@pytest.mark.parametrize(("start", "broken"), [(7, ["flexible"]), (8, [])])
def test_each_part_has_its_own_setup_and_teardown(start: int, broken: list[str]) -> None:
    """The second part would begin while the first is being cleared: 1 + 6 + 1 ticks."""
    modes = [make_mode(m, duration=12, min_duration=6, setup=1, teardown=1) for m in (0, 1)]
    problem = make_problem(machines=2, jobs=[make_job(make_task(*modes, splittable=(3, 3)))])
    parts = make_assignment(0, 0, duration=6), make_assignment(0, start, part=1, mode=1, duration=6)
    assert broken_rules(problem, *parts) == broken
