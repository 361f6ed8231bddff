"""All trials of some seeds, one file a seed, so that they go on where they were."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from scheduler.planning.simulation.files import read_json, to_json, write_whole
from scheduler.planning.simulation.gaming.figures import HEADER, gaming_figures, rows
from scheduler.planning.simulation.gaming.figures import to_object as figures_object
from scheduler.planning.simulation.gaming.ruses import RUSES
from scheduler.planning.simulation.gaming.trials import from_object, identity, to_object, try_seed
from scheduler.planning.simulation.gaming.village import VILLAGERS
from scheduler.planning.simulation.journal import claim
from scheduler.planning.simulation.policies.named import policy_of
from scheduler.planning.simulation.report import markdown_table

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from scheduler.planning.simulation.gaming.figures import GamingFigures
    from scheduler.planning.simulation.gaming.trials import GamingSettings, SeedOutcome

#: Trials of one seed: every tenant, every ruse.
A_SEED = len(RUSES) * len(VILLAGERS)


def try_all(
    trials: int, settings: GamingSettings, folder: Path, on_seed: Callable[[int, int], None] = lambda _done, _of: None
) -> GamingFigures:
    """Carry out at least so many trials, and write `results.json` and `report.md`.

    Raises
    ------
    AnotherSimulationError
        When the folder holds trials of something else.
    UnknownPolicyError
    """
    policy_of(settings.policy, seconds=settings.seconds, seed=0)
    claim(folder, identity(settings))
    outcomes = []
    seeds = ceil(trials / A_SEED)
    for seed in range(seeds):
        outcomes.append(_outcome(seed, settings, folder))
        on_seed(seed + 1, seeds)
    found = gaming_figures(outcomes)
    write_whole(folder / "results.json", to_json(figures_object(found), indent=1))
    write_whole(folder / "report.md", _markdown(found, settings))
    return found


def _outcome(seed: int, settings: GamingSettings, folder: Path) -> SeedOutcome:
    path = folder / "seeds" / f"{seed:04}.json"
    if not path.is_file():
        write_whole(path, to_json(to_object(try_seed(seed, settings))))
    return from_object(read_json(path))


def _markdown(found: GamingFigures, settings: GamingSettings) -> str:
    told = (
        f"Policy {settings.policy}, fairness policy {settings.fairness_policy}, {settings.nights} nights, {settings.seconds:g} deterministic seconds a night, load "
        f"{settings.load:g}. Gains are parts of the useful work of the truth; p95 and worst are what is left of them beyond {found.noise:.1%}, which "
        "95 of 100 truthful runs with other seeds of the search, and wishes that come in at other moments of the day, do not exceed."
    )
    return "\n\n".join(["# Gaming", told, markdown_table(HEADER, rows(found))]) + "\n"
