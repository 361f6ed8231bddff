"""Tables in Markdown, aligned so that they can be read in a terminal as well; and how a figure is written in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from benchmarks.run import Verdict

#: Cells of one line.
Row: TypeAlias = tuple[str, ...]
NONE = "-"


@dataclass(frozen=True, slots=True)
class Table:
    """A head and its rows; the first column is text, the others are figures and stand to the right."""

    head: Row
    rows: tuple[Row, ...]

    def markdown(self) -> str:
        """Return the table with padded cells."""
        lines = [self.head, *self.rows]
        widths = [max(3, *(len(line[column]) for line in lines)) for column in range(len(self.head))]
        rule = ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]
        return "\n".join(_line(cells, widths) for cells in (self.head, tuple(rule), *self.rows))


def _line(cells: Row, widths: list[int]) -> str:
    first = cells[0].ljust(widths[0])
    others = (cell.rjust(width) for cell, width in zip(cells[1:], widths[1:], strict=True))
    return "| " + " | ".join((first, *others)) + " |"


def whole(value: int | None) -> str:
    """Write a number of ticks or jobs."""
    return NONE if value is None else str(value)


def percent(part: float | None) -> str:
    """Write a part of one in percent; a proof shows as 0."""
    if part is None:
        return NONE
    return "0 %" if part == 0 else f"{100 * part:.2f} %"


def seconds(value: float | None) -> str:
    """Write seconds with two digits that matter below ten."""
    if value is None:
        return NONE
    return f"{value:.2f}" if value < 10 else f"{value:.1f}"


def mebibytes(value: float | None) -> str:
    """Write an amount of memory."""
    return NONE if value is None else f"{value:.0f}"


def outcome(verdict: Verdict, reasons: tuple[str, ...]) -> str:
    """Write how a run ended, with the reason where it is not `ok`; a pipe in it would end the cell."""
    reason = reasons[0].replace("|", "/").replace("\n", " ") if reasons else ""
    return f"{verdict}: {reason}" if reason else str(verdict)
