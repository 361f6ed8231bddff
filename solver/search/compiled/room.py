"""Looking for room, compiled: the gaps that machines, pools and the own parts of a task leave to one option of it.

Over 150 lines because the fields it reads are named one by one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.search.compiled.how import compiled
from solver.search.compiled.records import (
    D_LEVELS,
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
    NEVER,
    NONE,
    O_DEMAND_COUNT,
    O_DEMANDS,
    O_EXTRA,
    O_SEAT_COUNT,
    O_SEATS,
    P_GRANTED,
    P_OPTION,
    P_START,
    PART,
    S_HI,
    S_WINDOW_HI,
    S_WINDOW_LO,
    T_COUNT,
    T_FAMILY,
    T_PARTS,
    WORK,
)

if TYPE_CHECKING:
    from solver.search.compiled.how import Memory


@compiled
def first_after(memory: Memory, machine: int, moment: int) -> int:
    """Return the number of the first occupation of a machine that ends after a moment."""
    entries = memory[machine + M_ENTRIES]
    low, high = 0, memory[machine + M_COUNT]
    while low < high:
        middle = (low + high) >> 1
        if memory[entries + middle * ENTRY + E_END] > moment:
            high = middle
        else:
            low = middle + 1
    return low


@compiled
def gap_after(
    memory: Memory, machine: int, family: int, moment: int, need: int, hi: int, index: int
) -> tuple[int, int, int]:
    """Return the first gap on a machine with `need` ticks at or after a moment, changeovers kept free, and the occupation behind it.

    A gap lies between two neighbours, whether the machine is open there or not; `NEVER` if there is none before `hi`. `index` is
    where to begin to look, a number of an occupation near the moment.
    """
    entries, count, matrix = memory[machine + M_ENTRIES], memory[machine + M_COUNT], memory[machine + M_MATRIX]
    while index > 0 and memory[entries + (index - 1) * ENTRY + E_END] > moment:
        index -= 1
    while index < count and memory[entries + index * ENTRY + E_END] <= moment:
        index += 1
    while index <= count:
        entry = entries + index * ENTRY
        left = memory[entry - ENTRY + E_END] if index > 0 else 0
        right = memory[entry + E_START] if index < count else memory[HORIZON]
        if matrix != NONE:
            families = memory[machine + M_FAMILIES]
            before = memory[memory[entry - ENTRY + E_TASK] + T_FAMILY] if index > 0 else memory[machine + M_INITIAL]
            left += memory[matrix + before * families + family] if before != NONE else 0
            if index < count:
                right -= memory[matrix + family * families + memory[memory[entry + E_TASK] + T_FAMILY]]
        if left + need > hi:
            break
        if right - max(left, moment) >= need:
            return left, right, index
        index += 1
    return NEVER, NEVER, index


@compiled
def level_after(memory: Memory, levels: int, units: int, moment: int, need: int, hi: int) -> tuple[int, int]:
    """Return the first run of at least `need` ticks at or after a moment at which a pool has so many units free."""
    left = moment
    while left + need <= hi:
        right = left
        while right < hi and memory[levels + right] >= units:
            right += 1
        if right - left >= need:
            return left, right
        left = right + 1
    return NEVER, NEVER


@compiled
def own_after(memory: Memory, task: int, moment: int, need: int) -> tuple[int, int]:
    """Return the first gap of at least `need` ticks at or after a moment between the parts of a task that are placed."""
    left, right = moment, NEVER
    first, moved = memory[task + T_PARTS], True
    while moved:
        moved, right = False, NEVER
        for index in range(memory[task + T_COUNT]):
            part = first + index * PART
            start = memory[part + P_START]
            end = start + memory[memory[part + P_OPTION] + O_EXTRA] + memory[part + P_GRANTED]
            if start < left + need and left < end:
                left, moved = end, True
            elif start >= left + need:
                right = min(right, start)
    return left, right


@compiled
def common_gap(
    memory: Memory, task: int, option: int, stretch: int, moment: int, need: int, index: int
) -> tuple[int, int, int, int]:
    """Return the first start at or after a moment at which `need` ticks of an option fit into a stretch, and the gap it lies in.

    The gap is what is free around it on all the machines and in all the pools, not cut to the stretch. `NEVER` if there is none.
    `index` is where to begin to look on the machine of an option of one machine, else `NONE`; where to go on comes back last.
    """
    memory[WORK] += 1
    hi, family = memory[stretch + S_HI], memory[task + T_FAMILY]
    seats, seat_count = memory[option + O_SEATS], memory[option + O_SEAT_COUNT]
    while moment + need <= hi:
        begin, left, right = moment, memory[stretch + S_WINDOW_LO], memory[stretch + S_WINDOW_HI]
        for seat in range(seats, seats + seat_count):
            machine = memory[seat]
            if index == NONE or seat_count > 1:
                index = first_after(memory, machine, moment)
            low, high, index = gap_after(memory, machine, family, moment, need, hi, index)
            left, right, moment = max(left, low), min(right, high), max(moment, low)
        for number in range(memory[option + O_DEMAND_COUNT]):
            demand = memory[option + O_DEMANDS] + number * DEMAND
            low, high = level_after(memory, memory[demand + D_LEVELS], memory[demand + D_UNITS], moment, need, hi)
            right, moment = min(right, high), max(moment, low)
        if memory[task + T_COUNT] > 0:
            low, high = own_after(memory, task, moment, need)
            right, moment = min(right, high), max(moment, low)
        # One machine alone is asked once: its gap is the gap.
        if moment == begin or (seat_count == 1 and moment == left and moment + need <= hi):
            return moment, left, right, index
    return NEVER, NEVER, NEVER, index
