"""Turns that lie or fail: nothing false is in the result of the whole, and what is true of the other components is."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from solver import verify
from solver.result import Result, Status
from solver.schedule import Schedule, utilization
from solver.search.parameters import SolveParameters
from solver.search.parts.apart import solve_in_parts
from solver.search.parts.work import Work, improve
from tests.builders import make_assignment, make_schedule
from tests.solver.search.parts.crowds import two_crowds

if TYPE_CHECKING:
    from collections.abc import Callable

    from solver.search.parts.rounds import Task
    from solver.search.stop import StopSignal

QUICK = SolveParameters(seconds=20, engine="inline", workers=1)


def lying(lie: Callable[[Result], Result]) -> Task:
    """Return what a turn does where the component of job-0 is answered with a lie, always."""

    def turn(work: tuple[Work, ...], parameters: SolveParameters, stop: StopSignal | None = None) -> tuple[Result, ...]:
        results = improve(work, parameters, stop)
        return tuple(
            lie(result) if each.problem.jobs[0].name == "job-0" else result
            for each, result in zip(work, results, strict=True)
        )

    return turn


def with_bound(result: Result, bound: int) -> Result:
    """Return a result that claims another bound on utilization."""
    return replace(result, tiers=(replace(result.tiers[0], bound=bound), *result.tiers[1:]))


@pytest.mark.parametrize(
    ("lie", "told"),
    [
        pytest.param(
            lambda result: replace(result, status=Status.INFEASIBLE, schedule=Schedule(), tiers=()),
            "false infeasible",
            id="infeasible",
        ),
        pytest.param(
            lambda result: replace(result, schedule=make_schedule(make_assignment(0, 39))),
            "breaks a rule",
            id="schedule",
        ),
        pytest.param(lambda result: with_bound(result, 7), "refuted", id="bound"),
        pytest.param(lambda result: replace(result, status=Status.INVALID, messages=("no",)), "invalid", id="invalid"),
    ],
)
def test_a_false_answer_costs_its_component_alone(lie: Callable[[Result], Result], told: str) -> None:
    """A lie about one component would be believed, or would cost the other its plan."""
    problem = two_crowds()
    result = solve_in_parts(problem, QUICK, task=lying(lie))
    assert verify(problem, result.schedule) == ()
    assert result.status is Status.FEASIBLE
    other = Schedule(tuple(each for each in result.schedule.assignments if each.job % 2))
    assert utilization(problem, other) == 40
    assert utilization(problem, result.schedule) > 70
    assert result.run.statistics["refused_answers"] == 2
    assert told in str(result.run.statistics["events"])


def test_an_error_costs_a_turn() -> None:
    """A defect, or memory that is refused, in one turn would cost the component, or the night."""
    failed: list[MemoryError] = []

    def turn(work: tuple[Work, ...], parameters: SolveParameters, stop: StopSignal | None = None) -> tuple[Result, ...]:
        if not failed:
            failed.append(MemoryError("no room"))
            raise failed[0]
        return improve(work, parameters, stop)

    result = solve_in_parts(two_crowds(), QUICK, task=turn)
    assert (result.status, result.tiers[0].value) == (Status.OPTIMAL, 80)
    assert result.run.statistics["lost_tasks"] == 1
    assert "(MemoryError: no room)" in str(result.run.statistics["events"])
