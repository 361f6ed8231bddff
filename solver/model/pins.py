"""Pins: hard pins hold. Those of tasks in one part are already in the bounds of their slots; here are those of split tasks."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from solver.model.expressions import evaluate

if TYPE_CHECKING:
    from solver.model.expressions import Values
    from solver.model.variables import Decisions, SlotVars
    from solver.problem import Pin


def add_pins(decisions: Decisions) -> None:
    """Make one part of each hard-pinned split task lie exactly where the pin says."""
    free = set(decisions.scope.jobs)
    for pin in decisions.problem.pins:
        if pin.hard and pin.job in free and decisions.task(pin.job, pin.task).splittable:
            _hold(decisions, pin)


def _hold(decisions: Decisions, pin: Pin) -> None:
    model = decisions.model
    literals = []
    for part in decisions.parts(pin.job, pin.task):
        for s in decisions.slots[pin.job, pin.task, part]:
            if s.slot.mode == pin.mode and _holds(s, pin):
                literal = decisions.derive(model.new_bool_var(""), partial(_is_held, s, pin))
                model.add_implication(literal, s.present)
                model.add(s.start == pin.start).only_enforce_if(literal)
                model.add(s.granted == pin.duration).only_enforce_if(literal)
                literals.append(literal)
    model.add_bool_or(literals)


def _is_held(s: SlotVars, pin: Pin, values: Values) -> int:
    placement = evaluate(s.start, values), evaluate(s.granted, values)
    return int(bool(values[s.present.index]) and placement == (pin.start, pin.duration))


def _holds(s: SlotVars, pin: Pin) -> bool:
    return s.slot.lo <= pin.start and pin.start + s.overhead + pin.duration <= s.slot.hi
