"""What the trials come to: for each ruse what it gains beyond chance, and who pays."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from math import ceil
from statistics import median
from typing import TYPE_CHECKING, Any

from scheduler.planning.simulation.gaming.ruses import RUSES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scheduler.planning.simulation.gaming.trials import SeedOutcome, Trial

_HIGH = 0.95


@dataclass(frozen=True, kw_only=True, slots=True)
class RuseFigures:
    """How a ruse did, in parts of what the truth brings."""

    ruse: str
    trials: int
    #: Gains as they were; below 0 where lying costs.
    median: float
    #: Gains less the noise band, 0 where they lie in it.
    p95: float
    worst: float
    #: The part of the trials that gained more than the noise band.
    pays: float
    #: What all others together gain, median.
    others: float
    #: What answers it.
    rule: str


@dataclass(frozen=True, kw_only=True, slots=True)
class GamingFigures:
    """All ruses, and what chance does."""

    #: The gain that 95 of 100 truthful runs with other seeds of the search, and wishes that come in at other moments, do not exceed.
    noise: float
    ruses: tuple[RuseFigures, ...]


def gaming_figures(outcomes: Sequence[SeedOutcome]) -> GamingFigures:
    """Return the figures of some seeds."""
    noise = max(0.0, quantile([each for outcome in outcomes for each in outcome.noise], _HIGH))
    trials = [trial for outcome in outcomes for trial in outcome.trials]
    found = []
    for ruse in RUSES:
        own = [trial for trial in trials if trial.ruse == ruse.name]
        if own:
            found.append(_ruse_figures(ruse.name, ruse.rule, own, noise))
    return GamingFigures(noise=noise, ruses=tuple(found))


def _ruse_figures(name: str, rule: str, trials: Sequence[Trial], noise: float) -> RuseFigures:
    gains = [trial.gain for trial in trials]
    return RuseFigures(
        ruse=name,
        trials=len(trials),
        median=median(gains),
        p95=max(0.0, quantile(gains, _HIGH) - noise),
        worst=max(0.0, max(gains) - noise),
        pays=sum(gain > noise for gain in gains) / len(gains),
        others=median(trial.others for trial in trials),
        rule=rule,
    )


def quantile(values: Sequence[float], part: float) -> float:
    """Return the least value that `part` of all do not exceed; 0 where there are none."""
    return sorted(values)[max(0, ceil(part * len(values)) - 1)] if values else 0.0


HEADER = ("ruse", "trials", "gain, median", "p95", "worst", "pays", "others", "rule that answers it")


def rows(found: GamingFigures) -> list[tuple[str, ...]]:
    """Return the table, one row for each ruse."""
    return [
        (
            each.ruse,
            str(each.trials),
            f"{each.median:+.1%}",
            f"{each.p95:.1%}",
            f"{each.worst:.1%}",
            f"{each.pays:.1%}",
            f"{each.others:+.1%}",
            each.rule,
        )
        for each in found.ruses
    ]


def to_object(found: GamingFigures) -> dict[str, Any]:
    """Return figures for programs."""
    return asdict(found)
