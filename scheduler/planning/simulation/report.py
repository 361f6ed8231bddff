"""The report of a simulation: one table for people, the same in Markdown, and everything in a folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.planning.simulation.files import to_json, write_whole
from scheduler.planning.simulation.plots import plots
from scheduler.planning.simulation.run import results

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from scheduler.planning.simulation.demand.base import Demand
    from scheduler.planning.simulation.measures import Figures
    from scheduler.planning.simulation.run import Settings, Simulated

HEADER = (
    "policy",
    "executed h",
    "full",
    "lowest",
    "even",
    "Jain",
    "fluid",
    "wait h",
    "p90 h",
    "kept",
    "price",
    "own slice",
)
_MEANING = """
- *executed h*: standard hours carried out, weighted by cost. *full*: processing over open time of the machines.
- *lowest*: executed over target of the worst-served tenant; targets are filled like water, over the totals of the period, by share.
  *even*: lowest over highest of them; *Jain*: Jain's index of all. *fluid*: as *even*, against the best that could be known at the time,
  each day's capacity poured to whoever had least for its share so far.
- *wait h*, *p90 h*: median and 90th percentile of the time from when a request could have begun to when it did, of those that began.
- *kept*: published reservations that were carried out where they were, of those that were carried out, moved or taken away.
- *price*: the part of the work of the policy `utilization` that this one gave up.
- *own slice*: over any 30 nights and for any tenant, the least that it got against what its share of every kind of machine,
  for itself alone, would have done. Below 1 somebody lost by sharing.
"""


def rows(simulated: Sequence[Simulated]) -> list[tuple[str, ...]]:
    """Return the table, one row for each policy."""
    fullest = next((each.figures for each in simulated if each.figures.policy == "utilization"), None)
    return [_row(each.figures, fullest) for each in simulated]


def _row(found: Figures, fullest: Figures | None) -> tuple[str, ...]:
    price = found.price(fullest)
    lowest = min((tenant.level for tenant in found.tenants), default=1.0)
    return (
        found.policy,
        f"{found.executed_hours:.0f}",
        f"{found.utilization:.1%}",
        f"{lowest:.3f}",
        f"{found.evenness:.3f}",
        f"{found.jain:.4f}",
        f"{found.fluid:.3f}",
        f"{found.waiting_median:.1f}",
        f"{found.waiting_p90:.1f}",
        f"{found.kept:.1%}",
        "-" if price is None else f"{price:.1%}",
        "-" if found.incentive is None else f"{found.incentive:.2f}",
    )


def write_report(folder: Path, demand: Demand, settings: Settings, simulated: Sequence[Simulated]) -> None:
    """Write `results.json`, `report.md` and the plots into a folder; each file is whole or not there."""
    write_whole(folder / "results.json", to_json(results(simulated), indent=1))
    drawn = plots(simulated)
    for name, text in drawn.items():
        write_whole(folder / name, text)
    write_whole(folder / "report.md", _markdown(demand, settings, simulated, list(drawn)))


def _markdown(demand: Demand, settings: Settings, simulated: Sequence[Simulated], plotted: Sequence[str]) -> str:
    told = (
        f"{settings.nights} nights, {demand.name}, fairness policy {settings.fairness_policy}, "
        f"{settings.seconds:g} deterministic seconds a night, seed {settings.seed}."
    )
    parts = ["# Simulation", told, markdown_table(HEADER, rows(simulated)), _MEANING.strip()]
    parts += [f"![{name.removesuffix('.svg')}]({name})" for name in plotted]
    parts += [_tenants(each) for each in simulated]
    return "\n\n".join(parts) + "\n"


def _tenants(each: Simulated) -> str:
    found = [
        (t.tenant, f"{t.asked / 60:.0f}", f"{t.target / 60:.0f}", f"{t.executed / 60:.0f}", f"{t.level:.3f}")
        for t in each.figures.tenants
    ]
    head = ("tenant", "asked h", "target h", "executed h", "executed / target")
    return f"## {each.figures.policy}\n\n{markdown_table(head, found)}"


def markdown_table(head: Sequence[str], body: Sequence[Sequence[str]]) -> str:
    """Return a table in Markdown."""
    return "\n".join("| " + " | ".join(row) + " |" for row in (head, ["---"] * len(head), *body))
