"""What a column and a sheet of the park files are; `sheets` lists them all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scheduler.parkfiles import values

if TYPE_CHECKING:
    from scheduler.parkfiles.values import Reader

YES_NO = ("是", "否")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its field of the row record is its English header (`_` or a space between words)."""

    key: str
    zh: str
    read: Reader
    note_zh: str
    note: str
    required: bool = False
    #: Value of an empty cell that is not required.
    default: Any = None
    #: Sheet whose names every name in the cell must be among.
    refers_to: str | None = None
    #: What the template offers in a drop-down.
    choices: tuple[str, ...] = ()

    @property
    def header(self) -> str:
        """Return the English header."""
        return self.key.replace("_", " ")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table of the park files: `machines.csv` in a folder, `设备` or `machines` in a workbook."""

    key: str
    zh: str
    record: type
    columns: tuple[Column, ...]
    #: Columns that together are given once only; none: rows may repeat.
    unique: tuple[str, ...] = ()
    required: bool = False


def length_column(key: str, zh: str, note_zh: str, note: str, *, least: int = 0, **rest: Any) -> Column:
    """Make a column of durations."""
    return Column(
        key,
        zh,
        values.length(least=least),
        f"{note_zh}（分钟，或 1:30、1h30）",
        f"{note} (minutes, or 1:30, 1h30)",
        **rest,
    )


def yes_no_column(key: str, zh: str, note_zh: str, note: str, *, default: bool) -> Column:
    """Make a column of 是 and 否."""
    return Column(key, zh, values.yes_no, note_zh, note, default=default, choices=YES_NO)
