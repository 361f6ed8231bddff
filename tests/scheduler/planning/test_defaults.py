"""What a run is solved by: its own word, the version it names, the installation's word, the installation's version."""

from __future__ import annotations

import pytest

from scheduler.domain.fairness_policy import DEFAULT, fairness_policy
from scheduler.domain.run import RunParameters
from scheduler.planning.defaults import PlanningDefaults, solve_parameters
from solver.errors import ParameterError


@pytest.mark.parametrize(
    ("asked", "installed", "epsilon"),
    [
        ({}, {}, DEFAULT.epsilon),
        ({}, {"epsilon": 0.5}, 0.5),
        ({"fairness_policy": 1}, {"epsilon": 0.5}, 0.02),
        ({"fairness_policy": 1, "epsilon": 0.0}, {"epsilon": 0.5}, 0.0),
        ({"epsilon": 0.25}, {}, 0.25),
    ],
)
def test_who_says_more_exactly_goes_first(asked: dict[str, float], installed: dict[str, float], epsilon: float) -> None:
    """A run that names a version would be solved by the settings, or a price of nought be taken for none."""
    parameters = RunParameters(**asked)  # type: ignore[arg-type]  # names and kinds of its fields
    solved = solve_parameters(parameters, PlanningDefaults(**installed))  # type: ignore[arg-type]  # the same
    version = asked.get("fairness_policy", installed.get("fairness_policy", DEFAULT.version))
    assert (solved.epsilon, solved.policy) == (epsilon, fairness_policy(int(version)).name)


@pytest.mark.parametrize("installed", [3, 4])
@pytest.mark.parametrize("asked", [None, 3, 4])
def test_whether_targets_are_whole_is_a_matter_of_the_version(asked: int | None, installed: int) -> None:
    """A night would be planned by another rule than the version that its certificate names."""
    solved = solve_parameters(RunParameters(fairness_policy=asked), PlanningDefaults(fairness_policy=installed))
    assert solved.whole_targets is ((asked or installed) == 4)


def test_a_run_may_name_its_version() -> None:
    """The certificate would name the installation's; a version that is not there ends the run with its cure."""
    defaults = PlanningDefaults()
    assert defaults.fairness_of(RunParameters()) is DEFAULT
    assert defaults.fairness_of(RunParameters(fairness_policy=1)).version == 1
    with pytest.raises(ParameterError, match="use 1"):
        defaults.fairness_of(RunParameters(fairness_policy=99))
