"""Putting parts of tasks on their machines and taking them off, compiled; and counting jobs as placed or waiting.

Over 150 lines because the fields it changes are named one by one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.search.compiled.how import compiled
from solver.search.compiled.pricing import change_cost
from solver.search.compiled.records import (
    COMMITTED,
    D_LEVELS,
    D_UNITS,
    DEMAND,
    E_END,
    E_START,
    E_TASK,
    ENERGY,
    ENTRY,
    J_COST,
    J_CREDIT,
    J_GAIN,
    J_PLACED,
    J_POSITION,
    J_TASK_COUNT,
    J_TASKS,
    J_WEIGHT,
    M_COUNT,
    M_ENTRIES,
    M_MATRIX,
    M_WINDOWS,
    NONE,
    O_DEMAND_COUNT,
    O_DEMANDS,
    O_EXTRA,
    O_FULL,
    O_SEAT_COUNT,
    O_SEATS,
    P_COST,
    P_GRANTED,
    P_OPTION,
    P_START,
    PART,
    T_COUNT,
    T_FAMILY,
    T_PARTS,
    T_WORK,
    TASK,
    W_HI,
    W_LO,
    W_ROOM,
    WAITING,
    WAITING_COUNT,
)
from solver.search.compiled.regard import count
from solver.search.compiled.room import first_after

if TYPE_CHECKING:
    from solver.search.compiled.how import Memory


@compiled
def put_part(memory: Memory, task: int, option: int, start: int, granted: int, cost: int) -> None:
    """Occupy machines and pools by one more part of a task, which must fit; `cost` is the price of its time."""
    end = start + memory[option + O_EXTRA] + granted
    seats = memory[option + O_SEATS]
    for seat in range(seats, seats + memory[option + O_SEAT_COUNT]):
        machine = memory[seat]
        entries = memory[machine + M_ENTRIES]
        entry = entries + memory[machine + M_COUNT] * ENTRY
        while entry > entries and memory[entry - ENTRY + E_START] > start:
            memory[entry + E_START] = memory[entry - ENTRY + E_START]
            memory[entry + E_END] = memory[entry - ENTRY + E_END]
            memory[entry + E_TASK] = memory[entry - ENTRY + E_TASK]
            entry -= ENTRY
        memory[entry + E_START], memory[entry + E_END], memory[entry + E_TASK] = start, end, task
        memory[machine + M_COUNT] += 1
        if memory[machine + M_MATRIX] != NONE:
            memory[ENERGY] -= _change(memory, machine, entry)
        _measure(memory, machine, entry, start)
    _draw(memory, option, start, end, -1)
    part = memory[task + T_PARTS] + memory[task + T_COUNT] * PART
    memory[part + P_OPTION], memory[part + P_START], memory[part + P_GRANTED] = option, start, granted
    memory[part + P_COST] = cost
    memory[task + T_COUNT] += 1


@compiled
def take_part(memory: Memory, task: int) -> None:
    """Take the last part of a task out."""
    memory[task + T_COUNT] -= 1
    part = memory[task + T_PARTS] + memory[task + T_COUNT] * PART
    option, start = memory[part + P_OPTION], memory[part + P_START]
    end = start + memory[option + O_EXTRA] + memory[part + P_GRANTED]
    memory[part + P_OPTION] = NONE
    seats = memory[option + O_SEATS]
    for seat in range(seats, seats + memory[option + O_SEAT_COUNT]):
        machine = memory[seat]
        first, at = memory[machine + M_ENTRIES], first_after(memory, machine, start)
        memory[machine + M_COUNT] -= 1
        entry, last = first + at * ENTRY, first + memory[machine + M_COUNT] * ENTRY
        if memory[machine + M_MATRIX] != NONE:
            memory[machine + M_COUNT] += 1
            memory[ENERGY] += _change(memory, machine, entry)
            memory[machine + M_COUNT] -= 1
        for moved in range(entry, last, ENTRY):
            memory[moved + E_START] = memory[moved + ENTRY + E_START]
            memory[moved + E_END] = memory[moved + ENTRY + E_END]
            memory[moved + E_TASK] = memory[moved + ENTRY + E_TASK]
        _measure(memory, machine, entry, start)
    _draw(memory, option, start, end, 1)


@compiled
def _measure(memory: Memory, machine: int, entry: int, tick: int) -> None:
    """Measure anew how much room there is in the window of a tick; `entry` is any occupation of the machine that is not before it."""
    window = memory[memory[machine + M_WINDOWS] + tick]
    if window == NONE:
        return
    first, lo, hi = memory[machine + M_ENTRIES], memory[window + W_LO], memory[window + W_HI]
    behind, most, until = first + memory[machine + M_COUNT] * ENTRY, 0, hi
    while entry < behind and memory[entry + E_START] < hi:
        entry += ENTRY
    while entry > first and memory[entry - ENTRY + E_END] > lo:
        entry -= ENTRY
        most = max(most, until - memory[entry + E_END])
        until = memory[entry + E_START]
    memory[window + W_ROOM] = max(most, until - lo)


@compiled
def _change(memory: Memory, machine: int, entry: int) -> int:
    """Return how much dearer the changeovers of a machine are with one of its occupations than without."""
    first, count = memory[machine + M_ENTRIES], memory[machine + M_COUNT]
    behind = entry + ENTRY if entry + ENTRY < first + count * ENTRY else NONE
    return change_cost(
        memory,
        machine,
        entry - ENTRY if entry > first else NONE,
        behind,
        memory[memory[entry + E_TASK] + T_FAMILY],
        memory[entry + E_START],
        memory[entry + E_END],
    )


@compiled
def _draw(memory: Memory, option: int, start: int, end: int, sign: int) -> None:
    """Give units back to the pools of an option over a stretch of time, or take them with a sign of minus one."""
    for index in range(memory[option + O_DEMAND_COUNT]):
        demand = memory[option + O_DEMANDS] + index * DEMAND
        levels, units = memory[demand + D_LEVELS], sign * memory[demand + D_UNITS]
        for tick in range(levels + start, levels + end):
            memory[tick] += units


@compiled
def settle(memory: Memory, job: int) -> None:
    """Count a job as placed whose parts have all been put."""
    gain, cost, credit = 0, 0, 0
    for number in range(memory[job + J_TASK_COUNT]):
        task = memory[job + J_TASKS] + number * TASK
        granted, counted, part = 0, 0, memory[task + T_PARTS]
        full = memory[memory[part + P_OPTION] + O_FULL]
        for index in range(memory[task + T_COUNT]):
            granted += memory[part + index * PART + P_GRANTED]
            if memory[part + index * PART + P_START] < memory[COMMITTED]:
                counted += memory[part + index * PART + P_GRANTED]
            cost += memory[part + index * PART + P_COST]
        gain += memory[task + T_WORK] * granted // full
        credit += memory[task + T_WORK] * counted // full
    gain *= memory[job + J_WEIGHT]
    memory[job + J_GAIN], memory[job + J_COST], memory[job + J_PLACED] = gain, cost, 1
    memory[job + J_CREDIT] = credit
    count(memory, job, gain, credit)
    memory[ENERGY] -= cost
    at = memory[job + J_POSITION]
    if at != NONE:
        memory[WAITING_COUNT] -= 1
        last = memory[memory[WAITING] + memory[WAITING_COUNT]]
        memory[memory[WAITING] + at] = last
        memory[last + J_POSITION] = at
        memory[job + J_POSITION] = NONE


@compiled
def lift(memory: Memory, job: int) -> None:
    """Take a placed job out."""
    clear(memory, job, memory[job + J_TASK_COUNT])
    memory[job + J_PLACED] = 0
    count(memory, job, -memory[job + J_GAIN], -memory[job + J_CREDIT])
    memory[ENERGY] += memory[job + J_COST]


@compiled
def take(memory: Memory, job: int) -> None:
    """Take a placed job that may move out; it waits."""
    lift(memory, job)
    at = memory[WAITING_COUNT]
    memory[job + J_POSITION] = at
    memory[memory[WAITING] + at] = job
    memory[WAITING_COUNT] += 1


@compiled
def clear(memory: Memory, job: int, count: int) -> None:
    """Take out the parts of the first `count` tasks of a job."""
    for number in range(count):
        task = memory[job + J_TASKS] + number * TASK
        while memory[task + T_COUNT] > 0:
            take_part(memory, task)
