"""Changeover: between neighbours on a machine at least `S_m[f][g]` ticks; the first task against the initial family.

Changeovers to fixed neighbours are already in the bounds of the slots. Between free tasks there are two forms:

- every *pair* kept apart: exact where a detour over a third task never pays (`scope.obeys_triangle`), and safe everywhere;
- a *circuit* through the tasks of a machine, which sees exact neighbours: for the whole problem on machines whose matrix breaks the
  triangle inequality, so that an optimum is an optimum.
"""

from __future__ import annotations

from functools import partial
from itertools import combinations, pairwise
from typing import TYPE_CHECKING

from solver.model.expressions import evaluate

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ortools.sat.python import cp_model

    from solver.model.expressions import Values
    from solver.model.variables import Decisions, SlotVars

#: A changeover matrix.
Matrix = tuple[tuple[int, ...], ...]


def add_changeovers(decisions: Decisions) -> None:
    """Hold the changeovers of every machine that has a matrix."""
    for machine, slots in _by_machine(decisions).items():
        matrix = decisions.problem.machines[machine].changeover
        if matrix is not None and machine in decisions.scope.circuits:
            _add_circuit(decisions, machine, matrix, slots)
        elif matrix is not None:
            _add_pairs(decisions, matrix, slots)
    _fill_gaps(decisions)


def _by_machine(decisions: Decisions) -> Mapping[int, Sequence[SlotVars]]:
    found: dict[int, list[SlotVars]] = {}
    for index, slots in enumerate(decisions.by_cell):
        found.setdefault(decisions.scope.cells[index].gap.machine, []).extend(slots)
    return found


def _family(decisions: Decisions, s: SlotVars) -> int:
    return decisions.task(s.slot.job, s.slot.task).family


def _add_pairs(decisions: Decisions, matrix: Matrix, slots: Sequence[SlotVars]) -> None:
    for one, other in combinations(slots, 2):
        a, b = (one, other) if one.slot.lo <= other.slot.lo else (other, one)
        if a.slot[:3] == b.slot[:3] or not _same_gap(decisions, a, b):
            continue
        there = matrix[_family(decisions, a)][_family(decisions, b)]
        back = matrix[_family(decisions, b)][_family(decisions, a)]
        if (there or back) and b.slot.lo < a.slot.hi + max(there, back):
            _add_pair(decisions, a, b, there, back)


def _same_gap(decisions: Decisions, a: SlotVars, b: SlotVars) -> bool:
    """Whether both may lie between the same two fixed neighbours of a machine."""
    cells = decisions.scope.cells
    return not {cells[c].gap for c in a.slot.cells}.isdisjoint({cells[c].gap for c in b.slot.cells})


def _add_pair(decisions: Decisions, a: SlotVars, b: SlotVars, there: int, back: int) -> None:
    model = decisions.model
    first = decisions.derive(model.new_bool_var(""), partial(_is_before, a, b))
    model.add(b.start >= a.end + there).only_enforce_if([a.present, b.present, first])
    model.add(a.start >= b.end + back).only_enforce_if([a.present, b.present, ~first])


def _is_before(a: SlotVars, b: SlotVars, values: Values) -> int:
    return int(evaluate(a.start, values) <= evaluate(b.start, values))


def _add_circuit(decisions: Decisions, machine: int, matrix: Matrix, slots: Sequence[SlotVars]) -> None:
    """Node 0 stands for the beginning and the end; a slot that is not used loops on itself."""
    model = decisions.model
    initial = decisions.problem.machines[machine].initial_family
    arcs: list[tuple[int, int, cp_model.BoolVarT]] = [
        (0, 0, decisions.derive(model.new_bool_var(""), partial(_follows, slots, None, None)))
    ]
    for i, s in enumerate(slots, start=1):
        first = decisions.derive(model.new_bool_var(""), partial(_follows, slots, None, s))
        last = decisions.derive(model.new_bool_var(""), partial(_follows, slots, s, None))
        arcs += [(i, i, ~s.present), (0, i, first), (i, 0, last)]
        if initial is not None:
            model.add(s.start >= matrix[initial][_family(decisions, s)]).only_enforce_if(first)
        for j, other in enumerate(slots, start=1):
            if i != j and s.slot.lo + s.least + s.overhead <= other.slot.hi - other.least - other.overhead:
                follows = decisions.derive(model.new_bool_var(""), partial(_follows, slots, s, other))
                least = matrix[_family(decisions, s)][_family(decisions, other)]
                model.add(other.start >= s.end + least).only_enforce_if(follows)
                arcs.append((i, j, follows))
    model.add_circuit(arcs)


def _follows(slots: Sequence[SlotVars], before: SlotVars | None, after: SlotVars | None, values: Values) -> int:
    """Return whether `after` comes right after `before` (None: the beginning, the end) among the slots that are used."""
    order = [s for s in slots if values[s.present.index]]
    order.sort(key=lambda s: evaluate(s.start, values))
    chain: list[SlotVars | None] = [None, *order, None]
    return int(any(a is before and b is after for a, b in pairwise(chain)))


def _fill_gaps(decisions: Decisions) -> None:
    """Put something between two fixed neighbours that stand too close for the changeover between them."""
    inside: dict[object, list[SlotVars]] = {}
    for cell, slots in zip(decisions.scope.cells, decisions.by_cell, strict=True):
        if cell.gap.must_fill:
            inside.setdefault(cell.gap, []).extend(slots)
    for slots in inside.values():
        decisions.model.add_bool_or([s.present for s in slots])
