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


@pytest.fixture(params=["processes", "ray"])
def parameters(request: pytest.FixtureRequest) -> SolveParameters:
    """Return the parameters of an engine whose workers are processes."""
    if request.param == "ray":
        request.getfixturevalue("cluster")
    return replace(LONG, engine=request.param)


def test_from_the_front_door(parameters: SolveParameters) -> None:
    """The engine would not be reached through the child process in which every solve runs."""
    problem, recorder = two_crowds(), Recorder()
    result = solve(problem, parameters, observer=recorder)
    assert (result.status, result.tiers[0].value) == (Status.OPTIMAL, 80)
    assert (result.run.engine, result.run.statistics["components"]) == (parameters.engine, 2)
    assert "child" not in result.run.statistics
    assert "events" not in result.run.statistics
    assert utilization(problem, recorder.incumbents[-1][0]) == 80


def test_a_stop_is_answered_at_once(parameters: SolveParameters) -> None:
    """Whoever asks to stop would wait until the workers have done their turns, or lose what was reported."""

    class Stopper(Recorder):
        def on_incumbent(self, schedule: Schedule, value: int) -> None:
            super().on_incumbent(schedule, value)
            stop.request()

    problem, stop, stopper = endless(), StopSignal(), Stopper()
    result = solve(problem, replace(parameters, seconds=3000), observer=stopper, stop=stop)
    assert result.status is Status.FEASIBLE
    assert "child" not in result.run.statistics
    assert result.tiers[0].value >= stopper.incumbents[0][1] > 0


def test_a_ray_of_its_own(monkeypatch: pytest.MonkeyPatch, cluster: None) -> None:  # noqa: ARG001 - the reason to skip is there
    """Where no cluster runs, one would have to be started by hand even to try the engine."""
    monkeypatch.setenv("RAY_ADDRESS", "local")
    result = solve(two_crowds(), replace(LONG, engine="ray"))
    assert (result.status, result.tiers[0].value) == (Status.OPTIMAL, 80)
    assert "events" not in result.run.statistics


def test_a_cluster_that_is_not_there(monkeypatch: pytest.MonkeyPatch, cluster: None) -> None:  # noqa: ARG001 - as above
    """A wrong address would cost the night its plan."""
    monkeypatch.setenv("RAY_ADDRESS", "no address")
    result = solve_in_parts(two_crowds(), replace(LONG, engine="ray"))
    assert (result.status, result.tiers[0].value) == (Status.OPTIMAL, 80)
    assert "engine ray did not start: inline" in str(result.run.statistics["events"])
