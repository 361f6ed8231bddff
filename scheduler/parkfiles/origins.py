"""From a refusal's JSON pointer back to the file, row and column: what the park's rules refuse is told where it was written."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from scheduler.parkfiles.errors import ParkFault
from scheduler.parkfiles.request_checks import by_request
from scheduler.parkfiles.sheets import sheets

if TYPE_CHECKING:
    from collections.abc import Iterable
    from zoneinfo import ZoneInfo

    from scheduler.domain.refusal import Refusal
    from scheduler.parkfiles.rows import ClosureRow, MachineRow, OutageRow, ParkRows, TenantRow

#: Where a field of the domain has another name than its column.
_COLUMNS = {
    "shift_pattern": "shift",
    "speed_percent": "speed",
    "changeover_table": "changeover",
    "tenant_id": "tenant",
    "machine_ids": "machine",
    "machine_id": "machine",
    "external_reference": "request",
    "alternatives": "machines",
    "time_per_piece": "per_piece",
    "splittable": "min_part",
}


class _Place(NamedTuple):
    key: str
    row: int
    column: str | None


#: A moment as the rules tell it: RFC 3339, in UTC.
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?\+00:00")


def to_faults(refusals: Iterable[Refusal], rows: ParkRows, zone: ZoneInfo) -> tuple[ParkFault, ...]:
    """Return refusals of a load as faults of the files that `rows` were read from, their times by the clocks of `zone`."""
    return tuple(_by_the_wall(_fault(refusal, rows), zone) for refusal in refusals)


def _by_the_wall(fault: ParkFault, zone: ZoneInfo) -> ParkFault:
    """Tell times as the files do, local; in UTC most of them would fall on other days than were written."""

    def local(found: re.Match[str]) -> str:
        return f"{datetime.fromisoformat(found[0]).astimezone(zone):%Y-%m-%d %H:%M}"

    return replace(fault, message=_MOMENT.sub(local, fault.message), cure=_MOMENT.sub(local, fault.cure))


def _fault(refusal: Refusal, rows: ParkRows) -> ParkFault:
    place = _place(refusal.pointer.strip("/").split("/"), rows)
    if place is None:
        source = refusal.pointer or "/"
        return ParkFault(source, None, None, "", refusal.message, refusal.cure)
    column = next((c for c in sheets()[place.key].columns if c.key == place.column), None)
    told = f"{column.header} ({column.zh})" if column else None
    return ParkFault(rows.sources[place.key], place.row, told, "", refusal.message, refusal.cure)


def _place(parts: list[str], rows: ParkRows) -> _Place | None:
    """Return where a pointer such as `/requests/17/operations/0/duration` stands; None: in no row of its own."""
    key, index, field, *rest = [*parts, "", "", ""]
    if not index.isdigit():
        return None
    if key == "requests":
        return _place_in_request(int(index), field, rest, rows)
    listed: dict[str, tuple[MachineRow | TenantRow | OutageRow | ClosureRow, ...]] = {
        "machines": rows.machines,
        "tenants": rows.tenants,
        "outages": rows.outages,
        # Days that are worked become settings of the park.
        "closures": tuple(row for row in rows.closures if not row.workday),
    }
    return _Place(key, listed[key][int(index)].row, _COLUMNS.get(field, field)) if key in listed else None


def _place_in_request(index: int, field: str, rest: list[str], rows: ParkRows) -> _Place:
    group = list(by_request(rows).values())[index]
    if field not in {"operations", "links"} or not rest[0].isdigit():
        return _Place("requests", min(row.row for row in group), _COLUMNS.get(field, field))
    # A link is told in the row of the operation after it.
    row = group[int(rest[0]) + (field == "links")]
    name = rest[2] if rest[1] == "splittable" and rest[2] else rest[1]
    return _Place("requests", row.row, _COLUMNS.get(name, name))
