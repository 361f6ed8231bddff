"""The referee against problems with a known schedule, and against that schedule when something in it is changed."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from solver.schedule import Assignment, Schedule
from solver.verify import verify
from tests.solver.verify.ticks import holds
from tests.strategies import Witnessed, feasible_problems

#: Broken schedules need many draws: most rules are seldom in play.
MANY = settings(max_examples=200)


@given(feasible_problems())
def test_a_schedule_that_holds_is_accepted(drawn: Witnessed) -> None:
    """A sound schedule would be refused, or the strategies would draw problems round schedules that do not hold."""
    assert verify(drawn.problem, drawn.witness) == ()
    assert holds(drawn.problem, drawn.witness)


def changed(drawn: Witnessed, data: st.DataObject) -> Schedule:
    """Draw a change of one part: shifted, on other machines, shortened or lengthened, left out, or put where another is."""
    parts = list(drawn.witness.assignments)
    index = data.draw(st.integers(0, len(parts) - 1))
    part = parts[index]
    modes = len(drawn.problem.jobs[part.job].tasks[part.task].modes)
    after: list[Assignment] = {
        "shift": [replace(part, start=part.start + data.draw(st.integers(-4, 4)))],
        "mode": [replace(part, mode=data.draw(st.integers(0, modes - 1)))],
        "length": [replace(part, duration=max(1, part.duration + data.draw(st.integers(-3, 3))))],
        "drop": [],
        "number": [replace(part, part=part.part + 1)],
        "twice": [part, replace(part, part=part.part + 1, start=data.draw(st.integers(0, 60)))],
        "meet": [replace(part, start=data.draw(st.sampled_from(parts)).start)],
    }[data.draw(st.sampled_from(["shift", "mode", "length", "drop", "number", "twice", "meet"]))]
    return Schedule(tuple(parts[:index] + after + parts[index + 1 :]))


@MANY
@given(feasible_problems(), st.data())
def test_a_changed_part_is_caught_when_it_breaks_a_rule(drawn: Witnessed, data: st.DataObject) -> None:
    """The referee would overlook a broken rule, or find one where none is: two readings of the rules must agree."""
    assume(drawn.witness.assignments)
    schedule = changed(drawn, data)
    assert (not verify(drawn.problem, schedule)) == holds(drawn.problem, schedule)


@MANY
@given(feasible_problems(), st.data())
def test_two_changes_are_caught_too(drawn: Witnessed, data: st.DataObject) -> None:
    """One change would hide another."""
    assume(drawn.witness.assignments)
    once = changed(drawn, data)
    assume(once.assignments)
    schedule = changed(replace(drawn, witness=once), data)
    assert (not verify(drawn.problem, schedule)) == holds(drawn.problem, schedule)
