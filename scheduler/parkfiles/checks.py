"""What rows must be to one another: names given once, references that lead somewhere, tables that are whole.

What a booking request may ask for is not judged here but by the park's rules, which every door shares.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from itertools import chain
from typing import TYPE_CHECKING, Any

from scheduler.domain.machine import ROUND_THE_CLOCK
from scheduler.parkfiles.request_checks import check_requests
from scheduler.parkfiles.sheets import sheets

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from zoneinfo import ZoneInfo

    from scheduler.parkfiles.columns import Sheet
    from scheduler.parkfiles.rows import ChangeoverRow, ParkRows, ShiftRow
    from scheduler.parkfiles.tables import Faults


@dataclass(frozen=True, slots=True)
class Finder:
    """Writes faults down with the file and header that a row and column came from."""

    sources: Mapping[str, str]
    headers: Mapping[str, Mapping[str, str]]
    zone: ZoneInfo
    faults: Faults

    def at(self, key: str, row: int, column: str, message: str, cure: str, value: Any = None) -> None:
        """Write down one fault in table `key`; moments are told in the park's zone."""
        if isinstance(value, datetime):
            value = value.astimezone(self.zone)
        header = self.headers.get(key, {}).get(column, column)
        self.faults.at(self.sources[key], row, message, cure, column=header, value=value)


def check_rows(rows: ParkRows, headers: Mapping[str, Mapping[str, str]], zone: ZoneInfo, faults: Faults) -> None:
    """Add to `faults` what is wrong between the rows."""
    # A table with faults lacks rows; what refers to those would be told as unknown.
    broken = {fault.source for fault in faults}
    whole = {key for key, source in rows.sources.items() if source not in broken}
    finder = Finder(rows.sources, headers, zone, faults)
    for sheet in sheets().values():
        _check_unique(sheet, rows, finder)
        _check_references(sheet, rows, whole, finder)
    if len(rows.park) > 1:
        finder.at("park", rows.park[1].row, "name", "is a second park", "keep one row", rows.park[1].name)
    _check_shifts(rows, finder)
    _check_changeovers(rows, finder)
    _check_sites(rows, finder)
    _check_time_off(rows, finder)
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


def told(names: list[str]) -> str:
    """Return a list of names for people, not longer than a line."""
    if not names:
        return "nothing: there is none yet"
    return ", ".join(names[:8]) + (f" or one of {len(names) - 8} more" if len(names) > 8 else "")


def _names(value: Any) -> Iterator[str]:
    """Yield the names in a cell that refers to others: one, a list, sets of machines, needs of skills."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple) and hasattr(value, "skill"):
        yield value.skill
    elif isinstance(value, tuple):
        for part in value:
            yield from _names(part)


def _check_shifts(rows: ParkRows, finder: Finder) -> None:
    heads: dict[str, ShiftRow] = {}
    for row in rows.shifts:
        head = heads.setdefault(row.shift, row)
        if row.shift == ROUND_THE_CLOCK:
            finder.at(
                "shifts",
                row.row,
                "shift",
                "is there without being defined",
                "take the row out, or name it otherwise",
                row.shift,
            )
        if row.on_holidays != head.on_holidays:
            finder.at(
                "shifts",
                row.row,
                "on_holidays",
                f"differs from row {head.row} of the same shift",
                "say the same in all its rows",
                row.on_holidays,
            )


def _check_changeovers(rows: ParkRows, finder: Finder) -> None:
    tables: dict[str, dict[tuple[str, str], ChangeoverRow]] = {}
    for row in rows.changeovers:
        tables.setdefault(row.changeover, {})[row.from_family, row.to_family] = row
    for name, pairs in tables.items():
        families = sorted({family for pair in pairs for family in pair})
        missing = [f"{a} > {b}" for a in families for b in families if a != b and (a, b) not in pairs]
        if missing:
            last = max(row.row for row in pairs.values())
            finder.at("changeovers", last, "changeover", f"lacks {len(missing)} pairs", "add " + told(missing), name)
    for machine in rows.machines:
        known = sorted({family for pair in tables.get(machine.changeover or "", {}) for family in pair})
        if machine.initial_family is not None and machine.initial_family not in known:
            finder.at(
                "machines",
                machine.row,
                "initial_family",
                "is not in the changeover table of the machine",
                "use " + told(known),
                machine.initial_family,
            )


def _check_sites(rows: ParkRows, finder: Finder) -> None:
    sites = list(dict.fromkeys(machine.site for machine in rows.machines))
    for row in rows.travel:
        for column in ("from_site", "to_site"):
            site = getattr(row, column)
            if sites and site not in sites:
                finder.at("travel", row.row, column, "is a site without machines", "use " + told(sites), site)


def _check_time_off(rows: ParkRows, finder: Finder) -> None:
    for key, listed in (("closures", rows.closures), ("outages", rows.outages)):
        for row in listed:
            if row.end <= row.start:
                finder.at(key, row.row, "end", "is not after the start", "let it end later", row.end)
    for closure in rows.closures:
        if not closure.workday:
            continue
        if closure.machine is not None:
            finder.at(
                "closures",
                closure.row,
                "machine",
                "stands beside a day that is worked",
                "leave it empty; working days are the whole park's",
                closure.machine,
            )
        if any(edge.astimezone(finder.zone).time() != time(0) for edge in (closure.start, closure.end)):
            finder.at(
                "closures",
                closure.row,
                "start",
                "is not a whole day",
                "give dates without times for working days",
                closure.start,
            )
