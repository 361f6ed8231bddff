"""Tell the solver a schedule it can start from: a value for every variable, or the hint is worth little."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ortools.sat.python import cp_model

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from solver.model.expressions import Values
    from solver.model.variables import Decisions, SlotVars
    from solver.schedule import Assignment


def add_hint(decisions: Decisions, assignments: Iterable[Assignment]) -> bool:
    """Hint the placements of the free jobs; return whether every one of them fits a slot."""
    values: Values = {}
    by_part = _in_order_of_time(assignments)
    complete = True
    for key, slots in decisions.slots.items():
        complete &= _hint_part(values, slots, by_part.get(key))
        values[decisions.here[key].index] = int(key in by_part)
    for job, placed in decisions.placed.items():
        values[placed.index] = int((job, 0, 0) in by_part)
    for variable, value in decisions.derived:
        values[variable.index] = value(values)
    hint = decisions.model.proto.solution_hint
    hint.vars.extend(values.keys())
    hint.values.extend(values.values())
    return complete


def _in_order_of_time(assignments: Iterable[Assignment]) -> Mapping[tuple[int, int, int], Assignment]:
    """Number the parts of each task in order of time, as the model does."""
    numbered: dict[tuple[int, int, int], Assignment] = {}
    for a in sorted(assignments, key=lambda a: (a.job, a.task, a.start)):
        part = 0
        while (a.job, a.task, part) in numbered:
            part += 1
        numbered[a.job, a.task, part] = a
    return numbered


def _hint_part(values: Values, slots: Sequence[SlotVars], assignment: Assignment | None) -> bool:
    found = None if assignment is None else next((s for s in slots if _fits(s, assignment)), None)
    for s in slots:
        used = s is found
        start = assignment.start if used and assignment else s.slot.lo
        ticks = assignment.duration if used and assignment else s.least
        values[s.present.index] = int(used)
        if isinstance(s.start, cp_model.IntVar):
            values[s.start.index] = start
        if not s.fixed_length:
            _hint_flexible(values, s, start, ticks if used else 0)
    return assignment is None or found is not None


def _hint_flexible(values: Values, s: SlotVars, start: int, ticks: int) -> None:
    if isinstance(s.granted, cp_model.IntVar) and isinstance(s.end, cp_model.IntVar):
        values[s.granted.index] = ticks
        values[s.end.index] = start + s.overhead + ticks


def _fits(s: SlotVars, a: Assignment) -> bool:
    end = a.start + s.overhead + a.duration
    return s.slot.mode == a.mode and s.slot.lo <= a.start and end <= s.slot.hi and s.least <= a.duration <= s.most
