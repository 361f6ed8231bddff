"""What a caller may choose about a solve."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from solver.errors import ParameterError
from solver.fairness.policies import FAIR_POLICIES

if TYPE_CHECKING:
    from collections.abc import Mapping

#: The policies this version knows, each with the version of its rules: it counts up when they judge a schedule otherwise.
POLICY_VERSIONS: Mapping[str, str] = {
    **{name: policy.version for name, policy in FAIR_POLICIES.items()},
    "utilization": "1",
}
POLICIES = tuple(POLICY_VERSIONS)
#: Where a solve may run: in this process, in child processes, or on a Ray cluster (extra `ray`).
ENGINES = ("inline", "processes", "ray")


@dataclass(frozen=True, kw_only=True, slots=True)
class SolveParameters:
    """Limits and choices of one solve; the defaults are a good night on two cores.

    Raises
    ------
    ParameterError
        if a value is out of its range.
    """

    #: Wall-clock budget for everything, model building and verification included. 0: the greedy schedule.
    seconds: float = 60.0
    policy: str = "utilization"
    #: Price of fairness: the part of the best utilization that the fairness tier may spend, 0 to 1.
    epsilon: float = 0.02
    #: Fairness counts the work that begins before this tick: what will be carried out before the next plan is made. None: all of it.
    committed: int | None = None
    #: Targets are rounded to what whole jobs can give (`solver.fairness.whole`); False: they are as water filling pours them.
    whole_targets: bool = False
    #: Threads that search at the same time; by engine `ray`: CPUs of the cluster.
    workers: int = 2
    seed: int = 0
    #: `processes`: search in a child process, so that a native crash or a kill costs the search and not the caller, and
    #: independent components in child processes of its own. `ray`: these on a Ray cluster.
    engine: str = "processes"
    #: Count the budget in deterministic seconds: the same problem, seed, workers and budget then give the same schedule, byte for
    #: byte, on every machine with the same versions.
    deterministic: bool = False

    def __post_init__(self) -> None:
        _require(0 <= self.seconds <= 7 * 24 * 3600, "seconds", self.seconds, "0 to 604800")
        _require(self.policy in POLICIES, "policy", self.policy, "one of " + ", ".join(POLICIES))
        _require(0 <= self.epsilon <= 1, "epsilon", self.epsilon, "0 to 1")
        _require(self.committed is None or self.committed >= 1, "committed", self.committed, "None, or 1 or more")
        _require(isinstance(self.whole_targets, bool), "whole_targets", self.whole_targets, "true or false")
        _require(1 <= self.workers <= 64, "workers", self.workers, "1 to 64")
        _require(0 <= self.seed < 2**31, "seed", self.seed, "0 to 2147483647")
        _require(self.engine in ENGINES, "engine", self.engine, "one of " + ", ".join(ENGINES))

    @classmethod
    def from_mapping(cls, values: Mapping[str, Any]) -> SolveParameters:
        """Build from a mapping such as a settings table; unknown names are refused."""
        known = {field.name for field in fields(cls)}
        for name in values:
            if name not in known:
                raise ParameterError(f"unknown parameter {name!r}; use one of {', '.join(sorted(known))}")
        return cls(**values)


def _require(holds: bool, name: str, value: object, allowed: str) -> None:  # noqa: FBT001 - a plain predicate
    if not holds:
        raise ParameterError(f"{name} is {value!r}; use {allowed}")
