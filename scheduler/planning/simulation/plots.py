"""The plots of a simulation: how full, how even, how soon, night by night."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING

from scheduler.planning.simulation.measures import tenant_figures
from scheduler.planning.simulation.svg import Line, line_chart

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scheduler.planning.simulation.records import NightRecord
    from scheduler.planning.simulation.run import Simulated

#: Nights that a figure of one night is averaged over, so that weekends do not hide what matters.
SPAN = 7


def plots(simulated: Sequence[Simulated]) -> Mapping[str, str]:
    """Return the text of each plot by its file name."""
    found = {
        "utilization.svg": line_chart(
            f"Utilization of open time, {SPAN} nights",
            "night",
            "processing hours / open hours",
            [Line(name=each.figures.policy, values=_utilization(each.records)) for each in simulated],
        ),
        "waiting.svg": line_chart(
            f"Waiting time, median of {SPAN} nights",
            "night",
            "hours",
            [Line(name=each.figures.policy, values=_waiting(each.records)) for each in simulated],
        ),
        "lowest.svg": line_chart(
            "The worst-served tenant so far",
            "night",
            "executed / target, lowest",
            [Line(name=each.figures.policy, values=[_least(levels) for levels in _levels(each)]) for each in simulated],
        ),
    }
    for each in simulated:
        found[f"service-{each.figures.policy}.svg"] = _service(each)
    return found


def _service(each: Simulated) -> str:
    """Return the chart of all tenants under a policy; the lowest and the highest at the end have their names."""
    levels = _levels(each)
    names = [tenant.tenant for tenant in each.figures.tenants]
    order = sorted(names, key=lambda name: levels[-1].get(name, 1.0)) if levels else []
    shown = [*order[:2], *order[2:][-2:]]
    lines = [Line(name=name, values=[at.get(name) for at in levels], faint=name not in shown) for name in names]
    lines.sort(key=lambda line: order.index(line.name))
    return line_chart(f"Service of each tenant so far: {each.figures.policy}", "night", "executed / target", lines)


def _levels(each: Simulated) -> list[dict[str, float]]:
    """Return after each night what every tenant had of its target so far; nothing in the first week, in which little is under way."""
    found = []
    for night in range(len(each.records)):
        known = tenant_figures(each.records[: night + 1]) if night >= SPAN else ()
        found.append({tenant.tenant: tenant.level for tenant in known if tenant.target})
    return found


def _least(levels: Mapping[str, float]) -> float | None:
    return min(levels.values(), default=None)


def _utilization(records: Sequence[NightRecord]) -> list[float | None]:
    sums: list[float | None] = []
    for night in range(len(records)):
        span = records[max(0, night + 1 - SPAN) : night + 1]
        opened = sum(record.open_hours for record in span)
        sums.append(sum(record.busy_hours for record in span) / opened if opened else None)
    return sums


def _waiting(records: Sequence[NightRecord]) -> list[float | None]:
    found: list[float | None] = []
    for night in range(len(records)):
        span = records[max(0, night + 1 - SPAN) : night + 1]
        waits = [each.waited for record in span for each in record.executed if each.waited is not None]
        found.append(median(waits) if waits else None)
    return found
