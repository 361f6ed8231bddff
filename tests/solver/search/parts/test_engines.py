"""Every engine from the front door, through the child process in which each solve runs."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from solver import solve
from solver.result import Status
from solver.schedule import utilization
from solver.search.parameters import SolveParameters
from solver.search.parts.apart import solve_in_parts
from solver.search.stop import StopSignal
from tests.solver.search.parts.crowds import Recorder, endless, two_crowds

if TYPE_CHECKING:
    from solver.schedule import Schedule

LONG = SolveParameters(seconds=300, workers=2)


@pytest.mark.parametrize("engine", ["processes", "ray"])
def test_from_the_front_door(engine: str, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """The engine would not be reached through the child, or, where no cluster runs, one would have to be started by hand."""
    if engine == "ray":
        request.getfixturevalue("ray_is_there")
        monkeypatch.setenv("RAY_ADDRESS", "local")
    problem, recorder = two_crowds(), Recorder()
    result = solve(problem, replace(LONG, engine=engine), observer=recorder)
    assert (result.status, result.tiers[0].value) == (Status.OPTIMAL, 80)
    assert (result.run.engine, result.run.statistics["components"]) == (engine, 2)
    assert "child" not in result.run.statistics
    assert "events" not in result.run.statistics
    assert utilization(problem, recorder.incumbents[-1][0]) == 80


def test_a_stop_is_answered_at_once() -> None:
    """Whoever asks to stop would wait until the workers have done their turns, or lose what was reported."""

    class Stopper(Recorder):
        def on_incumbent(self, schedule: Schedule, value: int) -> None:
            super().on_incumbent(schedule, value)
            stop.request()

    problem, stop, stopper = endless(), StopSignal(), Stopper()
    result = solve(problem, replace(LONG, seconds=3000), observer=stopper, stop=stop)
    assert result.status is Status.FEASIBLE
    assert "child" not in result.run.statistics
    assert result.tiers[0].value >= stopper.incumbents[0][1] > 0


def test_a_cluster_that_is_not_there(monkeypatch: pytest.MonkeyPatch, ray_is_there: None) -> None:  # noqa: ARG001 - the reason to skip is there
    """A wrong address would cost the night its plan."""
    monkeypatch.setenv("RAY_ADDRESS", "no address")
    result = solve_in_parts(two_crowds(), replace(LONG, engine="ray"))
    assert (result.status, result.tiers[0].value) == (Status.OPTIMAL, 80)
    assert "engine ray did not start: inline" in str(result.run.statistics["events"])
