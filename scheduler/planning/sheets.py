"""Sheets of a workbook that is written: a header in bold, then rows of texts and numbers; no text can be taken for a formula."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


class Sheets:
    """A workbook in the making."""

    def __init__(self) -> None:
        import xlsxwriter  # only workbooks need it

        self._buffer = io.BytesIO()
        self._book = xlsxwriter.Workbook(self._buffer, _OPTIONS)
        self._head = self._book.add_format({"bold": True, "bg_color": "#DCE6F1", "border": 1})

    def add(self, name: str, header: Sequence[str], rows: Iterable[Sequence[str | float | None]]) -> None:
        """Add a sheet; a cell that is None stays empty."""
        page: Any = self._book.add_worksheet(name)
        page.freeze_panes(1, 1)
        page.set_column(0, len(header) - 1, 20)
        for column, title in enumerate(header):
            page.write_string(0, column, title, self._head)
        for row, cells in enumerate(rows, start=1):
            for column, cell in enumerate(cells):
                if isinstance(cell, str):
                    page.write_string(row, column, cell)
                elif cell is not None:
                    page.write_number(row, column, cell)

    def data(self) -> bytes:
        """Return the workbook; nothing can be added after it."""
        self._book.close()
        return self._buffer.getvalue()
