"""What must hold of the park's own data before it is stored: machines, tables, skills, tenants, time off, settings.

Over 150 lines because every kind of catalogue data has its rules here, and a newcomer looks for them in one place.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from scheduler.domain.public_holidays import PublicHolidays, UnknownRegionError
from scheduler.domain.rules.surroundings import Findings, words

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from scheduler.domain.machine import ChangeoverTable, Machine, Skill
    from scheduler.domain.park import ParkSettings
    from scheduler.domain.refusal import Refusal
    from scheduler.domain.tenant import Tenant
    from scheduler.domain.time_off import Closure, Outage

_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,62}[a-z0-9])?")
_NONE = timedelta(0)


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """The names that catalogue data may refer to."""

    shift_patterns: frozenset[str]
    changeover_tables: dict[str, ChangeoverTable]
    tenants: frozenset[str]
    machines: frozenset[str]
    #: What machines can do, in service or not.
    capabilities: frozenset[str] = frozenset()


def check_machine(machine: Machine, known: Known) -> tuple[Refusal, ...]:
    """A machine has a slug, a capability, figures in range, and refers to what exists."""
    found = Findings()
    _named(machine.id, machine.name, found)
    if not machine.capability.strip():
        found.refuse("capability", "/capability", "is empty", "say what the machine can do, such as laser-cutting")
    _at_least(machine.cost_weight, 1, "/cost_weight", found)
    _at_least(machine.speed_percent, 1, "/speed_percent", found)
    for name in ("setup", "teardown"):
        if getattr(machine, name) < _NONE:
            found.refuse("length", f"/{name}", f"is {words(getattr(machine, name))}", "give 0 or more")
    _refers(machine.shift_pattern, known.shift_patterns, "/shift_pattern", "shift pattern", found)
    for index, tenant in enumerate(machine.open_to or ()):
        _refers(tenant, known.tenants, f"/open_to/{index}", "tenant", found)
    if machine.changeover_table is not None:
        _refers(machine.changeover_table, known.changeover_tables, "/changeover_table", "changeover table", found)
    _initial_family(machine, known, found)
    return tuple(found.refusals)


def check_tenant(tenant: Tenant) -> tuple[Refusal, ...]:
    """A tenant has a slug, a share of at least 1, a limit of at least 1 or none, and qualifications with names, each once."""
    found = Findings()
    _named(tenant.id, tenant.name, found)
    _at_least(tenant.share, 1, "/share", found)
    if tenant.max_concurrent is not None:
        _at_least(tenant.max_concurrent, 1, "/max_concurrent", found)
    names = [qualification.name for qualification in tenant.qualifications]
    for index, name in enumerate(names):
        if not name.strip():
            found.refuse("name", f"/qualifications/{index}/name", "is empty", "give it a name")
        if name in names[:index]:
            found.refuse("unique", f"/qualifications/{index}/name", f"{name!r} is named already", "name it once")
    return tuple(found.refusals)


def check_skill(skill: Skill, known: Known) -> tuple[Refusal, ...]:
    """A skill has a slug; its shifts refer to patterns and have at least nobody."""
    found = Findings()
    _named(skill.id, skill.name, found)
    for index, shift in enumerate(skill.shifts):
        _at_least(shift.people, 0, f"/shifts/{index}/people", found)
        at = f"/shifts/{index}/shift_pattern"
        _refers(shift.shift_pattern, known.shift_patterns, at, "shift pattern", found)
    return tuple(found.refusals)


def check_changeover_table(table: ChangeoverTable) -> tuple[Refusal, ...]:
    """A changeover table is square over its families, names each once and has no negative entry."""
    found, size = Findings(), len(table.families)
    if not table.name.strip():
        found.refuse("name", "/name", "is empty", "give it a name")
    if len(set(table.families)) < size:
        found.refuse("families", "/families", "a family is named twice", "name each once")
    if len(table.minutes) != size:
        found.refuse("square", "/minutes", f"{len(table.minutes)} rows for {size} families", f"give {size} rows")
    for index, row in enumerate(table.minutes):
        if len(row) != size:
            found.refuse("square", f"/minutes/{index}", f"{len(row)} entries", f"give {size}, one for each family")
        for column, minutes in enumerate(row):
            _at_least(minutes, 0, f"/minutes/{index}/{column}", found)
    return tuple(found.refusals)


def check_period(start: datetime, end: datetime) -> tuple[Refusal, ...]:
    """A period says its offsets and ends after it starts."""
    found = Findings()
    for name, moment in (("start", start), ("end", end)):
        if moment.utcoffset() is None:
            found.refuse("zone", f"/{name}", f"{moment.isoformat()} has no offset", "add one, such as +08:00 or Z")
    if not found.refusals and end <= start:
        told = f"{end.isoformat()} is not after the start, {start.isoformat()}"
        found.refuse("end_after_start", "/end", told, "let it end later")
    return tuple(found.refusals)


def check_machine_known(machine_id: str, known: Known, at: str) -> tuple[Refusal, ...]:
    """A machine that is named exists; `at` is the pointer to its id."""
    found = Findings()
    _refers(machine_id, known.machines, at, "machine", found)
    return tuple(found.refusals)


def check_machines_known(machine_ids: Iterable[str], known: Known, at: str) -> tuple[Refusal, ...]:
    """Every machine of a list exists; `at` is the pointer of the list."""
    each = (check_machine_known(machine_id, known, f"{at}/{index}") for index, machine_id in enumerate(machine_ids))
    return tuple(refusal for refusals in each for refusal in refusals)


def check_closure(closure: Closure, known: Known) -> tuple[Refusal, ...]:
    """A closure lasts, and the machines that it names exist."""
    named = check_machines_known(closure.machine_ids or (), known, "/machine_ids")
    return (*check_period(closure.start, closure.end), *named)


def check_outage(outage: Outage, known: Known) -> tuple[Refusal, ...]:
    """An outage lasts, and its machine exists."""
    named = check_machine_known(outage.machine_id, known, "/machine_id")
    return (*check_period(outage.start, outage.end), *named)


def check_settings(settings: ParkSettings) -> tuple[Refusal, ...]:
    """The zone exists, the holidays of the region are known, travel takes no negative time."""
    found = Findings()
    try:
        ZoneInfo(settings.zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        found.refuse("zone", "/zone", f"there is no zone {settings.zone!r}", "use an IANA name, such as Asia/Shanghai")
    if settings.holiday_region is not None:
        try:
            PublicHolidays(settings.holiday_region)
        except UnknownRegionError:
            told = f"there is no holiday calendar for region {settings.holiday_region!r}"
            found.refuse("region", "/holiday_region", told, "use an ISO 3166 country code such as CN, or none")
    for index, travel in enumerate(settings.travel):
        if travel.duration < _NONE:
            found.refuse("length", f"/travel/{index}/duration", f"is {words(travel.duration)}", "give 0 or more")
    return tuple(found.refusals)


def _initial_family(machine: Machine, known: Known, found: Findings) -> None:
    family = machine.initial_family
    table = known.changeover_tables.get(machine.changeover_table or "")
    if family is not None and table is not None:
        _refers(family, table.families, "/initial_family", "family", found)


def _named(key: str, name: str, found: Findings) -> None:
    if not _SLUG.fullmatch(key):
        cure = "use 1 to 64 lower-case letters, digits, dots, hyphens or underscores, a letter or digit at both ends"
        found.refuse("id", "/id", f"{key!r} is no id", cure)
    if not name.strip():
        found.refuse("name", "/name", "is empty", "give it a name")


def _at_least(value: int, least: int, at: str, found: Findings) -> None:
    if value < least:
        found.refuse("at_least", at, f"is {value}", f"give a whole number of at least {least}")


def _refers(name: str, names: Iterable[str], at: str, kind: str, found: Findings) -> None:
    there = sorted(names)
    if name not in there:
        some = ", ".join(there[:10]) + (" ..." if len(there) > 10 else "")
        found.refuse("known", at, f"there is no {kind} {name!r}", f"there are: {some or 'none'}")
