"""Shift patterns, and the people who work in them, over HTTP."""

from dataclasses import replace
from typing import Annotated

from pydantic import Field

from api.schemas.values import (
    Chosen,
    LocalTime,
    Many,
    Name,
    Named,
    Part,
    Schema,
    Whole,
    example,
)
from scheduler.domain import calendar, machine


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
