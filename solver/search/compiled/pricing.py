"""What the time of an occupation is worth to others, compiled: its own, and that of the changeovers around it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.search.compiled.how import compiled
from solver.search.compiled.records import (
    D_PRICES,
    D_UNITS,
    DEMAND,
    E_END,
    E_START,
    E_TASK,
    ENTRY,
    HORIZON,
    M_COUNT,
    M_ENTRIES,
    M_FAMILIES,
    M_INITIAL,
    M_MATRIX,
    M_PRICES,
    NONE,
    O_DEMAND_COUNT,
    O_DEMANDS,
    O_SEAT_COUNT,
    O_SEATS,
    T_FAMILY,
    THRIFT,
)
from solver.search.compiled.room import first_after

if TYPE_CHECKING:
    from solver.search.compiled.how import Memory


@compiled
def time_cost(memory: Memory, option: int, start: int, end: int) -> int:
    """Return what the time of an occupation is worth to others, on all its machines and in its pools."""
    cost, seats = 0, memory[option + O_SEATS]
    for seat in range(seats, seats + memory[option + O_SEAT_COUNT]):
        prices = memory[memory[seat] + M_PRICES]
        cost += memory[prices + end] - memory[prices + start]
    for index in range(memory[option + O_DEMAND_COUNT]):
        demand = memory[option + O_DEMANDS] + index * DEMAND
        prices = memory[demand + D_PRICES]
        cost += memory[demand + D_UNITS] * (memory[prices + end] - memory[prices + start])
    return cost


@compiled
def changes(memory: Memory, option: int, family: int, start: int, end: int) -> int:
    """Return how much dearer the changeovers of the machines of an option become by an occupation."""
    cost, seats = 0, memory[option + O_SEATS]
    for seat in range(seats, seats + memory[option + O_SEAT_COUNT]):
        machine = memory[seat]
        if memory[machine + M_MATRIX] != NONE:
            entries, index = memory[machine + M_ENTRIES], first_after(memory, machine, start)
            left = entries + (index - 1) * ENTRY if index > 0 else NONE
            right = entries + index * ENTRY if index < memory[machine + M_COUNT] else NONE
            cost += change_cost(memory, machine, left, right, family, start, end)
    return cost


@compiled
def change_cost(memory: Memory, machine: int, left: int, right: int, family: int, start: int, end: int) -> int:
    """Return how much dearer the changeovers of a machine are with an occupation between two neighbours than without it.

    The neighbours may be `NONE`. It counts as the time held does, with thrift.
    """
    before, ended = memory[machine + M_INITIAL], 0
    if left != NONE:
        before, ended = memory[memory[left + E_TASK] + T_FAMILY], memory[left + E_END]
    change = _between(memory, machine, before, family, ended, start)
    if right != NONE:
        behind, begun = memory[memory[right + E_TASK] + T_FAMILY], memory[right + E_START]
        change += _between(memory, machine, family, behind, end, begun)
        change -= _between(memory, machine, before, behind, ended, begun)
    return (change * memory[THRIFT]) >> 4


@compiled
def _between(memory: Memory, machine: int, before: int, behind: int, start: int, end: int) -> int:
    """Return what a changeover costs at the cheaper end of the time between two occupations: nothing where the machine is closed."""
    if before == NONE:
        return 0
    ticks = memory[memory[machine + M_MATRIX] + before * memory[machine + M_FAMILIES] + behind]
    if ticks == 0:
        return 0
    prices = memory[machine + M_PRICES]
    soon = memory[prices + min(start + ticks, memory[HORIZON])] - memory[prices + start]
    late = memory[prices + end] - memory[prices + max(end - ticks, 0)]
    return min(soon, late)
