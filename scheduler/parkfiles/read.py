"""From files to typed rows: headers matched, cells read, references looked up; every fault told at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scheduler.parkfiles.cells import header_key, is_empty, to_text
from scheduler.parkfiles.checks import check_rows
from scheduler.parkfiles.csv_folder import read_csv_folder
from scheduler.parkfiles.errors import CellError, ParkFileError
from scheduler.parkfiles.rows import ParkRows
from scheduler.parkfiles.sheets import sheets
from scheduler.parkfiles.tables import Faults, Table, headers_of
from scheduler.parkfiles.workbook import read_workbook

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from scheduler.parkfiles.cells import Cell
    from scheduler.parkfiles.columns import Column, Sheet
    from scheduler.parkfiles.values import Context


def read_park(path: Path, context: Context, skip: Collection[str] = ()) -> ParkRows:
    """Read a folder of CSV files or one `.xlsx` workbook, but for the tables whose keys are in `skip`.

    Raises
    ------
    ParkFileError
        With every fault that was found; nothing is returned then.
    """
    found, faults = _tables(path)
    tables = tuple(table for table in found if table.key not in skip)
    read: dict[str, tuple[Any, ...]] = {table.key: _records(table, context, faults) for table in tables}
    _check_required(path, tables, read, faults)
    rows = ParkRows(**read, sources={table.key: table.source for table in tables})
    check_rows(rows, {table.key: headers_of(table) for table in tables}, context.zone, faults)
    if faults:
        raise ParkFileError(tuple(faults))
    return rows


def _check_required(path: Path, tables: tuple[Table, ...], read: dict[str, tuple[Any, ...]], faults: Faults) -> None:
    """Report tables that a park cannot do without and that are missing or have no rows."""
    told = {fault.source for fault in faults}
    sources = {table.key: table.source for table in tables}
    cure = "add it; `equishare load --template` writes one"
    for sheet in sheets().values():
        if sheet.required and sheet.key not in sources:
            faults.at(path.name, None, f"has no table {sheet.key} ({sheet.zh})", cure)
        elif sheet.required and not read[sheet.key] and sources[sheet.key] not in told:
            faults.at(sources[sheet.key], None, "has no rows", "fill in at least one")


def _tables(path: Path) -> tuple[tuple[Table, ...], Faults]:
    if path.is_dir():
        return read_csv_folder(path)
    if path.is_file() and path.suffix.lower() in {".xlsx", ".xlsm"}:
        return read_workbook(path)
    faults = Faults()
    told = "is no folder and no .xlsx workbook" if path.exists() else "does not exist"
    faults.at(str(path), None, told, "give a folder of CSV files or one .xlsx workbook")
    raise ParkFileError(tuple(faults))


def _records(table: Table, context: Context, faults: Faults) -> tuple[Any, ...]:
    """Return the typed rows of a table, without those that have faults; none of them where the header has one."""
    if not table.header:
        return ()
    sheet = sheets()[table.key]
    before = len(faults)
    columns = _columns(table, sheet, faults)
    if len(faults) > before:
        return ()
    # The template has a second header row, in the other language.
    rows = table.rows[1:] if table.rows and _is_header(table.rows[0][1], columns) else table.rows
    records = (_record(table, sheet, columns, numbered, context, faults) for numbered in rows)
    return tuple(record for record in records if record is not None)


def _columns(table: Table, sheet: Sheet, faults: Faults) -> tuple[Column | None, ...]:
    """Return the column under each header; None, with a fault, for one that is unknown or comes twice."""
    known = {header_key(name): column for column in sheet.columns for name in (column.key, column.zh)}
    found: list[Column | None] = []
    for header in table.header:
        column = known.get(header_key(header))
        if column is None:
            names = ", ".join(f"{c.header} ({c.zh})" for c in sheet.columns)
            faults.at(
                table.source,
                table.header_row,
                "is no column of this table",
                f"use one of {names}",
                value=header or "(empty)",
            )
        elif column in found:
            faults.at(
                table.source,
                table.header_row,
                f"is given twice ({column.header} and {column.zh} are one)",
                "keep one",
                value=header,
            )
            column = None
        found.append(column)
    for column in sheet.columns:
        if column.required and column not in found:
            faults.at(table.source, table.header_row, f"has no column {column.header} ({column.zh})", "add it")
    return tuple(found)


def _is_header(cells: tuple[Cell, ...], columns: tuple[Column | None, ...]) -> bool:
    return all(
        column is not None and header_key(cell) in {header_key(column.key), header_key(column.zh)}
        for cell, column in zip(cells, columns, strict=True)
    )


def _record(
    table: Table,
    sheet: Sheet,
    columns: tuple[Column | None, ...],
    numbered: tuple[int, tuple[Cell, ...]],
    context: Context,
    faults: Faults,
) -> Any:
    """Return the typed row, or None where a cell of it has a fault."""
    number, cells = numbered
    before = len(faults)
    values: dict[str, Any] = {column.key: column.default for column in sheet.columns}
    for header, column, cell in zip(table.header, columns, cells, strict=True):
        if column is None:
            continue
        if not is_empty(cell):
            values[column.key] = _value(table, number, header, column, cell, context, faults)
        elif column.required:
            faults.at(table.source, number, "is empty", column.note, column=to_text(header))
    return sheet.record(row=number, **values) if len(faults) == before else None


def _value(
    table: Table, number: int, header: Cell, column: Column, cell: Cell, context: Context, faults: Faults
) -> Any:
    try:
        return column.read(cell, context)
    except CellError as error:
        faults.at(table.source, number, error.message, error.cure, column=to_text(header), value=cell)
        return None
