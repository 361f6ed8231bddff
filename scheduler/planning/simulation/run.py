"""A whole simulation: every policy on the same nights, resumed where it was, and its figures."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from importlib import metadata
from typing import TYPE_CHECKING, Any

from scheduler.domain.fairness_policy import DEFAULT
from scheduler.planning.simulation.fates import Fates
from scheduler.planning.simulation.journal import Journal, claim
from scheduler.planning.simulation.measures import figures
from scheduler.planning.simulation.nights import Nights
from scheduler.planning.simulation.policies.named import policy_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from scheduler.planning.simulation.demand.base import Demand
    from scheduler.planning.simulation.measures import Figures
    from scheduler.planning.simulation.records import NightRecord


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """What is simulated."""

    nights: int = 60
    policies: tuple[str, ...] = ("ours", "fcfs", "utilization")
    #: Deterministic seconds a night, for the policies that search.
    seconds: float = 1.0
    seed: int = 0
    #: Whether what is published is promised to stay where it is.
    keep_published: bool = False
    #: Version of the fairness policy.
    fairness_policy: int = DEFAULT.version


@dataclass(frozen=True, kw_only=True, slots=True)
class Simulated:
    """One policy's nights and what they come to."""

    records: tuple[NightRecord, ...]
    figures: Figures


def simulate(
    demand: Demand,
    settings: Settings,
    folder: Path,
    on_night: Callable[[str, NightRecord], None] = lambda _policy, _record: None,
) -> tuple[Simulated, ...]:
    """Carry all policies through their nights; what the folder knows already is not planned again.

    Raises
    ------
    AnotherSimulationError
        When the folder holds a simulation of something else.
    UnknownPolicyError
    NightFailedError
    """
    policies = [policy_of(name, seconds=settings.seconds, seed=settings.seed) for name in settings.policies]
    fates = Fates(seed=settings.seed)
    claim(folder, _identity(demand, settings, fates))
    found = []
    for policy in policies:
        journal = Journal(folder / "nights" / policy.name, policy)
        nights = Nights(
            demand,
            fates,
            policy,
            journal.plan,
            keep_published=settings.keep_published,
            fairness_policy=settings.fairness_policy,
        )
        records = []
        for _ in range(settings.nights):
            records.append(nights.next())
            on_night(policy.name, records[-1])
        found.append(Simulated(records=tuple(records), figures=figures(policy.name, records)))
    return tuple(found)


def _identity(demand: Demand, settings: Settings, fates: Fates) -> dict[str, Any]:
    """Return what must be equal for nights to be those of the same simulation; there may be more of them, and of policies."""
    return {
        "demand": demand.name,
        "seconds": settings.seconds,
        "seed": settings.seed,
        "keep_published": settings.keep_published,
        "mishaps": {name: part for name, part in asdict(fates).items() if name != "seed"},
        "fairness_policy": settings.fairness_policy,
        "version": metadata.version("equishare"),
    }


def results(simulated: Sequence[Simulated]) -> dict[str, Any]:
    """Return everything that was measured, for programs: figures by policy, and for each night what each tenant asked and got."""
    return {
        each.figures.policy: {"figures": figures_object(each.figures), "nights": _nights(each)} for each in simulated
    }


def figures_object(found: Figures) -> dict[str, Any]:
    """Return figures for programs."""
    facts = asdict(found) | {"lowest_over_highest": found.evenness, "jain": found.jain}
    facts["tenants"] = [asdict(tenant) | {"level": tenant.level} for tenant in found.tenants]
    return facts


def _nights(each: Simulated) -> list[dict[str, Any]]:
    return [
        {
            "night": record.night,
            "open_hours": record.open_hours,
            "busy_hours": record.busy_hours,
            "moved": record.moved,
            "failed": record.failed,
            "no_shows": len(record.no_shows),
            "asked_minutes": {
                tenant: sum(sum(a.minutes.values()) for a in record.asked if a.tenant == tenant)
                for tenant in record.shares
            },
            "executed_minutes": {tenant: record.executed_minutes()[tenant] for tenant in record.shares},
        }
        for record in each.records
    ]
