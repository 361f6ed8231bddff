"""The policies by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.errors import SchedulerError
from scheduler.planning.simulation.policies.fair_tree import FairTree
from scheduler.planning.simulation.policies.fcfs import EarliestDeadline, FirstCome
from scheduler.planning.simulation.policies.karma import Karma
from scheduler.planning.simulation.policies.round_robin import RoundRobin
from scheduler.planning.simulation.policies.searching import Searching

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from scheduler.planning.simulation.policies.base import Policy

#: The policies that search, and those that do not; each by seconds a night and seed.
_MAKERS: Mapping[str, Callable[[float, int], Policy]] = {
    "ours": lambda seconds, seed: Searching(name="ours", seconds=seconds, seed=seed),
    "fcfs": lambda _s, _k: FirstCome(),
    "edf": lambda _s, _k: EarliestDeadline(),
    "round-robin": lambda _s, _k: RoundRobin(),
    "fair-tree": lambda _s, _k: FairTree(),
    "karma": lambda _s, _k: Karma(),
    "memoryless": lambda seconds, seed: Searching(name="memoryless", seconds=seconds, seed=seed, remembers=False),
    "utilization": lambda seconds, seed: Searching(
        name="utilization", policy="utilization", seconds=seconds, seed=seed
    ),
}
NAMES = tuple(_MAKERS)


class UnknownPolicyError(SchedulerError):
    """A name that no policy has."""

    def __init__(self, name: str) -> None:
        super().__init__(f"there is no policy {name!r}; use some of {', '.join(NAMES)}")


def policy_of(name: str, *, seconds: float, seed: int) -> Policy:
    """Return a policy; UnknownPolicyError."""
    maker = _MAKERS.get(name)
    if maker is None:
        raise UnknownPolicyError(name)
    return maker(seconds, seed)
