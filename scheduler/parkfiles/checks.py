"""What rows must be to one another: names given once, references that lead somewhere, tables that are whole.

What a booking request may ask for is not judged here but by the park's rules, which every door shares.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any

from scheduler.domain.machine import ROUND_THE_CLOCK
from scheduler.parkfiles.finder import Finder, told
from scheduler.parkfiles.park_checks import check_park
from scheduler.parkfiles.request_checks import check_requests
from scheduler.parkfiles.sheets import sheets

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from zoneinfo import ZoneInfo

    from scheduler.parkfiles.columns import Sheet
    from scheduler.parkfiles.rows import ParkRows
    from scheduler.parkfiles.tables import Faults


def check_rows(rows: ParkRows, headers: Mapping[str, Mapping[str, str]], zone: ZoneInfo, faults: Faults) -> None:
    """Add to `faults` what is wrong between the rows."""
    # A table with faults lacks rows; what refers to those would be told as unknown.
    broken = {fault.source for fault in faults}
    whole = {key for key, source in rows.sources.items() if source not in broken}
    finder = Finder(rows.sources, headers, zone, faults)
    for sheet in sheets().values():
        _check_unique(sheet, rows, finder)
        _check_references(sheet, rows, whole, finder)
    check_park(rows, finder)
    check_requests(rows, whole, finder)


def _check_unique(sheet: Sheet, rows: ParkRows, finder: Finder) -> None:
    seen: dict[tuple[Any, ...], int] = {}
    for record in getattr(rows, sheet.key) if sheet.unique else ():
        names = tuple(getattr(record, column) for column in sheet.unique)
        first = seen.setdefault(names, record.row)
        if first != record.row:
            told = ", ".join(str(part) for part in names)
            finder.at(
                sheet.key, record.row, sheet.unique[0], f"is given twice, first in row {first}", "give each once", told
            )


def _check_references(sheet: Sheet, rows: ParkRows, whole: set[str], finder: Finder) -> None:
    for column in sheet.columns:
        target = column.refers_to
        if target is None or (target not in whole and (target in rows.sources or sheets()[target].required)):
            continue
        known = known_in(rows, target)
        for record in getattr(rows, sheet.key):
            for name in _names(getattr(record, column.key)):
                if name not in known:
                    finder.at(
                        sheet.key,
                        record.row,
                        column.key,
                        f"is not in {target} ({sheets()[target].zh})",
                        "add it there, or use " + told(known),
                        name,
                    )


def known_in(rows: ParkRows, target: str) -> list[str]:
    """Return the names that a table gives, in its order."""
    first = sheets()[target].columns[0].key
    builtin = [ROUND_THE_CLOCK] if target == "shifts" else []
    return list(dict.fromkeys(chain((getattr(record, first) for record in getattr(rows, target)), builtin)))


def _names(value: Any) -> Iterator[str]:
    """Yield the names in a cell that refers to others: one, a list, sets of machines, needs of skills."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple) and hasattr(value, "skill"):
        yield value.skill
    elif isinstance(value, tuple):
        for part in value:
            yield from _names(part)
