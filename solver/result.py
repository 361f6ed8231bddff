"""What a solve hands out: status, tiers with bounds, accounts, unplaced jobs and how the run went.

Over 150 lines because it is the vocabulary of a certificate, as `solver.problem` is that of a problem.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from solver.schedule import Schedule


class Status(StrEnum):
    """Five outcomes, never merged."""

    #: What decides who gets machine time is proved: no schedule keeps more promises, and none that keeps as many is worth more.
    #: How punctual it is has a gap of its own.
    OPTIMAL = "optimal"
    #: A verified schedule, not proved best.
    FEASIBLE = "feasible"
    #: No schedule can honour the mandatory jobs and hard pins.
    INFEASIBLE = "infeasible"
    #: Mandatory jobs or hard pins could not be honoured in the time given, nor proved impossible.
    UNKNOWN = "unknown"
    #: The search ended with a schedule that `verify` refuses, or with a bound that its own schedule refutes: a defect of
    #: ours; the last verified schedule is given.
    INVALID = "invalid"


@dataclass(frozen=True, kw_only=True, slots=True)
class Tier:
    """One objective of the lexicographic order, with its proof."""

    name: str
    value: int
    bound: int
    #: False for a tier that is minimised (`promises`, `punctuality`).
    maximised: bool = True

    @property
    def gap(self) -> float:
        """Return `(bound - value) / max(1, |bound|)` when maximised, `(value - bound) / max(1, |value|)` when minimised."""
        if self.maximised:
            return (self.bound - self.value) / max(1, abs(self.bound))
        return (self.value - self.bound) / max(1, abs(self.value))


@dataclass(frozen=True, kw_only=True, slots=True)
class AccountResult:
    """What one account asked and got, in cost ticks; the service level in parts per 10 000."""

    account: int
    demand: int
    granted: int
    target: int
    service_level: int
    #: The target before it was rounded to what whole jobs can give; None: it was not.
    poured: int | None = None
    #: The most it could be given if nobody else asked, and what it would have of a park divided by shares.
    solo: int = 0
    guaranteed: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Level:
    """The service level that all accounts but the `k` worst off reach, and what no schedule can lift it above; per 10 000."""

    value: int
    #: Among the schedules whose earlier levels are as high, and that give up no more utilization than the policy allows.
    bound: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Fairness:
    """How fair a schedule is, whatever it was made to be (docs/fairness.md)."""

    #: Lowest first, one for each account.
    levels: tuple[Level, ...]
    #: The schedule is leximin within this factor.
    leximin_factor: float
    #: `1 - U / U_best`, against the best utilization that was found, and against what no schedule exceeds.
    price: float
    price_bound: float
    #: Jain's index of the service levels.
    jain: float
    #: Pairs of accounts of which one envies the other, by share and up to one job.
    envy: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Reason:
    """Why a job is not placed; `code` is one of those in docs/glossary.md."""

    code: str
    machines: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Unplaced:
    """A job that is not in the schedule, and why."""

    job: int
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class RunInfo:
    """How the run went."""

    seconds: float
    deterministic_time: float
    seed: int
    workers: int
    engine: str
    versions: Mapping[str, str]
    #: Counters and events of the search (iterations, sub-solves, lost workers), for people and benchmarks.
    statistics: Mapping[str, int | float | str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Policy:
    """The fairness policy of a run and its price."""

    name: str
    epsilon: float
    #: Of the rules behind the name; it counts up when the same schedule would be judged otherwise. Empty: not told.
    version: str = ""
    #: Granted, targets, levels and measures of fairness speak of the work that begins before this tick; None: of all of it.
    committed: int | None = None
    #: Targets are rounded to what whole jobs can give; False: they are as water filling pours them.
    whole_targets: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Result:
    """A verified schedule with its certificate. Without a schedule (infeasible, unknown) `schedule` is empty."""

    status: Status
    schedule: Schedule
    policy: Policy
    tiers: tuple[Tier, ...]
    accounts: tuple[AccountResult, ...]
    unplaced: tuple[Unplaced, ...]
    run: RunInfo
    #: None where there is no schedule.
    fairness: Fairness | None = None
    #: The verdict of `verify` on the schedule.
    verified: bool = False
    #: What is wrong, one line each, when the status is `infeasible`, `unknown` or `invalid`.
    messages: tuple[str, ...] = ()
