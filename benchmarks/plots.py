"""Time against gap: one panel for each case, one line for each peer, as an SVG that needs nothing from outside.

The gap is that to the least bound that anybody in the file proved of the case, so that the lines of a panel can be compared. Colours are
those of Okabe and Ito, which people with any kind of colour vision can tell apart; dashes tell them apart in print as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt
import vl_convert

from benchmarks.course import gap
from benchmarks.peers import PEERS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from benchmarks.results import Results
    from benchmarks.run import Run

#: Colour and dash of the peers, in their order; ours is black and whole, the two rules without a search are grey.
COLOURS = ("#000000", "#8c8c8c", "#8c8c8c", "#d55e00", "#0072b2", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#0072b2")
DASHES = ((1, 0), (2, 3), (8, 4), (1, 0), (1, 0), (8, 3), (4, 2), (8, 3, 2, 3), (2, 2), (3, 6))
#: Seconds at which the axis of time begins; whatever was there before is drawn there.
EARLIEST = 0.01
#: Pixels of a panel, and panels side by side.
WIDTH, HEIGHT, COLUMNS = 330, 210, 2
#: Gaps that the axis names, in percent. The axis is a root: small gaps get room, and 0 is on it.
TICKS = (0, 1, 3, 6, 10, 20, 40, 70, 100)

#: Colour of the grid.
GRID = "#eeeeee"
#: What a panel draws: seconds, gap in percent, peer, run.
Row = dict[str, float | str]


def plot_svg(results: Results) -> str | None:
    """Return the plot of a file of results; None if it has no gap to show."""
    chart = plot(results)
    if chart is None:
        return None
    svg: str = vl_convert.vegalite_to_svg(chart.to_dict())
    return svg


def plot(results: Results) -> alt.ConcatChart | None:
    """Return the chart of a file of results; None if it has no gap to show."""
    # Who comes first in the tables is drawn last, over the others.
    lines = {
        case: [row for run in reversed(results.of_case(case)) for row in course(results, run)] for case in results.cases
    }
    there = {str(row["peer"]) for rows in lines.values() for row in rows}
    if not there:
        return None
    peers = [peer for peer in (*PEERS, *sorted(there - set(PEERS))) if peer in there]
    panels = [_panel(case, rows, peers, results.parameters.seconds) for case, rows in lines.items() if rows]
    chart: alt.ConcatChart = alt.concat(*panels, columns=COLUMNS).configure(font="sans-serif")
    return chart


def course(results: Results, run: Run) -> Iterator[Row]:
    """Yield the steps of one run, and where it stood when its time was up."""
    least = results.least_bound(run.case)
    percents = [
        (max(EARLIEST, point.seconds), 100 * reached)
        for point in run.points
        if (reached := gap(point.value, least)) is not None
    ]
    if not percents or run.verdict.is_failure:
        return
    # A rule that is done at once holds what it has until the end of the time.
    end = max(results.parameters.seconds, percents[-1][0])
    for second, reached in (*percents, (end, percents[-1][1])):
        yield {"seconds": round(second, 3), "gap": max(0.0, round(reached, 3)), "peer": run.peer, "run": str(run.key)}


def _panel(case: str, rows: Sequence[Row], peers: Sequence[str], budget: float) -> alt.Chart:
    latest = max(budget, *(float(row["seconds"]) for row in rows))
    worst = max(float(row["gap"]) for row in rows)
    lines = alt.Chart(alt.InlineData(values=list(rows)), title=case, width=WIDTH, height=HEIGHT).mark_line(
        interpolate="step-after", strokeWidth=2
    )
    panel: alt.Chart = lines.encode(
        x=_time(latest),
        y=_gap(worst),
        color=alt.Color("peer:N", sort=list(peers), scale=_scale(peers, COLOURS), legend=_legend()),
        strokeDash=alt.StrokeDash("peer:N", sort=list(peers), scale=_scale(peers, DASHES)),
        detail="run:N",
    )
    return panel


def _time(latest: float) -> alt.X:
    scale = alt.Scale(type="log", domain=[EARLIEST, latest], nice=False)
    return alt.X(
        "seconds:Q", title="seconds", scale=scale, axis=alt.Axis(values=_decades(latest), format="~g", gridColor=GRID)
    )


def _gap(worst: float) -> alt.Y:
    top = next((tick for tick in TICKS if tick >= worst and tick > 0), TICKS[-1])
    scale = alt.Scale(type="sqrt", domain=[0, top], nice=False, clamp=True)
    axis = alt.Axis(values=[tick for tick in TICKS if tick <= top], gridColor=GRID, labelOverlap=False)
    return alt.Y("gap:Q", title="gap to the least bound, %", scale=scale, axis=axis)


def _legend() -> alt.Legend:
    return alt.Legend(title=None, orient="bottom", symbolSize=900, symbolStrokeWidth=2, columns=6, labelLimit=200)


def _scale(peers: Sequence[str], looks: Sequence[str] | Sequence[tuple[int, ...]]) -> alt.Scale:
    """Give each peer its look, the same in every plot."""
    known = list(PEERS)
    places = [known.index(peer) if peer in known else len(known) for peer in peers]
    return alt.Scale(domain=list(peers), range=[looks[place % len(looks)] for place in places])


def _decades(latest: float) -> list[float]:
    found = [EARLIEST]
    while found[-1] * 10 <= latest:
        found.append(round(found[-1] * 10, 6))
    return [*found[:-1], *(found[-1] * step for step in (1, 2, 5) if found[-1] * step <= latest)]
