"""Line charts as plain SVG: title, axes with round numbers, a legend that needs no colour to be read."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_WIDTH, _HEIGHT = 900, 420
_LEFT, _RIGHT, _TOP, _BOTTOM = 64, 180, 44, 52
#: Colours that people who see few of them can tell apart, and strokes for those who see none.
_COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000", "#7f7f7f")
_DASHES = ("", "8 3", "2 3", "8 3 2 3")
_FAINT = "#bbbbbb"
#: Least pixels between two labels of the legend.
_LINE = 15


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One line: values at 0, 1, 2 and so on; None: no value there."""

    name: str
    values: Sequence[float | None]
    #: Drawn grey and without a name, as background.
    faint: bool = False


def line_chart(title: str, x_name: str, y_name: str, lines: Sequence[Line]) -> str:
    """Return a chart as the text of an SVG file; the y axis begins at 0."""
    length = max((len(line.values) for line in lines), default=0)
    top = _round_up(max((v for line in lines for v in line.values if v is not None), default=1.0))
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{_HEIGHT}" font-family="sans-serif" font-size="12">',
        f"<title>{escape(title)}</title>",
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="white"/>',
        f'<text x="{_LEFT}" y="24" font-size="16" font-weight="bold">{escape(title)}</text>',
        *_axes(x_name, y_name, max(1, length - 1), top),
        *_drawn(lines, max(1, length - 1), top),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _axes(x_name: str, y_name: str, last: int, top: float) -> Iterator[str]:
    right, bottom = _WIDTH - _RIGHT, _HEIGHT - _BOTTOM
    for step in range(6):
        value = top * step / 5
        y = _y(value, top)
        yield f'<line x1="{_LEFT}" x2="{right}" y1="{y}" y2="{y}" stroke="#e0e0e0"/>'
        yield f'<text x="{_LEFT - 6}" y="{y + 4}" text-anchor="end">{value:.6g}</text>'
    for value in range(0, last + 1, max(1, int(_round_up(last / 6)))):
        x = _x(value, last)
        yield f'<line x1="{x}" x2="{x}" y1="{bottom}" y2="{bottom + 4}" stroke="black"/>'
        yield f'<text x="{x}" y="{bottom + 18}" text-anchor="middle">{value}</text>'
    yield f'<line x1="{_LEFT}" x2="{right}" y1="{bottom}" y2="{bottom}" stroke="black"/>'
    yield f'<text x="{(_LEFT + right) / 2}" y="{_HEIGHT - 12}" text-anchor="middle">{escape(x_name)}</text>'
    middle = (_TOP + bottom) / 2
    yield (
        f'<text x="16" y="{middle}" text-anchor="middle" transform="rotate(-90 16 {middle})">{escape(y_name)}</text>'
    )


def _drawn(lines: Sequence[Line], last: int, top: float) -> Iterator[str]:
    named = [line for line in lines if not line.faint]
    for line in (line for line in lines if line.faint):
        yield f'<path d="{_path(line, last, top)}" fill="none" stroke="{_FAINT}"/>'
    for index, line in enumerate(named):
        look = f'stroke="{_colour(index)}" stroke-width="2" stroke-dasharray="{_DASHES[index % len(_DASHES)]}"'
        yield f'<path d="{_path(line, last, top)}" fill="none" {look}/>'
        x, y = _WIDTH - _RIGHT + 12, _TOP + 8 + index * _LINE
        yield f'<line x1="{x}" x2="{x + 26}" y1="{y}" y2="{y}" {look}/>'
        yield f'<text x="{x + 32}" y="{y + 4}">{escape(line.name)}</text>'


def _path(line: Line, last: int, top: float) -> str:
    """Return the path of a line, broken where it has no value."""
    steps, joined = [], False
    for index, value in enumerate(line.values):
        if value is not None:
            steps.append(f"{'L' if joined else 'M'}{_x(index, last)} {_y(value, top)}")
        joined = value is not None
    return " ".join(steps)


def _colour(index: int) -> str:
    return _COLOURS[index % len(_COLOURS)]


def _x(value: float, last: int) -> float:
    return round(_LEFT + (_WIDTH - _RIGHT - _LEFT) * value / last, 1)


def _y(value: float, top: float) -> float:
    return round(_HEIGHT - _BOTTOM - (_HEIGHT - _BOTTOM - _TOP) * value / top, 1)


def _round_up(value: float) -> float:
    """Return the least of 1, 2, 2.5, 5 and 10 times a power of ten that is not below a value."""
    if value <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(value))
    return next(step * power for step in (1, 2, 2.5, 5, 10) if step * power >= value * (1 - 1e-9))
