"""How one component stands: its best schedule, what is proved of it, and what its tasks have come to."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from solver.result import Status
from solver.schedule import utilization
from solver.verify import verify

if TYPE_CHECKING:
    from collections.abc import Sequence

    from solver.result import Result, Tier
    from solver.schedule import Schedule
    from solver.search.parts.components import Component

#: Tasks of a component that may fail one after the other: what fails twice is likely to fail again.
MOST_FAILURES = 2
#: The tier up to which all must be proved for `optimal`; those behind it only refine a plan.
DECIDING = "utilization"


class Standing:
    """The state of a component between its tasks. It never gets worse, and only what `verify` lets pass gets in."""

    def __init__(self, component: Component, schedule: Schedule | None) -> None:
        """Begin with a schedule that is known to be sound, or with none."""
        self.component = component
        self.first = self.best = schedule
        self.value = 0 if schedule is None else utilization(component.problem, schedule)
        #: Of the best schedule, once a task has returned it.
        self.tiers: tuple[Tier, ...] = ()
        #: What the last task said if it found nothing; its status tells whether that is a proof.
        self.nothing: Result | None = None
        self.turns = self.failures = 0

    @property
    def size(self) -> int:
        """Return the number of its jobs."""
        return len(self.component.jobs)

    @property
    def bound(self) -> int:
        """Return the least bound on utilization there is."""
        bounds = [tier.bound for tier in self.tiers if tier.name == DECIDING]
        return min([self.component.problem.total_work, *bounds])

    @property
    def infeasible(self) -> bool:
        """Whether it is proved that what must be placed cannot be."""
        return self.nothing is not None and self.nothing.status is Status.INFEASIBLE

    @property
    def proved(self) -> bool:
        """Whether the tiers that decide who gets machine time are proved."""
        names = [tier.name for tier in self.tiers]
        deciding = self.tiers[: names.index(DECIDING) + 1] if DECIDING in names else self.tiers
        return bool(self.tiers) and all(tier.value == tier.bound for tier in deciding)

    @property
    def is_open(self) -> bool:
        """Whether more time could change anything."""
        return not (self.infeasible or self.proved) and self.failures < MOST_FAILURES

    @property
    def urgency(self) -> tuple[int, float]:
        """Return what another turn may win, for comparison: first turns first, the largest component before the others.

        After that the gap counts, in cost ticks, shared out over the turns it has taken: what has had many and still has a
        large gap must not keep all others from theirs.
        """
        return (1, float(self.size)) if self.turns == 0 else (0, (self.bound - self.value) / self.turns)

    def failed(self) -> None:
        """Note that a task did not come back with an answer, or with a false one."""
        self.turns, self.failures = self.turns + 1, self.failures + 1

    def take(self, result: Result) -> str | None:
        """Take what a task found, as far as it is better; of a false result return what is wrong, and believe none of it."""
        wrong = self._defect(result)
        if wrong is not None:
            self.failed()
            return wrong
        self.turns, self.failures = self.turns + 1, 0
        if result.tiers:
            self._keep(result)
        elif self.best is None:
            self.nothing = result
        return None

    def _defect(self, result: Result) -> str | None:
        if result.status is Status.INVALID:
            return f"invalid result ({result.messages[0]})"
        if result.status is Status.INFEASIBLE and self.best is not None:
            return "false infeasible: there is a schedule"
        problem, tiers = self.component.problem, result.tiers
        violations = verify(problem, result.schedule) if tiers else ()
        if violations:
            return f"schedule that breaks a rule ({violations[0]})"
        worth = utilization(problem, result.schedule)
        if any(tier.name == DECIDING and tier.value != worth for tier in tiers):
            return f"value that its schedule does not have ({worth})"
        # The first tier of the two can be compared whatever the others are; of a schedule to begin with, utilization is known.
        known = self.tiers[:1] or [replace(tier, value=self.value) for tier in tiers[:1] if tier.name == DECIDING]
        if any(_refutes(tier, tier) for tier in tiers) or any(map(_refutes, known, tiers)):
            return "bound that is refuted by a schedule"
        return None

    def _keep(self, result: Result) -> None:
        tiers = result.tiers
        if self._is_no_better_than(tiers):
            self.best, self.nothing = result.schedule, None
            self.value = utilization(self.component.problem, result.schedule)
            self.first = self.first or result.schedule
            self.tiers = _tightened(tiers, self.tiers)
        else:
            self.tiers = _tightened(self.tiers, tiers)

    def _is_no_better_than(self, tiers: Sequence[Tier]) -> bool:
        if self.tiers:
            return [_worth(tier) for tier in self.tiers] <= [_worth(tier) for tier in tiers]
        # A schedule to begin with has not been measured in a tier that comes before utilization.
        return self.best is None or tiers[0].name != DECIDING or self.value <= tiers[0].value


def _worth(tier: Tier) -> int:
    return tier.value if tier.maximised else -tier.value


def _refutes(mine: Tier, other: Tier) -> bool:
    """Whether a schedule of one is better than the bound of the other allows."""
    best = max(_worth(mine), _worth(other))
    return best > (min(mine.bound, other.bound) if mine.maximised else -max(mine.bound, other.bound))


def _tightened(tiers: tuple[Tier, ...], others: tuple[Tier, ...]) -> tuple[Tier, ...]:
    """Return tiers with the better bounds of others.

    A bound holds for all schedules that are no worse in the tiers before it, so it holds here as well while these are no worse.
    """
    bounds = [tier.bound for tier in tiers]
    for index, (tier, other) in enumerate(zip(tiers, others, strict=False)):
        bounds[index] = (min if tier.maximised else max)(tier.bound, other.bound)
        if _worth(tier) < _worth(other):
            break
    return tuple(replace(tier, bound=bound) for tier, bound in zip(tiers, bounds, strict=True))
