"""What people type into cells: widths of characters, emptiness, lists, and what a spreadsheet would take for a formula."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import TypeAlias

#: A cell as a file gives it: text from CSV, anything Excel knows from a workbook.
Cell: TypeAlias = str | int | float | bool | date | time | timedelta | None

#: Full-width forms and their ASCII twins: ０-９, ，, ：, （, ＋ and the rest; the ideographic space and the no-break space.
_WIDTHS = {0xFF01 + n: 0x21 + n for n in range(94)} | {0x3000: 0x20, 0xA0: 0x20}
_SEPARATORS = re.compile(r"[;,、\n]")
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_GUARD = "'"
_UNIT = re.compile(r"\(.*?\)|[\s_\-*]")


def narrow(text: str) -> str:
    """Return text with full-width digits, letters and signs made ASCII, and no space round it."""
    return text.translate(_WIDTHS).strip()


def is_empty(cell: Cell) -> bool:
    """Return whether a cell holds nothing but space."""
    return cell is None or (isinstance(cell, str) and not narrow(cell))


def to_text(cell: Cell) -> str:
    """Return a cell as the text a person sees; whole numbers that Excel keeps as 3.0 come out as 3."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ", timespec="minutes")
    return unguarded(str(cell).strip())


def to_list(cell: Cell) -> tuple[str, ...]:
    """Return the entries of a list; they are parted by `;`, `,`, `、` or new lines, full-width or not."""
    return tuple(entry.strip() for entry in _SEPARATORS.split(narrow(to_text(cell))) if entry.strip())


def header_key(header: Cell) -> str:
    """Return what two spellings of one header have in common: no case, no space, no underscore, no unit in brackets."""
    return _UNIT.sub("", narrow(to_text(header))).lower()


def guarded(text: str) -> str:
    """Return text that no spreadsheet takes for a formula: one that begins like a formula gets an apostrophe before it."""
    return _GUARD + text if text.startswith(_FORMULA_STARTS) else text


def unguarded(text: str) -> str:
    """Undo `guarded`."""
    return text[1:] if text.startswith(_GUARD) and text[1:].startswith(_FORMULA_STARTS) else text
