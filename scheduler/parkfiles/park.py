"""From typed rows to the values of the domain: one park, ready to be loaded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from scheduler.domain.calendar import DayOverride, LocalSpan, ShiftPattern
from scheduler.domain.machine import ChangeoverTable, Machine, Skill, SkillShift
from scheduler.domain.park import ParkSettings, Travel
from scheduler.domain.tenant import Tenant
from scheduler.domain.time_off import Closure, Outage, OutageKind
from scheduler.parkfiles.requests import to_terms
from scheduler.services.load import ParkLoad

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zoneinfo import ZoneInfo

    from scheduler.parkfiles.rows import ClosureRow, MachineRow, ParkRows

_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True, slots=True)
class ParkContent(ParkLoad):
    """What park files say, ready for `load_park`; each tuple in the order of its table."""

    settings: ParkSettings
    #: The rows all this was made from, for whoever must say where something stands (`origins.to_faults`).
    rows: ParkRows


def to_park(rows: ParkRows, zone: ZoneInfo) -> ParkContent:
    """Convert rows that `read_park` found free of faults."""
    return ParkContent(
        settings=_settings(rows, zone),
        shift_patterns=tuple(_shift_patterns(rows)),
        changeover_tables=tuple(_changeover_tables(rows)),
        skills=tuple(_skills(rows)),
        machines=tuple(_machine(row) for row in rows.machines),
        tenants=tuple(
            Tenant(
                id=r.id, name=r.name, name_en=r.name_en, share=r.share, max_concurrent=r.max_concurrent, active=r.active
            )
            for r in rows.tenants
        ),
        closures=tuple(_closures(rows)),
        outages=tuple(_outages(rows)),
        requests=to_terms(rows),
        rows=rows,
    )


def _settings(rows: ParkRows, zone: ZoneInfo) -> ParkSettings:
    travel = {(row.from_site, row.to_site): row.travel for row in rows.travel}
    # A way that is given in one direction is as long in the other.
    travel = {(b, a): duration for (a, b), duration in travel.items()} | travel
    listed = tuple(Travel(from_site=a, to_site=b, duration=duration) for (a, b), duration in sorted(travel.items()))
    overrides = tuple(o for row in rows.closures if row.workday for o in _overrides(row, zone))
    park = rows.park[0] if rows.park else None
    return ParkSettings(
        name=park.name if park else "",
        name_en=park.name_en if park else "",
        zone=zone.key,
        holiday_region=park.holidays if park else "CN",
        day_overrides=overrides,
        travel=listed,
    )


def _overrides(row: ClosureRow, zone: ZoneInfo) -> Iterator[DayOverride]:
    day, end = (edge.astimezone(zone).date() for edge in (row.start, row.end))
    while day < end:
        yield DayOverride(day=day, is_open=True)
        day += _DAY


def _shift_patterns(rows: ParkRows) -> Iterator[ShiftPattern]:
    for name in dict.fromkeys(row.shift for row in rows.shifts):
        mine = [row for row in rows.shifts if row.shift == name]
        weekly = tuple(
            tuple(sorted(LocalSpan(row.start, row.end) for row in mine if day in row.weekdays)) for day in range(1, 8)
        )
        yield ShiftPattern(name=name, weekly=weekly, works_on_public_holidays=mine[0].on_holidays)


def _changeover_tables(rows: ParkRows) -> Iterator[ChangeoverTable]:
    for name in dict.fromkeys(row.changeover for row in rows.changeovers):
        pairs = {(row.from_family, row.to_family): row.setup for row in rows.changeovers if row.changeover == name}
        families = tuple(dict.fromkeys(family for pair in pairs for family in pair))
        minutes = tuple(tuple(_minutes(pairs.get((a, b), timedelta(0))) for b in families) for a in families)
        yield ChangeoverTable(name=name, families=families, minutes=minutes)


def _minutes(duration: timedelta) -> int:
    """Return whole minutes, rounded up: a setup is never shorter than it was said to be."""
    return -(-duration // timedelta(minutes=1))


def _skills(rows: ParkRows) -> Iterator[Skill]:
    for skill in dict.fromkeys(row.skill for row in rows.skills):
        mine = [row for row in rows.skills if row.skill == skill]
        name = next((row.name for row in mine if row.name), skill)
        shifts = tuple(SkillShift(shift_pattern=row.shift, people=row.capacity) for row in mine)
        yield Skill(id=skill, name=name, shifts=shifts)


def _machine(row: MachineRow) -> Machine:
    return Machine(
        id=row.id,
        name=row.name,
        name_en=row.name_en,
        capability=row.capability,
        site=row.site,
        cost_weight=row.cost_weight,
        shift_pattern=row.shift,
        speed_percent=row.speed,
        families=row.families or None,
        changeover_table=row.changeover,
        initial_family=row.initial_family,
        setup=row.setup,
        teardown=row.teardown,
        open_to=row.open_to or None,
        active=row.active,
    )


def _closures(rows: ParkRows) -> Iterator[Closure]:
    for row in rows.closures:
        if not row.workday:
            machines = None if row.machine is None else (row.machine,)
            yield Closure(id="", start=row.start, end=row.end, reason=row.reason, machine_ids=machines)


def _outages(rows: ParkRows) -> Iterator[Outage]:
    for row in rows.outages:
        kind = OutageKind.MAINTENANCE if row.planned else OutageKind.BREAKDOWN
        yield Outage(id="", machine_id=row.machine, start=row.start, end=row.end, kind=kind, reason=row.reason)
