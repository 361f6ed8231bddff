"""A workbook as tables; the one module that reads Excel files."""

from __future__ import annotations

import warnings
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

from scheduler.parkfiles.cells import header_key
from scheduler.parkfiles.errors import ParkFileError
from scheduler.parkfiles.tables import Faults, Table, known_names, make_table, sheet_key

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from scheduler.parkfiles.cells import Cell

#: Sheets for people, which are not read.
NOTES = ("说明", "readme", "notes")
_MOST_ROWS = 100_000


def read_workbook(path: Path) -> tuple[tuple[Table, ...], Faults]:
    """Return the tables of an `.xlsx` workbook, and what is wrong with their shape; formulas count as what they last showed.

    Raises
    ------
    ParkFileError
        When it is no workbook or has no sheet of ours.
    """
    faults = Faults()
    tables: dict[str, Table] = {}
    book = _open(path, faults)
    try:
        for sheet in book.worksheets:
            source, key = f"{path.name}[{sheet.title}]", sheet_key(sheet.title)
            if header_key(sheet.title) in NOTES:
                continue
            if key is None:
                faults.at(
                    source,
                    None,
                    "is no table of a park",
                    f"name it as one of {known_names()}; sheets {' and '.join(NOTES)} are not read",
                )
            elif key in tables:
                faults.at(source, None, f"is the same table as {tables[key].source}", "keep one of the two")
            else:
                tables[key] = make_table(source, key, _lines(sheet), faults, ragged=True)
    finally:
        book.close()
    return tuple(tables.values()), faults


def _open(path: Path, faults: Faults) -> Any:  # openpyxl ships no types
    from openpyxl import load_workbook  # 0.2 s, and only this needs it
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with warnings.catch_warnings():
            # It warns of styles and validations it does not keep; we keep none of them.
            warnings.simplefilter("ignore")
            return load_workbook(path, read_only=True, data_only=True)
    except (BadZipFile, InvalidFileException, KeyError, ValueError, OSError) as error:
        faults.at(
            path.name,
            None,
            f"is no workbook ({type(error).__name__})",
            "save it from Excel or WPS as .xlsx, without a password",
        )
        raise ParkFileError(tuple(faults)) from error


def _lines(sheet: Any) -> Iterator[tuple[int, list[Cell]]]:
    # A sheet may claim a million rows because one of them was coloured once; what it holds is what counts.
    sheet.reset_dimensions()
    for number, cells in enumerate(sheet.iter_rows(max_row=_MOST_ROWS), start=1):
        yield number, [_value(cell) for cell in cells]


def _value(cell: Any) -> Cell:
    """Return the value of a cell; a date that is shown without a time comes as a date."""
    value: Cell = cell.value
    if isinstance(value, datetime) and "h" not in str(cell.number_format).lower():
        return value.date()
    return value
