"""Charts are whole SVG files that say what they show."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from scheduler.planning.simulation.svg import Line, line_chart


def texts(chart: str) -> list[str]:
    """Return the words of a chart; it must be well formed."""
    return [element.text or "" for element in ET.fromstring(chart).iter("{http://www.w3.org/2000/svg}text")]


def test_a_chart_has_title_axes_and_a_legend() -> None:
    """Nobody would know what a line is, or how high."""
    chart = line_chart(
        "A & B", "night", "hours", [Line(name="a<b", values=[0, 3.2]), Line(name="dim", values=[1], faint=True)]
    )
    assert {"A & B", "night", "hours", "a<b", "0", "5", "1"} <= set(texts(chart))
    assert "dim" not in texts(chart)


def test_a_line_is_broken_where_it_has_no_value() -> None:
    """A gap would be drawn as a value."""
    chart = line_chart("t", "x", "y", [Line(name="a", values=[1, None, 1, 1])])
    assert chart.count("M") == 2


@pytest.mark.parametrize("values", [[], [None], [0.0], [0.0, 0.0]])
def test_a_chart_of_nothing_is_a_chart(values: list[float | None]) -> None:
    """The report of an empty simulation would fail at its end."""
    assert "t" in texts(line_chart("t", "x", "y", [Line(name="a", values=values)]))


def test_lines_can_be_told_apart_without_colours() -> None:
    """Whoever prints in grey would see one line."""
    chart = line_chart("t", "x", "y", [Line(name=str(n), values=[n, n]) for n in range(4)])
    assert len({part.split('"')[1] for part in chart.split("stroke-dasharray=")[1:] for part in [f"={part}"]}) == 4
