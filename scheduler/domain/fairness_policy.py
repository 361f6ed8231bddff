"""How nights are fair, as data: versions are added below, never changed, so that an old certificate is read by its own rules.

The rules that a request must keep are another thing: `scheduler.domain.policy`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from math import isfinite


@dataclass(frozen=True, kw_only=True, slots=True)
class FairnessPolicy:
    """One version of what is fair: how a plan divides a night, and how the ledger remembers the nights before."""

    #: Counts up from 1.
    version: int
    #: Since when the program knows it, and why it was made.
    since: date
    reason: str
    #: Name of the solver's policy.
    name: str
    #: Price of fairness: the part of the best utilization that may be spent on it, 0 to 1.
    epsilon: float
    #: After this long an entry of the ledger counts half.
    half_life: timedelta
    #: The most that the park may owe a tenant, or a tenant the park, as a part of the tenant's own share of all that was charged.
    cap: float
    #: What a tenant calls urgent weighs against its own other requests alone; False: against those of everybody.
    priority_budget: bool
    #: Targets of a night are rounded to what whole requests can give; False: they are in ticks, whether a request fits below them or not.
    whole_targets: bool

    def __post_init__(self) -> None:
        """Refuse figures out of range."""
        if not 0 <= self.epsilon <= 1:
            raise ValueError(f"epsilon is {self.epsilon}; use 0 to 1")
        if self.half_life <= timedelta(0):
            raise ValueError(f"half_life is {self.half_life}; use more than nought")
        if not (isfinite(self.cap) and self.cap >= 0):
            raise ValueError(f"cap is {self.cap}; use 0 or more")


#: Every version, oldest first.
FAIRNESS_POLICIES = (
    FairnessPolicy(
        version=1,
        since=date(2026, 11, 26),
        reason="what plans and ledger did before there were versions: utilization first, half forgotten after a fortnight",
        name="utilization",
        epsilon=0.02,
        half_life=timedelta(days=14),
        cap=1.0,
        priority_budget=False,
        whole_targets=False,
    ),
    FairnessPolicy(
        version=2,
        since=date(2026, 11, 26),
        reason="plans are made fair, the worst served first; and half a year is remembered: a fortnight forgave too soon",
        name="maxmin",
        epsilon=0.02,
        half_life=timedelta(days=180),
        cap=1.0,
        priority_budget=False,
        whole_targets=False,
    ),
    FairnessPolicy(
        version=3,
        since=date(2026, 11, 26),
        reason="calling everything urgent paid: urgent requests go before the tenant's own others, no longer before everybody's",
        name="maxmin",
        epsilon=0.02,
        half_life=timedelta(days=180),
        cap=1.0,
        priority_budget=True,
        whole_targets=False,
    ),
    FairnessPolicy(
        version=4,
        since=date(2026, 11, 27),
        reason="merging requests paid: targets are rounded to what whole requests can give, the ledger carries the rest",
        name="maxmin",
        epsilon=0.02,
        half_life=timedelta(days=180),
        cap=1.0,
        priority_budget=True,
        whole_targets=True,
    ),
)
#: The one that an installation uses where it is not set to another.
DEFAULT = FAIRNESS_POLICIES[-1]


def find_fairness_policy(version: int) -> FairnessPolicy | None:
    """Return a version, or None where there is none of that number."""
    return next((policy for policy in FAIRNESS_POLICIES if policy.version == version), None)


def fairness_policy(version: int) -> FairnessPolicy:
    """Return a version; LookupError where there is none of that number."""
    found = find_fairness_policy(version)
    if found is None:
        raise LookupError(f"there is no fairness policy {version}; use {known_versions()}")
    return found


def known_versions() -> str:
    """Return the numbers that there are, for messages."""
    return ", ".join(str(policy.version) for policy in FAIRNESS_POLICIES)
