"""Park files out: a workbook to fill in, with comments and drop-downs, or the same tables as CSV.

Nothing that is written can be taken for a formula: workbooks get text as text, CSV gets an apostrophe before `= + - @`.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any, TypeAlias

from scheduler.parkfiles.cells import guarded
from scheduler.parkfiles.files import replace_file
from scheduler.parkfiles.sheets import sheets

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from scheduler.parkfiles.columns import Column, Sheet

#: For each sheet its rows, each with the text of its cells by the column's key; cells left out are empty.
Contents: TypeAlias = "Mapping[str, Sequence[Mapping[str, str]]]"

_LAST_ROW = 5000
_FIRST_DATA_ROW = 2
_NOTES = (
    "第一行是中文列名，第二行是英文列名，请从第三行开始填写；两种列名都可以单独使用。",
    "Row 1 has the headers in Chinese, row 2 in English; fill in from row 3. Either row may be removed.",
    "时间是园区当地时间，如 2026-11-24 08:00；D+2 08:00 表示计划第一天之后第 2 天。* 为必填。",
    "Times are local to the park; D+2 08:00 is on the second day after the first day of the plan. * must be filled in.",
    "填好后运行 equishare load 文件名.xlsx / When done: equishare load FILE.xlsx",
)


def write_template(path: Path, contents: Contents | None = None) -> None:
    """Write an `.xlsx` workbook to fill in, empty or with `contents`; a file of that name is replaced."""
    import xlsxwriter  # only this needs it

    buffer = io.BytesIO()
    with xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        notes = book.add_worksheet("说明")
        notes.set_column(0, 0, 120)
        for row, line in enumerate(_NOTES):
            notes.write_string(row, 0, line)
        formats = _formats(book)
        for sheet in sheets().values():
            _write_sheet(book.add_worksheet(sheet.zh), sheet, (contents or {}).get(sheet.key, ()), formats)
    replace_file(path, buffer.getvalue())


def _formats(book: Any) -> dict[str, Any]:  # xlsxwriter ships no types
    return {
        "zh": book.add_format({"bold": True, "bg_color": "#DCE6F1", "border": 1}),
        "en": book.add_format({"italic": True, "font_color": "#666666", "bottom": 1}),
        # Text, so that Excel makes neither a formula of D+2 nor a date of 1-5.
        "text": book.add_format({"num_format": "@"}),
    }


def _write_sheet(page: Any, sheet: Sheet, contents: Sequence[Mapping[str, str]], formats: Mapping[str, Any]) -> None:
    for index, column in enumerate(sheet.columns):
        page.write_string(0, index, column.zh + ("*" if column.required else ""), formats["zh"])
        page.write_string(1, index, column.header, formats["en"])
        page.write_comment(0, index, f"{column.note_zh}\n{column.note}", {"x_scale": 2})
        page.set_column(index, index, 16, formats["text"])
        if offered := _offered(column):
            page.data_validation(_FIRST_DATA_ROW, index, _LAST_ROW, index, offered)
    page.freeze_panes(_FIRST_DATA_ROW, 1)
    for row, cells in enumerate(contents, start=_FIRST_DATA_ROW):
        for index, column in enumerate(sheet.columns):
            if cells.get(column.key):
                page.write_string(row, index, cells[column.key], formats["text"])


def _offered(column: Column) -> dict[str, Any] | None:
    """Return the drop-down of a column; a warning, not a wall, where the cell may hold a list."""
    if column.choices:
        return {"validate": "list", "source": list(column.choices), "error_type": "warning"}
    if column.refers_to is None:
        return None
    target = sheets()[column.refers_to].zh
    return {
        "validate": "list",
        "source": f"='{target}'!$A${_FIRST_DATA_ROW + 1}:$A${_LAST_ROW + 1}",
        "error_type": "information",
    }


def write_csv_folder(folder: Path, contents: Contents, *, chinese: bool = True) -> None:
    """Write each table of `contents` as CSV, UTF-8 with a byte order mark so that Excel reads it; columns nobody fills are left out."""
    folder.mkdir(parents=True, exist_ok=True)
    for key, records in contents.items():
        replace_file(folder / f"{key}.csv", csv_text(key, records, chinese=chinese).encode("utf-8-sig"))


def csv_text(key: str, records: Sequence[Mapping[str, str]], *, chinese: bool = True) -> str:
    """Return one table as CSV text."""
    sheet = sheets()[key]
    columns = [c for c in sheet.columns if c.required or any(record.get(c.key) for record in records)]
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow([c.zh if chinese else c.header for c in columns])
    writer.writerows([guarded(record.get(c.key, "")) for c in columns] for record in records)
    return buffer.getvalue()
