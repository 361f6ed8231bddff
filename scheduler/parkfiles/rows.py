"""The rows of park files, typed and each with its row number: what was read, before anything is made of it.

Over 150 lines because every table has its record here, side by side.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime, time, timedelta

    from scheduler.domain.booking import PriorityClass
    from scheduler.parkfiles.values import Need


@dataclass(frozen=True, kw_only=True, slots=True)
class ParkRow:
    """What is said once for the whole park."""

    row: int
    name: str
    name_en: str
    #: Country whose public holidays count; None: none.
    holidays: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class MachineRow:
    """A machine."""

    row: int
    id: str
    name: str
    name_en: str
    capability: str
    site: str
    shift: str
    #: Percent of the standard machine's.
    speed: int
    cost_weight: int
    #: Families it may work on; empty: all.
    families: tuple[str, ...]
    changeover: str | None
    initial_family: str | None
    setup: timedelta
    teardown: timedelta
    #: Tenants it is open to; empty: all.
    open_to: tuple[str, ...]
    active: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class TenantRow:
    """A tenant."""

    row: int
    id: str
    name: str
    name_en: str
    share: int
    #: None: no limit.
    max_concurrent: int | None
    active: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class ShiftRow:
    """Hours of a shift pattern on some days of the week; a pattern has one row or several."""

    row: int
    shift: str
    #: Monday is 1.
    weekdays: tuple[int, ...]
    start: time
    end: time
    on_holidays: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class ClosureRow:
    """Time in which the park, or one machine of it, is closed; or a date on which it is worked against the calendar."""

    row: int
    start: datetime
    end: datetime
    #: None: the whole park.
    machine: str | None
    #: True: the dates are worked, whatever the public calendar says.
    workday: bool
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class OutageRow:
    """Time in which a machine is down, planned (maintenance) or not."""

    row: int
    machine: str
    start: datetime
    end: datetime
    planned: bool
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class SkillRow:
    """How many people of a skill there are in the hours of a shift pattern; a skill has one row or several, which add up."""

    row: int
    skill: str
    name: str
    shift: str
    capacity: int


@dataclass(frozen=True, kw_only=True, slots=True)
class ChangeoverRow:
    """The setup between a task of one family and the next of another."""

    row: int
    changeover: str
    from_family: str
    to_family: str
    setup: timedelta


@dataclass(frozen=True, kw_only=True, slots=True)
class TravelRow:
    """How long work takes from one site to another, and back."""

    row: int
    from_site: str
    to_site: str
    travel: timedelta


@dataclass(frozen=True, kw_only=True, slots=True)
class RequestRow:
    """One operation of a booking request; what belongs to the whole request stands in its first row."""

    row: int
    request: str
    tenant: str | None
    title: str
    step: int
    #: Alternatives of machines used together; empty: any machine with the capability.
    machines: tuple[tuple[str, ...], ...]
    capability: str | None
    family: str | None
    duration: timedelta | None
    quantity: int | None
    per_piece: timedelta | None
    min_duration: timedelta | None
    min_part: timedelta | None
    max_parts: int | None
    setup: timedelta | None
    teardown: timedelta | None
    skills: tuple[Need, ...]
    #: From the end of the step before.
    min_lag: timedelta | None
    max_lag: timedelta | None
    earliest_start: datetime | None
    due: datetime | None
    deadline: datetime | None
    priority: PriorityClass | None


@dataclass(frozen=True, kw_only=True, slots=True)
class ParkRows:
    """Everything that was read, and from where."""

    park: tuple[ParkRow, ...] = ()
    machines: tuple[MachineRow, ...] = ()
    tenants: tuple[TenantRow, ...] = ()
    shifts: tuple[ShiftRow, ...] = ()
    closures: tuple[ClosureRow, ...] = ()
    outages: tuple[OutageRow, ...] = ()
    skills: tuple[SkillRow, ...] = ()
    changeovers: tuple[ChangeoverRow, ...] = ()
    travel: tuple[TravelRow, ...] = ()
    requests: tuple[RequestRow, ...] = ()
    #: File or sheet of each table, for messages.
    sources: dict[str, str] = field(default_factory=dict)
