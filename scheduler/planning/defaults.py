"""What a run uses where its parameters say nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scheduler.domain.fairness_policy import DEFAULT, find_fairness_policy, known_versions
from solver.errors import ParameterError
from solver.search.parameters import SolveParameters

if TYPE_CHECKING:
    from scheduler.domain.fairness_policy import FairnessPolicy
    from scheduler.domain.run import RunParameters


@dataclass(frozen=True, kw_only=True, slots=True)
class PlanningDefaults:
    """The settings of the installation, as far as planning goes by them."""

    seconds: float = 60.0
    #: Version of the fairness policy, and what goes before it where it is set.
    fairness_policy: int = DEFAULT.version
    policy: str | None = None
    epsilon: float | None = None
    workers: int = 2
    engine: str = "processes"
    tick_minutes: int = 5
    #: Days that a plan reaches, and hours from now in which nothing is moved and nothing new begins.
    horizon_days: int = 7
    frozen_hours: int = 0
    #: Whether published reservations that are not frozen are promised.
    keep_published: bool = False

    def fairness_of(self, asked: RunParameters) -> FairnessPolicy:
        """Return the fairness policy of a run; ParameterError for a version that there is not."""
        version = self.fairness_policy if asked.fairness_policy is None else asked.fairness_policy
        found = find_fairness_policy(version)
        if found is None:
            raise ParameterError(f"fairness_policy is {version}; use {known_versions()}")
        return found

    def tick_of(self, asked: RunParameters) -> int:
        """Return the minutes of a tick in a run."""
        return asked.tick_minutes or self.tick_minutes

    def keeps(self, asked: RunParameters) -> bool:
        """Return whether a run keeps what is published where it is: as it asks, else as the installation is set to."""
        return self.keep_published if asked.keep_published is None else asked.keep_published


def solve_parameters(asked: RunParameters, defaults: PlanningDefaults) -> SolveParameters:
    """Return the limits of the solve: what the run asks for, else what the installation is set to.

    Name and price of the policy, in this order: the run's own; those of the version that the run names; the installation's own; those
    of the installation's version. Whether targets are whole, the version alone says.
    """
    fair, installed = defaults.fairness_of(asked), asked.fairness_policy is None
    epsilons = (asked.epsilon, defaults.epsilon if installed else None)
    return SolveParameters(
        seconds=defaults.seconds if asked.seconds is None else asked.seconds,
        policy=asked.policy or (defaults.policy if installed else None) or fair.name,
        epsilon=next((epsilon for epsilon in epsilons if epsilon is not None), fair.epsilon),
        whole_targets=fair.whole_targets,
        workers=defaults.workers,
        seed=asked.seed,
        engine=defaults.engine,
    )
