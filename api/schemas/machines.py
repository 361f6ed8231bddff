"""Machines, their changeover tables and their calendar, over HTTP."""

from dataclasses import replace
from datetime import timedelta

from api.schemas.lists import Query
from api.schemas.periods import Period
from api.schemas.values import Chosen, Duration, Key, Many, Moment, Name, Named, Part, Schema, Whole, Word, example
from scheduler.domain import machine as domain
from scheduler.domain.machine import ROUND_THE_CLOCK
from scheduler.services.machine_status import MachineState

_MONTH = timedelta(days=31)
_TERMS = {
    "name": "激光切割一号",
    "name_en": "Laser cutter 1",
    "capability": "laser-cutting",
    "site": "hall-a",
    "shift_pattern": "24/7",
    "setup": "PT10M",
}


class MachineTerms(Part):
    """What is said about a machine."""

    model_config = example(_TERMS)

    name: Name
    """In the park's language."""
    name_en: Name = ""
    capability: Name
    """What it can do; a request may ask for a capability instead of a machine."""
    site: Name = ""
    """The workshop it stands in; travel times are between sites."""
    cost_weight: Whole = 1
    """At least 1: what an hour on it is worth against an hour on the standard machine."""
    shift_pattern: Name = ROUND_THE_CLOCK
    """Name of its shift pattern."""
    speed_percent: Whole = 100
    """100: the standard machine of its capability; work of 60 standard minutes takes 6000 / speed_percent minutes, rounded up."""
    families: Many[Name] | None = None
    """Material families it can process; null: all."""
    changeover_table: Name | None = None
    """Name of its changeover table; null: no changeovers."""
    initial_family: Name | None = None
    """The family it is set up for when a plan begins and nothing else is known."""
    setup: Duration = timedelta(0)
    """Used where an operation gives none of its own."""
    teardown: Duration = timedelta(0)
    """Used where an operation gives none of its own."""
    open_to: Many[Key] | None = None
    """Ids of the tenants that may use it; null: all."""
    active: bool = True
    """False: no longer offered; it keeps its history."""

    def value(self) -> domain.Machine:
        """Return a machine that has no id yet."""
        return domain.Machine(id="", **self.fields())

    def named(self, machine_id: str) -> domain.Machine:
        """Return the machine of that id."""
        return replace(self.value(), id=machine_id)


class NewMachine(MachineTerms, Chosen):
    """A machine to be created."""

    model_config = example({"id": "laser-1"} | _TERMS)

    def value(self) -> domain.Machine:
        """Return the machine."""
        return domain.Machine(**self.fields())


class Machine(NewMachine):
    """A machine of the park."""

    version: int
    """Counts the changes, from 1; also the ETag."""


class ChangeoverTerms(Schema):
    """Minutes to change a machine from one material family to the next."""

    model_config = example({"families": ["steel", "aluminium"], "minutes": [[0, 20], [30, 0]]})

    families: Many[Name]
    minutes: Many[Many[Whole]]
    """`minutes[f][g]`: between a task of the f-th family and the next of the g-th; square, may be asymmetric."""

    def named(self, name: str) -> domain.ChangeoverTable:
        """Return the table of that name."""
        return domain.ChangeoverTable(name=name, **self.fields())


class ChangeoverTable(ChangeoverTerms, Named):
    """A changeover table with its name."""


class CalendarQuery(Query):
    """Which part of a calendar."""

    start: Moment
    """Start of the range."""
    end: Moment
    """Its end, at most 366 days later."""

    @property
    def is_long(self) -> bool:
        """Whether it is about more than a month."""
        return self.end - self.start > _MONTH


class MachineStatus(Schema):
    """What a machine is, as the books know it."""

    machine_id: str
    status: Word[MachineState]
    observed_at: Moment
    valid_until: Moment
    """When the next thing that is known to come changes it, a week later at most; a breakdown may do so before."""


class MachineCalendar(Schema):
    """When a machine is open and when it is taken, in `[start, end)`."""

    machine_id: str
    start: Moment
    end: Moment
    open: Many[Period]
    """Shifts less closures and outages; sorted and disjoint."""
    busy: Many[Period]
    """What live reservations hold; whose they are is not told."""
