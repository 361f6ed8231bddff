"""Trials: what a tenant has of a ruse, against what it has of the truth and what chance does."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from scheduler.domain.fairness_policy import DEFAULT
from scheduler.planning.simulation.fates import Fates
from scheduler.planning.simulation.gaming.ruses import RUSES, truths
from scheduler.planning.simulation.gaming.village import VILLAGERS, VillageDemand
from scheduler.planning.simulation.nights import Nights
from scheduler.planning.simulation.policies.named import policy_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from scheduler.planning.simulation.gaming.ruses import Ruse
    from scheduler.planning.simulation.records import NightRecord

#: Truthful runs of a seed, each with another seed of the search and the same wishes at other moments of the day, which breaks ties
#: between plans that are equally good in another way: their mean is the truth, their spread is chance.
TRUTHFUL = 4
_NO_MISHAPS = Fates(overruns=0.0, no_shows=0.0, breakdowns=0.0)


@dataclass(frozen=True, kw_only=True, slots=True)
class GamingSettings:
    """What is tried."""

    policy: str = "ours"
    #: Version of the fairness policy.
    fairness_policy: int = DEFAULT.version
    nights: int = 14
    #: Deterministic seconds a night.
    seconds: float = 0.2
    #: Work asked for over what the machines can do.
    load: float = 1.3


class Trial(NamedTuple):
    """A tenant, a ruse and a seed; gains are parts of what the truth brings."""

    seed: int
    tenant: str
    ruse: str
    gain: float
    #: What all the others together gain, likewise.
    others: float


class SeedOutcome(NamedTuple):
    """Everything that was tried with a seed."""

    trials: tuple[Trial, ...]
    #: How far each truthful run was from the mean of them, for each tenant.
    noise: tuple[float, ...]


def try_seed(seed: int, settings: GamingSettings) -> SeedOutcome:
    """Let each tenant try each ruse."""
    honest = [_useful(settings, seed, chance=chance) for chance in range(TRUTHFUL)]
    mean = {tenant: sum(run[tenant] for run in honest) / TRUTHFUL for tenant in VILLAGERS}
    trials = [
        _trial(seed, tenant, ruse, mean, _useful(settings, seed, liar=tenant, ruse=ruse))
        for ruse in RUSES
        for tenant in VILLAGERS
        if mean[tenant]
    ]
    return SeedOutcome(tuple(trials), tuple(_noise(honest, mean)))


def _trial(seed: int, tenant: str, ruse: Ruse, truth: Mapping[str, float], lie: Mapping[str, int]) -> Trial:
    others = sum(truth.values()) - truth[tenant]
    lost = sum(lie.values()) - lie[tenant] - others
    return Trial(seed, tenant, ruse.name, lie[tenant] / truth[tenant] - 1, lost / others if others else 0.0)


def _noise(honest: list[Counter[str]], mean: Mapping[str, float]) -> Iterator[float]:
    """Yield how far single runs are from the mean, as far as they would be from one that they have no part in."""
    unbiased = (TRUTHFUL / (TRUTHFUL - 1)) ** 0.5
    for run in honest:
        yield from ((run[tenant] / mean[tenant] - 1) * unbiased for tenant in VILLAGERS if mean[tenant])


def _useful(
    settings: GamingSettings, seed: int, chance: int = 0, liar: str = "", ruse: Ruse | None = None
) -> Counter[str]:
    """Return the standard minutes of true requests that were carried out whole, by tenant."""
    demand = VillageDemand(seed=seed, liar=liar, ruse=ruse, load=settings.load, filing=chance)
    policy = policy_of(settings.policy, seconds=settings.seconds, seed=chance)
    nights = Nights(demand, _NO_MISHAPS, policy, fairness_policy=settings.fairness_policy)
    return useful_minutes(demand, [nights.next() for _ in range(settings.nights)])


def useful_minutes(demand: VillageDemand, records: list[NightRecord]) -> Counter[str]:
    """Return the standard minutes of true requests all of whose filings were carried out, by tenant."""
    filed, done = Counter[str](), Counter[str]()
    for record in records:
        filed.update(truth for asked in record.asked for truth in truths(asked.reference))
        done.update(truth for reference in record.fulfilled for truth in truths(reference))
    found = Counter[str]()
    for record in records:
        for tenant in VILLAGERS:
            for arrival in demand.wanted(record.night, tenant):
                reference = arrival.terms.external_reference
                if filed[reference] and done[reference] == filed[reference]:
                    seconds = sum(o.standard_duration.total_seconds() for o in arrival.terms.operations)
                    found[tenant] += round(seconds / 60)
    return found


def to_object(outcome: SeedOutcome) -> dict[str, Any]:
    """Return an outcome for a file."""
    return {"trials": [list(trial) for trial in outcome.trials], "noise": list(outcome.noise)}


def from_object(facts: Mapping[str, Any]) -> SeedOutcome:
    """Return the outcome in a file."""
    return SeedOutcome(tuple(Trial(*row) for row in facts["trials"]), tuple(facts["noise"]))


def identity(settings: GamingSettings) -> dict[str, Any]:
    """Return what must be equal for outcomes to be of the same trials."""
    return asdict(settings) | {"truthful": TRUTHFUL, "ruses": [ruse.name for ruse in RUSES]}
