"""From the records of many nights to the figures of a policy."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from statistics import quantiles
from typing import TYPE_CHECKING

from scheduler.planning.simulation.backlog import absent_in
from scheduler.planning.simulation.fluid import nearness
from scheduler.planning.simulation.slices import incentives
from solver.fairness import targets
from solver.problem import Account

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scheduler.planning.simulation.records import NightRecord

#: Work that is still open at the end counts as asked for only if it has waited as long as a plan reaches.
PATIENCE = 7


@dataclass(frozen=True, kw_only=True, slots=True)
class TenantFigures:
    """What a tenant asked and got over the whole period, in standard minutes."""

    tenant: str
    #: Its share, added up over the nights it was there.
    share: int
    asked: int
    executed: int
    target: int

    @property
    def level(self) -> float:
        """Return executed over target, which may exceed 1; 1 where there is nothing to reach."""
        return self.executed / self.target if self.target else 1.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Figures:
    """How a policy did."""

    policy: str
    nights: int
    executed_hours: float
    #: Hours of processing over hours in which machines were open.
    utilization: float
    tenants: tuple[TenantFigures, ...]
    #: Hours from when a request could have begun to when it did, of those that began.
    waiting_median: float
    waiting_p90: float
    #: Of the reservations that were published, those carried out where they were; those nobody came to are left out.
    kept: float
    #: Lowest over highest of what tenants had against the fluid ideal.
    fluid: float
    #: The least that a tenant got in 30 nights in a row against its private slice; None: there were not so many nights.
    incentive: float | None

    @property
    def evenness(self) -> float:
        """Return the lowest service level over the highest."""
        levels = [tenant.level for tenant in self.tenants]
        return min(levels) / max(levels) if levels and max(levels) > 0 else 1.0

    @property
    def jain(self) -> float:
        """Return Jain's index of the service levels."""
        levels = [tenant.level for tenant in self.tenants]
        squares = sum(level * level for level in levels)
        return sum(levels) ** 2 / (len(levels) * squares) if squares else 1.0

    def price(self, fullest: Figures | None) -> float | None:
        """Return which part of the work of the fullest plan was given up; None where that was not simulated."""
        if fullest is None or not fullest.executed_hours:
            return None
        return 1 - self.executed_hours / fullest.executed_hours


def figures(policy: str, records: Sequence[NightRecord]) -> Figures:
    """Return the figures of a policy over all its nights."""
    waits = sorted(e.waited for record in records for e in record.executed if e.waited is not None)
    deciles = quantiles(waits, n=10, method="inclusive") if len(waits) > 1 else [*waits * 9] or [0.0] * 9
    done = sum(len(record.executed) for record in records)
    lost = sum(record.moved + record.failed for record in records)
    opened = sum(record.open_hours for record in records)
    return Figures(
        policy=policy,
        nights=len(records),
        executed_hours=sum(record.total for record in records) / 60,
        utilization=sum(record.busy_hours for record in records) / opened if opened else 0.0,
        tenants=tenant_figures(records),
        waiting_median=deciles[4],
        waiting_p90=deciles[8],
        kept=done / (done + lost) if done + lost else 1.0,
        fluid=nearness(records),
        incentive=min((each[0] for each in incentives(records)), default=None),
    )


def tenant_figures(records: Sequence[NightRecord]) -> tuple[TenantFigures, ...]:
    """Return what each tenant asked, got and should have got: water filling over the totals of the period."""
    shares: Counter[str] = Counter()
    executed: Counter[str] = Counter()
    for record in records:
        shares.update(record.shares)
        executed.update(record.executed_minutes())
    asked = asked_minutes(records)
    names = sorted(shares)
    accounts = [Account(name=name, share=shares[name]) for name in names]
    aims = targets(accounts, [asked[name] for name in names], executed.total())
    return tuple(
        TenantFigures(tenant=name, share=shares[name], asked=asked[name], executed=executed[name], target=aim)
        for name, aim in zip(names, aims, strict=True)
    )


def asked_minutes(records: Sequence[NightRecord]) -> Counter[str]:
    """Return what each tenant asked for and could have had: no no-shows, and nothing that came in too late to be done."""
    absent = absent_in(records)
    given_up = {reference for record in records for reference in record.given_up}
    done = _done(records)
    found: Counter[str] = Counter()
    for record in records:
        for each in record.asked:
            counts = each.reference in given_up or record.night + PATIENCE < len(records)
            whole = counts and each.reference not in absent
            found[each.tenant] += (
                max(sum(each.minutes.values()), done[each.reference]) if whole else done[each.reference]
            )
    return found


def _done(records: Sequence[NightRecord]) -> Mapping[str, int]:
    """Return the minutes carried out, by reference."""
    found: Counter[str] = Counter()
    for record in records:
        for each in record.executed:
            found[each.reference] += each.minutes
    return found
