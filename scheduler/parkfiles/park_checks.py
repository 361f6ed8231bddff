"""What the tables of the park must be to one another: whole shifts and changeovers, sites that exist, time off that has a length."""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING

from scheduler.domain.machine import ROUND_THE_CLOCK
from scheduler.parkfiles.finder import Finder, told

if TYPE_CHECKING:
    from scheduler.parkfiles.rows import ChangeoverRow, ParkRows, ShiftRow


def check_park(rows: ParkRows, finder: Finder) -> None:
    """Add what is wrong between the rows of the park itself."""
    if len(rows.park) > 1:
        finder.at("park", rows.park[1].row, "name", "is a second park", "keep one row", rows.park[1].name)
    _check_shifts(rows, finder)
    _check_changeovers(rows, finder)
    _check_sites(rows, finder)
    _check_time_off(rows, finder)


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
