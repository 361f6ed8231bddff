"""What stands in the workshops: machines, changeover tables, people with a skill."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time, timedelta

from scheduler.domain.calendar import LocalSpan, ShiftPattern

#: The shift pattern that every park has without defining it: open round the clock, holidays too.
ROUND_THE_CLOCK = "24/7"


def round_the_clock() -> ShiftPattern:
    """Return the pattern `24/7`."""
    all_day = (LocalSpan(time(0), time(0)),)
    return ShiftPattern(name=ROUND_THE_CLOCK, weekly=(all_day,) * 7, works_on_public_holidays=True)


@dataclass(frozen=True, kw_only=True, slots=True)
class Machine:
    """A machine, which does one thing at a time."""

    #: Slug: lower-case letters, digits, hyphens.
    id: str
    #: In the park's language.
    name: str
    name_en: str = ""
    #: What it can do, such as `laser-cutting`; a request may ask for a capability instead of a machine.
    capability: str
    #: The workshop it stands in; travel times are between sites.
    site: str = ""
    #: `>= 1`: what an hour on it is worth against an hour on the standard machine.
    cost_weight: int = 1
    #: Name of its shift pattern.
    shift_pattern: str = ROUND_THE_CLOCK
    #: 100: the standard machine of its capability; work of 60 standard minutes takes `ceil(60 * 100 / speed_percent)`.
    speed_percent: int = 100
    #: Material families it can process; None: all.
    families: tuple[str, ...] | None = None
    #: Name of its changeover table; None: no changeovers.
    changeover_table: str | None = None
    #: The family it is set up for when a plan begins and nothing else is known; None: for none.
    initial_family: str | None = None
    #: Used where an operation gives none of its own; they occupy the machine and earn nothing.
    setup: timedelta = timedelta(0)
    teardown: timedelta = timedelta(0)
    #: Tenants that may use it; None: all.
    open_to: tuple[str, ...] | None = None
    #: False: no longer offered; it keeps its history.
    active: bool = True
    #: Counts the changes, from 1.
    version: int = 1

    def is_open_to(self, tenant_id: str) -> bool:
        """Return whether a tenant may use it, in service or not."""
        return self.open_to is None or tenant_id in self.open_to

    def processing_time(self, standard: timedelta) -> timedelta:
        """Return how long work of a `standard` length takes on it, rounded up to whole minutes."""
        minutes = -(-(standard * 100) // (timedelta(minutes=1) * self.speed_percent))
        return timedelta(minutes=minutes)


@dataclass(frozen=True, kw_only=True, slots=True)
class ChangeoverTable:
    """Minutes to change a machine from one material family to the next."""

    name: str
    families: tuple[str, ...]
    #: `minutes[f][g]` between a task of the f-th family and the next of the g-th; square, `>= 0`, may be asymmetric.
    minutes: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class SkillShift:
    """So many people of a skill while a shift pattern is open."""

    shift_pattern: str
    people: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Skill:
    """Qualified people (or gas, power) that operations draw on; the shifts that are open at a moment add up."""

    #: Slug.
    id: str
    name: str
    name_en: str = ""
    shifts: tuple[SkillShift, ...]
    version: int = 1
