"""A table as it stands in a file: header, rows with their numbers, cells untouched."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scheduler.parkfiles.cells import header_key, is_empty, to_text
from scheduler.parkfiles.errors import ParkFault
from scheduler.parkfiles.sheets import sheets

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from scheduler.parkfiles.cells import Cell


@dataclass(frozen=True, slots=True)
class Table:
    """One file or sheet."""

    #: What to call it in messages.
    source: str
    #: Which sheet of `columns.sheets()` it is.
    key: str
    header: tuple[Cell, ...]
    header_row: int
    #: Row number and cells; as many cells as the header has columns; no row is empty.
    rows: tuple[tuple[int, tuple[Cell, ...]], ...]


class Faults(list[ParkFault]):
    """Collects faults; reading goes on after one, so that all are told at once."""

    def at(
        self, source: str, row: int | None, message: str, cure: str, *, column: str | None = None, value: Cell = None
    ) -> None:
        """Write down one fault."""
        self.append(ParkFault(source, row, column, to_text(value), message, cure))


def make_table(
    source: str, key: str, lines: Iterable[tuple[int, Sequence[Cell]]], faults: Faults, *, ragged: bool
) -> Table:
    """Cut a table out of numbered lines, the first that is not empty being the header; no header, with a fault, where all are.

    Parameters
    ----------
    ragged
        Whether a row may end early, as in a worksheet, whose empty cells at the end are not stored.
    """
    filled = ((number, cells) for number, cells in lines if not all(is_empty(cell) for cell in cells))
    first = next(filled, None)
    if first is None:
        faults.at(source, None, "is empty", "give it a header row; `equishare load --template` writes one")
        return unreadable(source, key)
    header = _without_tail(first[1], 0)
    rows = ((number, _fitted(source, number, cells, header, faults, ragged=ragged)) for number, cells in filled)
    return Table(source, key, header, first[0], tuple((number, cells) for number, cells in rows if cells))


def unreadable(source: str, key: str) -> Table:
    """Return what stands for a table that is there and cannot be read; its fault is told already."""
    return Table(source, key, (), 0, ())


def _fitted(
    source: str, number: int, line: Sequence[Cell], header: Sequence[Cell], faults: Faults, *, ragged: bool
) -> tuple[Cell, ...]:
    """Return the cells of a row under its header; empty, with a fault, where they do not fit."""
    cells = _without_tail(line, len(header))
    width = len(header)
    if len(cells) > width:
        extra = to_text(next(cell for cell in cells[width:] if not is_empty(cell)))
        faults.at(
            source,
            number,
            f"has {len(cells)} values for {width} columns",
            f"quote values that hold the delimiter, or add a header for {extra!r}",
        )
        return ()
    if len(cells) < width and not ragged:
        missing = ", ".join(to_text(cell) for cell in header[len(cells) :])
        faults.at(
            source,
            number,
            f"has {len(cells)} values for {width} columns",
            f"add {missing} (a value left out keeps its comma)",
        )
        return ()
    return cells + (None,) * (width - len(cells))


def _without_tail(cells: Sequence[Cell], least: int) -> tuple[Cell, ...]:
    """Drop empty cells at the end, down to `least` cells."""
    count = len(cells)
    while count > least and is_empty(cells[count - 1]):
        count -= 1
    return tuple(cells[:count])


def sheet_key(name: str) -> str | None:
    """Return which sheet a file or worksheet of this name is, in English or Chinese; None: none of ours."""
    told = name.strip().lower()
    return next((key for key, sheet in sheets().items() if told in {key, sheet.zh}), None)


def known_names() -> str:
    """Return the names of all sheets, for people."""
    return ", ".join(f"{sheet.key} ({sheet.zh})" for sheet in sheets().values())


def headers_of(table: Table) -> dict[str, str]:
    """Return the header of each column as the file spells it, by key."""
    known = {header_key(name): column.key for column in sheets()[table.key].columns for name in (column.key, column.zh)}
    return {known[key]: to_text(header) for header in table.header if (key := header_key(header)) in known}
