"""What a schedule is held against to say how fair it is, and what has been proved of that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from solver.fairness import FULL, aims_of, begun_before, envies, granted_of, jain, levels_of, leximin_factor, whole_aims
from solver.result import Fairness, Level
from solver.schedule import MEASURES, utilization

if TYPE_CHECKING:
    from solver.fairness.aims import Aim
    from solver.fairness.policies.policy import FairPolicy
    from solver.problem import Problem
    from solver.schedule import Schedule


@dataclass(frozen=True, kw_only=True, slots=True)
class Yardstick:
    """Aims, the best utilization that was found, and what no schedule exceeds."""

    aims: tuple[Aim, ...]
    #: None: no regard for accounts, levels are told and not steered.
    policy: FairPolicy | None
    #: Fairness counts what begins before this tick; None: everything.
    committed: int | None = None
    best_utilization: int
    utilization_bound: int
    #: What is proved of each service level in order, the lowest first; empty: nothing.
    level_bounds: tuple[int, ...] = ()
    #: Whether it is proved that nothing is better, in utilization and then by the policy.
    proved: bool = False

    def measure(self, tier: str, problem: Problem, schedule: Schedule) -> int:
        """Return the value of a tier."""
        if tier == "fairness" and self.policy is not None:
            return self.policy.measure(self.aims, self.granted(problem, schedule))
        return MEASURES[tier](problem, schedule)

    def granted(self, problem: Problem, schedule: Schedule) -> tuple[int, ...]:
        """Return what each account has, in cost ticks."""
        return granted_of(problem, schedule, self.committed)

    def key(self, problem: Problem, schedule: Schedule) -> tuple[int, ...]:
        """Return what schedules are compared by in the tier of fairness."""
        return () if self.policy is None else self.policy.key(self.aims, self.granted(problem, schedule))

    def fairness(self, problem: Problem, schedule: Schedule) -> Fairness:
        """Return how fair a schedule is."""
        granted, worth = self.granted(problem, schedule), utilization(problem, schedule)
        reached = levels_of(self.aims, granted)
        bounds = (*self.level_bounds, *[FULL] * len(reached))
        levels = tuple(
            Level(value=level, bound=max(level, bound)) for level, bound in zip(reached, bounds, strict=False)
        )
        return Fairness(
            levels=levels,
            leximin_factor=leximin_factor([(each.value, each.bound) for each in levels]),
            price=_part(self.best_utilization - worth, self.best_utilization),
            price_bound=_part(self.utilization_bound - worth, self.utilization_bound),
            jain=jain(level for level, aim in zip(reached, self.aims, strict=True)),
            envy=envies(problem, begun_before(schedule, self.committed)),
        )


def plain(
    problem: Problem,
    schedule: Schedule,
    bound: int | None = None,
    committed: int | None = None,
    *,
    whole_targets: bool = False,
) -> Yardstick:
    """Return what a schedule is held against that nobody made fair: out of what it grants itself."""
    worth = utilization(problem, schedule)
    aims = aims_of(problem, sum(granted_of(problem, schedule, committed)))
    return Yardstick(
        aims=whole_aims(problem, aims, committed) if whole_targets else aims,
        policy=None,
        committed=committed,
        best_utilization=worth,
        utilization_bound=worth if bound is None else bound,
    )


def _part(lost: int, of: int) -> float:
    return max(0, lost) / of if of > 0 else 0.0
