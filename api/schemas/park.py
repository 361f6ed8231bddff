"""The park as a whole over HTTP: settings, shift patterns, skills, closures, outages, the booking policy.

Over 150 lines because it is a vocabulary: everything of which a park is made, side by side.
"""

from dataclasses import replace
from typing import Annotated

from pydantic import Field

from api.schemas.lists import Query
from api.schemas.values import (
    Chosen,
    Day,
    Duration,
    Given,
    Key,
    LocalTime,
    Many,
    Moment,
    Name,
    Named,
    Note,
    Part,
    Schema,
    Whole,
    Word,
    example,
)
from scheduler.domain import calendar, machine, park, policy, time_off

_USUAL = policy.BookingPolicy()


class DayOverride(Part):
    """What the park says about one date, over the head of the public calendar."""

    day: Day
    is_open: bool
    """True: the date is worked; false: no shift starts on it."""

    def value(self) -> calendar.DayOverride:
        """Return the override."""
        return calendar.DayOverride(**self.fields())


class Travel(Part):
    """Time to bring a piece from one site to another, in this direction."""

    from_site: Name
    to_site: Name
    duration: Duration

    def value(self) -> park.Travel:
        """Return the travel time."""
        return park.Travel(**self.fields())


class ParkSettings(Part):
    """What is said once for the whole park."""

    model_config = example({"name": "齐鲁园", "zone": "Asia/Shanghai", "holiday_region": "CN"})

    name: Name = ""
    name_en: Name = ""
    zone: Name = "Asia/Shanghai"
    """IANA name of the zone that the clocks on its walls show."""
    holiday_region: Name | None = "CN"
    """Country whose public holidays count; null: none."""
    day_overrides: Many[DayOverride] = ()
    travel: Many[Travel] = ()
    """Pairs that are not listed take no time."""

    def value(self) -> park.ParkSettings:
        """Return the settings."""
        return park.ParkSettings(**self.fields())


class LocalSpan(Part):
    """Opening hours by the clock on the wall; an end not after the start is on the next day (00:00 to 00:00: all day)."""

    start: LocalTime
    end: LocalTime

    def value(self) -> calendar.LocalSpan:
        """Return the span."""
        return calendar.LocalSpan(self.start, self.end)


class ShiftTerms(Schema):
    """The week of a machine or of people, by the clock on the wall."""

    model_config = example({"weekly": [*([[{"start": "08:00", "end": "17:00"}]] * 5), [], []]})

    weekly: Annotated[Many[Many[LocalSpan]], Field(min_length=7, max_length=7)]
    """Seven entries, Monday first: the spans that start on that day."""
    works_on_public_holidays: bool = False

    def named(self, name: str) -> calendar.ShiftPattern:
        """Return the pattern of that name."""
        return calendar.ShiftPattern(name=name, **self.fields())


class ShiftPattern(ShiftTerms, Named):
    """A shift pattern with its name."""


class SkillShift(Part):
    """So many people while a shift pattern is open."""

    shift_pattern: Name
    people: Whole

    def value(self) -> machine.SkillShift:
        """Return the shift."""
        return machine.SkillShift(**self.fields())


class SkillTerms(Part):
    """What is said about qualified people (or gas, or power) that operations draw on."""

    model_config = example({"name": "焊工", "shifts": [{"shift_pattern": "24/7", "people": 2}]})

    name: Name
    name_en: Name = ""
    shifts: Many[SkillShift]
    """Those that are open at a moment add up."""

    def value(self) -> machine.Skill:
        """Return a skill that has no id yet."""
        return machine.Skill(id="", **self.fields())

    def named(self, skill_id: str) -> machine.Skill:
        """Return the skill of that id."""
        return replace(self.value(), id=skill_id)


class NewSkill(SkillTerms, Chosen):
    """A skill to be created."""

    model_config = example({"id": "welder", "name": "焊工", "shifts": [{"shift_pattern": "24/7", "people": 2}]})

    def value(self) -> machine.Skill:
        """Return the skill."""
        return machine.Skill(**self.fields())


class Skill(NewSkill):
    """A skill of the park."""

    version: int
    """Counts the changes, from 1; also the ETag."""


class NewClosure(Schema):
    """The park, or some machines of it, closed in `[start, end)`."""

    model_config = example(
        {"start": "2026-12-31T18:00:00+08:00", "end": "2027-01-04T00:00:00+08:00", "reason": "stocktaking"}
    )

    start: Moment
    end: Moment
    reason: Note = ""
    machine_ids: Many[Key] | None = None
    """Null: the whole park."""


class Closure(NewClosure, Given):
    """A closure of the park."""


class TimeOffQuery(Query):
    """Which time off."""

    start: Moment | None = None
    """What ends after it."""
    end: Moment | None = None
    """What starts before it."""


class OutageQuery(TimeOffQuery):
    """Which outages."""

    machine_id: Key | None = None


class NewOutage(Schema):
    """A machine out of order or in maintenance in `[start, end)`."""

    model_config = example(
        {
            "machine_id": "laser-1",
            "start": "2026-12-01T08:00:00+08:00",
            "end": "2026-12-01T12:00:00+08:00",
            "kind": "maintenance",
            "reason": "new mirrors",
        }
    )

    machine_id: Key
    start: Moment
    end: Moment
    kind: Word[time_off.OutageKind] = time_off.OutageKind.BREAKDOWN
    reason: Note = ""


class Outage(NewOutage, Given):
    """An outage of a machine."""


class PolicyTerms(Schema):
    """The rules of the park for booking requests."""

    model_config = example({"notice": "PT2H", "horizon": "P90D"})

    notice: Duration = _USUAL.notice
    """Work may start this long after the request at the earliest."""
    horizon: Duration = _USUAL.horizon
    """A deadline may lie at most this far ahead."""
    shortest: Duration = _USUAL.shortest
    """Processing time of an operation on the standard machine, at least."""
    longest: Duration = _USUAL.longest
    """The same, at most."""
    most_operations: Whole = _USUAL.most_operations
    """How many operations a request may have."""
    cancel_notice: Duration = _USUAL.cancel_notice
    """A tenant may cancel until this long before the start."""
    clock_tolerance: Duration = _USUAL.clock_tolerance
    """How far the clock of a caller may be behind the park's."""

    def value(self) -> policy.BookingPolicy:
        """Return the policy; its version is given when it is stored."""
        return policy.BookingPolicy(**self.fields())


class Policy(PolicyTerms):
    """One version of the rules."""

    version: int
