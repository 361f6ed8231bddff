"""Pins: hard pins hold, soft pins weigh. Hard ones of tasks in one part are already in the bounds of their slots."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from solver.model.expressions import evaluate

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

    from solver.model.expressions import Expression, Values
    from solver.model.variables import Decisions, SlotVars
    from solver.problem import Pin


def add_pins(decisions: Decisions) -> None:
    """Make one part of each hard-pinned split task lie exactly where the pin says."""
    free = set(decisions.scope.jobs)
    for pin in decisions.problem.pins:
        if pin.hard and pin.job in free and decisions.task(pin.job, pin.task).splittable:
            _hold(decisions, pin)


def kept_weight(decisions: Decisions) -> Expression:
    """Return what the kept soft pins of the free jobs weigh, each as much as its job; to be maximised, or bounded from below.

    A model may count less than is kept, never more.
    """
    free = set(decisions.scope.jobs)
    total: Expression = 0
    for pin in decisions.problem.promises:
        if pin.job in free:
            # No two parts of a task are at one place at once, so at most one of the literals of a pin is true.
            total = total + decisions.problem.jobs[pin.job].weight * sum(_holders(decisions, pin))
    return total


def _hold(decisions: Decisions, pin: Pin) -> None:
    decisions.model.add_bool_or(_holders(decisions, pin))


def _holders(decisions: Decisions, pin: Pin) -> list[cp_model.IntVar]:
    """Return a literal for each slot in which a pin could hold; each implies that it does."""
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
    return literals


def _is_held(s: SlotVars, pin: Pin, values: Values) -> int:
    placement = evaluate(s.start, values), evaluate(s.granted, values)
    return int(bool(values[s.present.index]) and placement == (pin.start, pin.duration))


def _holds(s: SlotVars, pin: Pin) -> bool:
    """Return whether a slot has room for a pin, and leave to grant as much."""
    return (
        s.least <= pin.duration <= s.most
        and s.slot.lo <= pin.start
        and pin.start + s.overhead + pin.duration <= s.slot.hi
    )
