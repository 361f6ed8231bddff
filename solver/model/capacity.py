"""Capacity: two tasks never overlap on a machine, setup and teardown included.

No-overlap alone leaves the solver without a bound, because it says nothing while presences are fractional. So each cell also
gets linear rows: whatever must lie in `[a, b)` fits into `b - a` ticks (the energetic rows; for the cell itself, the knapsack).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from solver.model.variables import Decisions, SlotVars

#: Energetic rows of one cell, at most; the tightest are kept.
ROWS_PER_CELL = 60


def add_capacity(decisions: Decisions) -> None:
    """Keep tasks apart in every cell, and add the rows that bound how much fits."""
    model = decisions.model
    for slots in decisions.by_cell:
        if len(slots) > 1:
            model.add_no_overlap([s.interval for s in slots])
            for row, room in energetic_rows(slots):
                model.add(sum(s.load for s in row) <= room)


def energetic_rows(slots: Sequence[SlotVars]) -> Iterator[tuple[Sequence[SlotVars], int]]:
    """Yield the slots that must lie in `[a, b)`, and `b - a`, for the pairs where they might not fit."""
    rows: list[tuple[int, Sequence[SlotVars], int]] = []
    ends = sorted({s.slot.hi for s in slots})
    for a in sorted({s.slot.lo for s in slots}):
        later = [s for s in slots if s.slot.lo >= a]
        before = 0
        for b in ends:
            inside = [s for s in later if s.slot.hi <= b]
            excess = _most(inside) - (b - a)
            if excess > 0 and len(inside) > before:
                rows.append((excess, inside, b - a))
            before = len(inside)
    rows.sort(key=lambda row: -row[0])
    yield from ((inside, room) for _, inside, room in rows[:ROWS_PER_CELL])


def _most(slots: Iterable[SlotVars]) -> int:
    """Return the most ticks that the slots may hold together; slots of one part exclude each other."""
    most: dict[tuple[int, int, int], int] = {}
    for s in slots:
        key = s.slot.job, s.slot.task, s.slot.part
        most[key] = max(s.most_load, most.get(key, 0))
    return sum(most.values())
