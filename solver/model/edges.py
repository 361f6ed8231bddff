"""Starts and ends of parts and tasks as single expressions, made only where a rule or an objective asks for them.

Where the job is not placed, or the part not given, they are free within their range.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from solver.model.expressions import evaluate

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from solver.model.expressions import Expression, Values
    from solver.model.variables import Decisions, SlotVars

#: The number under which the edge of a whole task is kept, beside those of its parts.
WHOLE = -1


def part_start(decisions: Decisions, job: int, index: int, part: int) -> Expression:
    """Return the start of the occupation of a part."""
    slots = decisions.slots[job, index, part]
    return _once(decisions, ("start", job, index, part), lambda: _chosen(decisions, slots, [s.start for s in slots]))


def part_end(decisions: Decisions, job: int, index: int, part: int) -> Expression:
    """Return the end of the occupation of a part."""
    slots = decisions.slots[job, index, part]

    def make() -> Expression:
        lengths = {s.overhead + s.most for s in slots if s.fixed_length}
        if len(lengths) == 1 and all(s.fixed_length for s in slots):
            return part_start(decisions, job, index, part) + lengths.pop()
        return _chosen(decisions, slots, [s.end for s in slots])

    return _once(decisions, ("end", job, index, part), make)


def task_start(decisions: Decisions, job: int, index: int) -> Expression:
    """Return the start of the first occupation of a task; its parts are numbered in order of time."""
    return part_start(decisions, job, index, 0)


def task_end(decisions: Decisions, job: int, index: int) -> Expression:
    """Return the end of the last occupation of a task."""
    parts = [part for part in decisions.parts(job, index) if decisions.slots[job, index, part]]
    if len(parts) == 1:
        return part_end(decisions, job, index, 0)
    return _once(decisions, ("end", job, index, WHOLE), lambda: _last_end(decisions, job, index, parts))


def _last_end(decisions: Decisions, job: int, index: int, parts: Sequence[int]) -> Expression:
    model = decisions.model
    slots = [s for part in parts for s in decisions.slots[job, index, part]]
    last = model.new_int_var(min(s.slot.lo for s in slots), max(s.slot.hi for s in slots), "")
    ends = [(decisions.here[job, index, part], part_end(decisions, job, index, part)) for part in parts]
    for (here, end), after in zip(ends, [*ends[1:], None], strict=True):
        model.add(last == end).only_enforce_if([here] if after is None else [here, ~after[0]])

    def value(values: Values) -> int:
        given = [evaluate(end, values) for here, end in ends if values[here.index]]
        return given[-1] if given else evaluate(ends[0][1], values)

    return decisions.derive(last, value)


def _chosen(decisions: Decisions, slots: Sequence[SlotVars], values: Sequence[Expression]) -> Expression:
    """Return a variable that equals the value of the slot that is present."""
    model = decisions.model
    if len(slots) == 1:
        return values[0]
    chosen = model.new_int_var(min(s.slot.lo for s in slots), max(s.slot.hi for s in slots), "")
    for s, value in zip(slots, values, strict=True):
        model.add(chosen == value).only_enforce_if(s.present)
    return decisions.derive(chosen, partial(_present_value, slots, values))


def _present_value(slots: Sequence[SlotVars], values: Sequence[Expression], known: Values) -> int:
    for s, value in zip(slots, values, strict=True):
        if known[s.present.index]:
            return evaluate(value, known)
    return evaluate(values[0], known)


def _once(decisions: Decisions, key: tuple[str, int, int, int], make: Callable[[], Expression]) -> Expression:
    if key not in decisions.edges:
        decisions.edges[key] = make()
    return decisions.edges[key]
