"""A folder of CSV files as tables: encodings and delimiters as Excel in China and elsewhere writes them."""

from __future__ import annotations

import codecs
import csv
import io
from typing import TYPE_CHECKING

from scheduler.parkfiles.errors import ParkFileError
from scheduler.parkfiles.tables import Faults, Table, known_names, make_table, sheet_key, unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_DELIMITERS = (",", ";", "\t", "，")


def read_csv_folder(folder: Path) -> tuple[tuple[Table, ...], Faults]:
    """Return the tables of the CSV files of a folder, and what is wrong with their shape.

    Raises
    ------
    ParkFileError
        When there is no CSV file at all.
    """
    faults = Faults()
    tables: dict[str, Table] = {}
    paths = sorted(path for path in folder.iterdir() if path.suffix.lower() == ".csv" and path.is_file())
    if not paths:
        faults.at(str(folder), None, "has no .csv file", f"put tables in it: {known_names()}")
        raise ParkFileError(tuple(faults))
    for path in paths:
        key = sheet_key(path.stem)
        if key is None:
            faults.at(path.name, None, "is no table of a park", f"name it as one of {known_names()}, or take it out")
        elif key in tables:
            faults.at(path.name, None, f"is the same table as {tables[key].source}", "keep one of the two")
        else:
            tables[key] = _read(path, key, faults)
    return tuple(tables.values()), faults


def _read(path: Path, key: str, faults: Faults) -> Table:
    text = _decoded(path.read_bytes())
    if text is None:
        faults.at(path.name, None, "is neither UTF-8 nor GB18030", "save it as 'CSV UTF-8'")
        return unreadable(path.name, key)
    try:
        return make_table(path.name, key, _lines(text), faults, ragged=False)
    except csv.Error as error:
        cure = "close every quotation mark that is opened, or save it as 'CSV UTF-8' from a spreadsheet"
        faults.at(path.name, None, f"is no CSV: {error}", cure)
        return unreadable(path.name, key)


def _decoded(data: bytes) -> str | None:
    """Return the text of a file: UTF-8 with or without byte order mark, UTF-16 with one, GB18030; None: none of these."""
    encodings = ("utf-16",) if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if "\0" in text else text
    return None


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows with the number of the line that each begins on."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    begin = 1
    for cells in reader:
        yield begin, cells
        begin = reader.line_num + 1


def _delimiter(text: str) -> str:
    """Return the delimiter that the first line with words in it has most of; a comma where it has none."""
    header = next((line for line in text.splitlines() if line.strip()), "")
    return max(_DELIMITERS, key=header.count)
